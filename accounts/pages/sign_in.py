"""Sign-in by allauth, as this agency wants it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.pages.confirming import has_just_proved
from accounts.pages.sessions import start_clock
from accounts.policy.second_factor import TYPES
from accounts.queries import the_agency
from workflow.sealed import seal, unseal


class SignInAdapter(DefaultAccountAdapter):
    """No sign-up; failures are counted so that a stranger cannot lock a colleague out."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        start_clock(request)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Somebody who signed in a minute ago need not prove it again to set up their second factor."""
        return not has_just_proved(self.request) and super().is_reauthentication_required(app=app, **more)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Counted for account and address together: guessing elsewhere does not shut the owner out. Guessers with
        # many addresses still meet the limit for each address, and the second factor.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are stored sealed."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return the_agency().name

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where a second factor is required; add another first."""
        if not settings.SECOND_FACTOR_REQUIRED or authenticator.type not in TYPES:
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=TYPES).exclude(pk=authenticator.pk)
        return bool(others.exists())
