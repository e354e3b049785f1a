"""Steps of a personal access token: creating and revoking it."""

import secrets
from datetime import timedelta

from accounts.forms.api_clients import AccessTokenForm
from accounts.models import AccessToken, User
from accounts.models.access_tokens import PREFIX, fingerprint_of
from accounts.policy import may_change_own, may_revoke_token
from accounts.policy.confirming import confirmed_first
from workflow.steps import Step, Taken

ACTIVE = AccessToken.Status.ACTIVE
SCOPE = "people:write"
TOKEN_BYTES = 32

CREATE = Step(
    name="access_token.create", event="access_token.created", label="Create an access token", done="Access token created.",
    model=AccessToken, target=ACTIVE, parent=User, parent_field="user", may=may_change_own, ready=confirmed_first,
    form=AccessTokenForm, scope=SCOPE,
)  # fmt: skip


@CREATE.rule
def create_access_token(person: User, taken: Taken) -> AccessToken:
    """Let a script work with one's own rights for at most 90 days; the token is shown once and kept only as a hash."""
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = taken.now + timedelta(days=taken.data["days"])
    made = AccessToken(user=person, name=taken.data["name"], fingerprint=fingerprint_of(token), expires_at=expires_at)
    made.shown_once = {"token": token}
    return made


REVOKE = Step(
    name="access_token.revoke", event="access_token.revoked", label="Revoke", done="Access token revoked.", model=AccessToken,
    source={ACTIVE}, target=AccessToken.Status.REVOKED, may=may_revoke_token, scope=SCOPE, danger=True,
)  # fmt: skip


@REVOKE.rule
def revoke_access_token(token: AccessToken, taken: Taken) -> None:
    """End a token at once; an administrator may do so for somebody else."""
