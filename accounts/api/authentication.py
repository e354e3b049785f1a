"""Who calls the API: an API client or a person by bearer token, or a person by their session (with CSRF)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import AccessToken, ApiClient, User
from accounts.models.access_tokens import PREFIX, fingerprint_of
from workflow.together import Prepared

REFUSED = "This token is unknown, has expired or was revoked."
# Knowing the hour of the last use is enough to tell a forgotten token; a write for each call would be too much.
# By hand: a hospital asks this hundreds of times a second, and making the SQL of it cost more than all the rest of it.
WHO_CALLS = """
    SELECT client.*, token.scope AS granted
    FROM oauth2_provider_accesstoken token JOIN accounts_apiclient client ON client.application_id = token.application_id
    WHERE token.token_checksum = %s AND token.expires > %s AND token.user_id IS NULL AND client.status = %s
"""
WHY = "nobody is signed in before the token is found"
USE_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Granted:
    """What the token of an API client was given for: scopes, with blanks between them."""

    scope: str


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


def _client_of(token: str) -> tuple[ApiClient, Granted]:
    for client in ApiClient.objects.raw(WHO_CALLS, (fingerprint_of(token), timezone.now(), ApiClient.Status.ACTIVE)):
        return client, Granted(client.granted)  # type: ignore[attr-defined]  # a column of this query alone
    raise AuthenticationFailed(REFUSED)


def _person_of(token: str) -> tuple[User, AccessToken]:
    now = timezone.now()
    found = next(iter(_TOKEN.rows(record=fingerprint_of(token))), None)
    if found is None or found.expires_at <= now or not found.user.is_active:
        raise AuthenticationFailed(REFUSED)
    if found.last_used_at is None or found.last_used_at < now - USE_NOTED_EVERY:
        AccessToken.objects.unscoped(WHY).filter(pk=found.pk).update(last_used_at=now)
    return found.user, found


def _active(fingerprint: str) -> "list[QuerySet[AccessToken]]":
    """Of this fingerprint there is one token at most."""
    rows = AccessToken.objects.unscoped(WHY).filter(fingerprint=fingerprint, status=AccessToken.Status.ACTIVE)
    return [rows.select_related("user")]


_TOKEN = Prepared(_active, stand_in="the fingerprint of a token")
