"""API clients: registering, tokens, scopes, secrets, disabling."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone
from oauth2_provider.models import Application

from accounts.actions.api_clients import change_scopes, disable_api_client, enable_api_client, register_api_client, rotate_secret
from accounts.models import ApiClient, User
from tests.factories.accounts import make_access_token, make_actor, make_agency, make_api_client, make_team, make_user
from workflow.actor import Actor
from workflow.refusals import InvalidInput, NotAllowed, StepRefused

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-tests"


@pytest.fixture
def admin() -> Actor:
    make_agency()
    return make_actor("administrator", confirmed=True)


def ask(client: ApiClient, secret: str = SECRET, path: str = "/oauth2/token", **form: str) -> Any:
    credentials = base64.b64encode(f"{client.application.client_id}:{secret}".encode()).decode()
    return Browser().post(path, {"grant_type": "client_credentials", **form}, headers={"Authorization": f"Basic {credentials}"})


def token_of(client: ApiClient, **form: str) -> str:
    return str(ask(client, **form).json()["access_token"])


def call(token: str, path: str = "/api/v1/me/") -> Any:
    return Browser().get(path, headers={"Authorization": f"Bearer {token}"})


def test_a_registered_client_gets_a_token_with_all_its_scopes(admin: Actor) -> None:
    client = register_api_client(actor=admin, name="Harbor General", scopes=["cases:read", "cases:write"], team=make_team().pk)
    answer = ask(client, client.shown_once["secret"])
    assert (answer.status_code, answer.json()["token_type"], answer.json()["expires_in"]) == (200, "Bearer", 3600)
    assert answer.json()["scope"] == "cases:read cases:write"
    assert call(answer.json()["access_token"]).json() == {
        "kind": "api_client", "id": str(client.pk), "name": "Harbor General", "roles": [], "scopes": ["cases:read", "cases:write"],
        "covers_for": [],
    }  # fmt: skip


def test_credentials_may_also_stand_in_the_body_and_the_path_may_end_in_a_slash() -> None:
    client = make_api_client("cases:read")
    form = {"grant_type": "client_credentials", "client_id": client.application.client_id, "client_secret": SECRET}
    assert Browser().post("/oauth2/token/", form).json()["scope"] == "cases:read"


def test_neither_secret_nor_token_can_be_read_in_the_database(admin: Actor) -> None:
    client = register_api_client(actor=admin, name="Harbor General", scopes=["cases:read"])
    secret = client.shown_once["secret"]
    token = str(ask(client, secret).json()["access_token"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM oauth2_provider_accesstoken t")
        stored = json.loads(cursor.fetchone()[0])
        cursor.execute("SELECT row_to_json(t)::text FROM oauth2_provider_application t")
        application = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(row_to_json(t)::text, '') FROM workflow_event t")
        events = cursor.fetchone()[0]
    assert (stored["token"], len(stored["token_checksum"])) == ("", 64)
    assert token not in json.dumps(stored)
    assert secret not in application
    assert secret not in events


def test_a_scope_that_was_not_granted_is_refused() -> None:
    client = make_api_client("cases:read")
    for scope in ("cases:write", "cases:read staff:act", "no-such:scope"):
        answer = ask(client, scope=scope)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert ask(client, scope="cases:read").json()["scope"] == "cases:read"


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token"])
def test_no_other_grant_gives_a_token(grant: str) -> None:
    answer = ask(make_api_client("cases:read"), grant_type=grant, username="a", password="b", code="c", refresh_token="d")
    assert answer.status_code in (400, 401)
    assert "access_token" not in answer.json()


def test_a_wrong_secret_and_a_disabled_client_get_the_same_answer() -> None:
    client = make_api_client("cases:read")
    wrong = ask(client, "not-the-secret")
    disabled = ask(make_api_client("cases:read", status="disabled"))
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert (disabled.status_code, disabled.json()) == (wrong.status_code, wrong.json())


def test_disabling_ends_tokens_at_once_and_enabling_does_not_bring_them_back(admin: Actor) -> None:
    client = make_api_client("cases:read")
    token = token_of(client)
    assert call(token).status_code == 200
    disable_api_client(client.pk, actor=admin, version=1)
    assert (call(token).status_code, call(token)["WWW-Authenticate"]) == (401, 'Bearer realm="casemgmt"')
    enable_api_client(client.pk, actor=admin, version=2)
    assert call(token).status_code == 401
    assert call(token_of(client)).status_code == 200


def test_rotating_ends_the_old_secret_and_its_tokens(admin: Actor) -> None:
    client = make_api_client("cases:read")
    token = token_of(client)
    rotated = rotate_secret(client.pk, actor=admin, version=1)
    assert call(token).status_code == 401
    assert ask(client).status_code == 401
    assert ask(client, rotated.shown_once["secret"]).status_code == 200


def test_rotating_asks_who_is_there(admin: Actor) -> None:
    client = make_api_client("cases:read")
    with pytest.raises(StepRefused, match="Confirm first that it is you"):
        rotate_secret(client.pk, actor=make_actor("administrator"), version=1)
    assert ask(client).status_code == 200


def test_a_scope_that_is_taken_stops_working_in_tokens_already_given(admin: Actor) -> None:
    client = make_api_client("people:read", "cases:read")
    token = token_of(client)
    assert call(token, "/api/v1/people/").status_code == 200
    change_scopes(client.pk, actor=admin, version=1, scopes=["cases:read"])
    refused = call(token, "/api/v1/people/")
    assert (refused.status_code, refused.json()["detail"]) == (403, "This token lacks the scope people:read.")


def test_a_token_lives_an_hour(time_machine: Any) -> None:
    client = make_api_client("cases:read")
    token = token_of(client)
    time_machine.move_to(timezone.now() + timedelta(minutes=59))
    assert call(token).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert call(token).status_code == 401


def test_a_token_in_the_address_is_not_accepted() -> None:
    token = token_of(make_api_client("cases:read"))
    assert Browser().get(f"/api/v1/me/?access_token={token}").status_code == 401


def test_an_unknown_token_is_refused_and_not_taken_for_a_session(client: Browser) -> None:
    client.force_login(make_user())
    answer = client.get("/api/v1/me/", headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication-failed")


def test_unknown_scopes_are_refused_when_registering(admin: Actor) -> None:
    with pytest.raises(InvalidInput):
        register_api_client(actor=admin, name="Harbor General", scopes=["everything"])
    assert (ApiClient.objects.count(), Application.objects.count()) == (0, 0)


def test_only_administrators_see_and_register_clients(admin: Actor) -> None:
    client = make_api_client("cases:read")
    supervisor = make_actor("supervisor", make_team())
    assert list(ApiClient.objects.visible_to(supervisor)) == []
    assert list(ApiClient.objects.visible_to(admin)) == [client]
    with pytest.raises(NotAllowed):
        register_api_client(actor=supervisor, name="Mine", scopes=["cases:read"])


def test_the_secret_is_answered_once_and_never_again(admin: Actor) -> None:
    make_access_token(User.objects.get(pk=admin.id))
    bearer = {"Authorization": "Bearer cmp_token-of-the-tests", "Idempotency-Key": "k-1"}
    body = {"name": "Harbor General", "scopes": ["cases:read"]}
    made = Browser().post("/api/v1/api-clients/", body, content_type="application/json", headers=bearer)
    again = Browser().post("/api/v1/api-clients/", body, content_type="application/json", headers=bearer)
    assert (made.status_code, len(made.json()["secret"]), made["Location"]) == (
        201,
        43,
        f"/api/v1/api-clients/{made.json()['id']}/",
    )
    assert (again.status_code, again.json()["id"], again.json()["secret"]) == (201, made.json()["id"], "")
    assert call("cmp_token-of-the-tests", made["Location"]).json()["secret"] == ""


def test_too_many_requests_for_tokens_are_slowed_down() -> None:
    client = make_api_client("cases:read")
    answers = [Browser().post("/oauth2/token", {"grant_type": "client_credentials"}).status_code for _ in range(31)]
    assert answers == [401] * 30 + [429]
    assert ask(client).json()["error"] == "temporarily_unavailable"
