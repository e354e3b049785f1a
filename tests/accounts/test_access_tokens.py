"""Personal access tokens: one's own rights in a script."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.actions.access_tokens import create_access_token, revoke_access_token
from accounts.models import AccessToken
from tests.factories.accounts import give_role, make_access_token, make_actor, make_agency, make_team, make_user
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused

pytestmark = pytest.mark.django_db
TOKEN = "cmp_token-of-the-tests"


def call(token: str = TOKEN, path: str = "/api/v1/me/") -> Any:
    return Browser().get(path, headers={"Authorization": f"Bearer {token}"})


def stored() -> AccessToken:
    token: AccessToken = AccessToken.objects.unscoped("a test looks").get()
    return token


def test_a_token_carries_the_rights_one_has_now_and_is_stored_as_a_hash() -> None:
    team = make_team()
    person = make_user("case_manager", team, name="Nora Bell")
    made = create_access_token(person.pk, actor=make_actor(person, confirmed=True), name="Nightly list")
    token = made.shown_once["token"]
    assert token.startswith("cmp_")
    assert token not in str({f.name: getattr(stored(), f.name) for f in AccessToken._meta.concrete_fields})
    assert call(token).json()["roles"] == [{"role": "case_manager", "team": str(team.pk)}]
    give_role(person, "privacy_officer")
    assert [held["role"] for held in call(token).json()["roles"]] == ["case_manager", "privacy_officer"]


@pytest.mark.parametrize(("days", "kept"), [(1, 1), (90, 90), (None, 30)])
def test_a_token_ends_after_the_days_it_was_given(days: int | None, kept: int) -> None:
    person = make_user()
    made = create_access_token(person.pk, actor=make_actor(person, confirmed=True), name="Script", days=days)
    assert round((made.expires_at - timezone.now()).total_seconds() / 86400) == kept


@pytest.mark.parametrize("days", [0, 91])
def test_a_token_lives_at_most_ninety_days(days: int) -> None:
    person = make_user()
    with pytest.raises(InvalidInput):
        create_access_token(person.pk, actor=make_actor(person, confirmed=True), name="Script", days=days)


def test_a_token_is_made_only_after_confirming_who_is_there() -> None:
    person = make_user()
    with pytest.raises(StepRefused, match="Confirm first that it is you"):
        create_access_token(person.pk, actor=make_actor(person), name="Script")


def test_a_token_cannot_make_another() -> None:
    person = make_user()
    make_access_token(person)
    body = {"user": str(person.pk), "name": "Forever"}
    answer = Browser().post(
        "/api/v1/access-tokens/", body, content_type="application/json", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert (answer.status_code, AccessToken.objects.unscoped("a test counts").count()) == (422, 1)


def test_nobody_makes_a_token_for_somebody_else() -> None:
    with pytest.raises(NotAllowed):
        create_access_token(make_user().pk, actor=make_actor("administrator", confirmed=True), name="Spy")


def test_an_expired_token_is_refused(time_machine: Any) -> None:
    make_access_token(make_user())
    assert call().status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=30, seconds=1))
    assert call().status_code == 401


def test_a_revoked_token_is_refused() -> None:
    person = make_user()
    token = make_access_token(person)
    revoke_access_token(token.pk, actor=make_actor(person), version=1)
    assert (call().status_code, call().json()["detail"]) == (401, "This token is unknown, has expired or was revoked.")


def test_an_administrator_may_revoke_a_token_and_others_do_not_see_it() -> None:
    token = make_access_token(make_user())
    with pytest.raises(NotFound):
        revoke_access_token(token.pk, actor=make_actor("supervisor", make_team()), version=1)
    assert revoke_access_token(token.pk, actor=make_actor("administrator"), version=1).status == "revoked"


def test_the_last_use_is_noted_once_an_hour(time_machine: Any) -> None:
    make_access_token(make_user())
    call()
    first = stored().last_used_at
    call()
    assert (first is not None, stored().last_used_at) == (True, first)
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    call()
    assert stored().last_used_at > first


def test_a_step_is_taken_by_token_without_a_csrf_token() -> None:
    make_agency()
    admin = make_user("administrator")
    make_access_token(admin)
    browser = Browser(enforce_csrf_checks=True)
    answer = browser.post(
        "/api/v1/teams/", {"name": "Harbor"}, content_type="application/json", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert (answer.status_code, answer.json()["name"], answer["ETag"]) == (201, "Harbor", '"1"')


def test_a_step_by_session_needs_the_csrf_token() -> None:
    make_agency()
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(make_user("administrator"))
    answer = browser.post("/api/v1/teams/", {"name": "Harbor"}, content_type="application/json")
    assert (answer.status_code, "CSRF" in answer.json()["detail"]) == (403, True)
