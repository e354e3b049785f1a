"""Who calls the API: an API client or a person by bearer token, or a person by their session (with CSRF)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from oauth2_provider.models import get_access_token_model
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import AccessToken, ApiClient, User
from accounts.models.access_tokens import PREFIX, fingerprint_of

REFUSED = "This token is unknown, has expired or was revoked."
# Knowing the hour of the last use is enough to tell a forgotten token; a write for each call would be too much.
USE_NOTED_EVERY = timedelta(hours=1)


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`; a token that is not good is refused, never taken for nobody."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token.strip()
        return _person_of(token) if token.startswith(PREFIX) else _client_of(token)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="casemgmt"'


class BrowserAuthentication(SessionAuthentication):
    """The pages' own session, for scripts on our pages; a POST needs the CSRF token."""


def _client_of(token: str) -> tuple[ApiClient, Any]:
    tokens = get_access_token_model().objects.select_related("application__api_client")
    found = tokens.filter(token_checksum=fingerprint_of(token), expires__gt=timezone.now(), user=None).first()
    if found is None or found.application is None or not found.application.api_client.is_active:
        raise AuthenticationFailed(REFUSED)
    return found.application.api_client, found


def _person_of(token: str) -> tuple[User, AccessToken]:
    tokens = AccessToken.objects.unscoped("nobody is signed in before the token is found").select_related("user")
    now = timezone.now()
    found = tokens.filter(fingerprint=fingerprint_of(token), status=AccessToken.Status.ACTIVE, expires_at__gt=now).first()
    if found is None or not found.user.is_active:
        raise AuthenticationFailed(REFUSED)
    if found.last_used_at is None or found.last_used_at < now - USE_NOTED_EVERY:
        tokens.filter(pk=found.pk).update(last_used_at=now)
    return found.user, found
