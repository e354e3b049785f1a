"""Steps of an API client: registering, its secret, its scopes, disabling and enabling."""

import secrets

from django.utils.text import slugify
from oauth2_provider.models import Application

from accounts.actions.access import end_tokens
from accounts.forms.api_clients import RegisterApiClientForm, ScopesForm
from accounts.models import ApiClient
from accounts.policy import may_administer
from accounts.policy.confirming import confirmed_first
from workflow.steps import Step, Taken

ACTIVE, DISABLED = ApiClient.Status.ACTIVE, ApiClient.Status.DISABLED
SCOPE = "people:write"
SECRET_BYTES = 32

REGISTER = Step(
    name="api_client.register", event="api_client.registered", label="Register an API client", done="API client registered.",
    model=ApiClient, target=ACTIVE, may=may_administer, form=RegisterApiClientForm, scope=SCOPE,
)  # fmt: skip


@REGISTER.rule
def register_api_client(_: None, taken: Taken) -> ApiClient:
    """Let a partner's system in with the scopes it needs; its secret is shown once and kept only as a hash."""
    data = taken.data
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client_id = f"{slugify(data['name'])[:60] or 'client'}-{secrets.token_hex(4)}"
    application = new_application(data["name"], client_id, secret)
    client = ApiClient(name=data["name"], team=data["team"], scopes=data["scopes"], application=application)
    client.shown_once = {"client_id": client_id, "secret": secret}
    taken.notes["scopes"] = sorted(data["scopes"])
    return client


def new_application(name: str, client_id: str, secret: str) -> Application:
    """The OAuth2 side of a client: confidential, client credentials only, the secret stored as a hash."""
    return Application.objects.create(
        name=name, client_id=client_id, client_secret=secret, client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )  # fmt: skip


ROTATE_SECRET = Step(
    name="api_client.rotate_secret", event="api_client.secret_rotated", label="Rotate the secret", done="New secret made.",
    model=ApiClient, source={ACTIVE}, may=may_administer, ready=confirmed_first, scope=SCOPE, danger=True,
)  # fmt: skip


@ROTATE_SECRET.rule
def rotate_secret(client: ApiClient, taken: Taken) -> None:
    """Replace a secret that is old or may have leaked; the old one and every token made with it end at once."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client.application.client_secret = secret
    client.application.save()
    end_tokens(client)
    client.shown_once = {"client_id": client.application.client_id, "secret": secret}


CHANGE_SCOPES = Step(
    name="api_client.change_scopes", event="api_client.scopes_changed", label="Change scopes", done="Scopes changed.",
    model=ApiClient, source={ACTIVE}, may=may_administer, form=ScopesForm, scope=SCOPE, edits=True,
)  # fmt: skip


@CHANGE_SCOPES.rule
def change_scopes(client: ApiClient, taken: Taken) -> None:
    """Grant or take scopes; one that is taken stops working at once, also for tokens already given."""
    before, after = set(client.scopes), set(taken.data["scopes"])
    client.scopes = taken.data["scopes"]
    taken.notes.update(granted=sorted(after - before), taken=sorted(before - after))


DISABLE = Step(
    name="api_client.disable", event="api_client.disabled", label="Disable", done="Disabled; its tokens no longer work.",
    model=ApiClient, source={ACTIVE}, target=DISABLED, may=may_administer, scope=SCOPE, danger=True,
)  # fmt: skip


@DISABLE.rule
def disable_api_client(client: ApiClient, taken: Taken) -> None:
    """Shut a system out at once, without losing what it was granted."""
    end_tokens(client)


ENABLE = Step(
    name="api_client.enable", event="api_client.enabled", label="Enable", done="Enabled.", model=ApiClient, source={DISABLED},
    target=ACTIVE, may=may_administer, scope=SCOPE,
)  # fmt: skip


@ENABLE.rule
def enable_api_client(client: ApiClient, taken: Taken) -> None:
    """Let the system in again with its old credentials; it asks for a new token."""
