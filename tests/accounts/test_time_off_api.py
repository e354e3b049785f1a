"""Time off, covers and duty by the API: the same steps, the same sentences as problems, and nothing for partners."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Team, User
from tests.doors.cast import bearer_token
from tests.factories.absence import make_cover, make_shift, make_time_off
from tests.factories.accounts import make_agency, make_api_client, make_team, make_user

pytestmark = pytest.mark.django_db

FIRST, LAST = (timezone.localdate() + timedelta(days=days) for days in (20, 24))


@pytest.fixture
def team() -> Team:
    make_agency()
    return make_team("Harbor")


@pytest.fixture
def maria(team: Team) -> User:
    return make_user("case_manager", team, name="Maria Lopez")


@pytest.fixture
def devon(team: Team) -> User:
    return make_user("case_manager", team, name="Devon Clark")


def post(user: User, path: str, body: dict[str, Any], version: int | None = None) -> Any:
    browser = Browser()
    browser.force_login(user)
    headers = {"If-Match": f'"{version}"'} if version else {}
    return browser.post(f"/api/v1/{path}/", body, content_type="application/json", headers=headers)


def planned(user: User) -> Any:
    return post(user, "time-off", {"user": str(user.pk), "first_day": FIRST.isoformat(), "last_day": LAST.isoformat()}).json()


def test_from_planning_to_an_accepted_cover(maria: User, devon: User) -> None:
    off = planned(maria)
    assert (off["status"], off["user"], off["summary"]) == ("planned", str(maria.pk), None)
    cover = post(maria, "covers", {"time_off": off["id"], "coverer": str(devon.pk), "note": "Call Rosa early."}).json()
    assert (cover["status"], cover["away"], cover["starts_at"]) == ("proposed", str(maria.pk), off["starts_at"])
    accepted = post(devon, f"covers/{cover['id']}/accept", {}, cover["version"])
    assert (accepted.status_code, accepted.json()["status"]) == (200, "accepted")
    offered = {step["name"]: step["allowed"] for step in accepted.json()["actions"]}
    assert (offered["cover.withdraw"], offered["cover.return"], offered["cover.begin"]) == (True, False, False)


def test_cover_by_oneself_and_in_a_circle_are_problems_with_the_sentence(maria: User, devon: User) -> None:
    off = planned(maria)
    oneself = post(maria, "covers", {"time_off": off["id"], "coverer": str(maria.pk)})
    assert (oneself.status_code, oneself["Content-Type"]) == (422, "application/problem+json")
    assert oneself.json()["detail"] == "Nobody can cover for themselves. Choose a colleague."
    now = timezone.now()
    make_cover(devon, maria, make_time_off(devon, now + timedelta(days=22), now + timedelta(days=30)), status="accepted")
    circle = post(maria, "covers", {"time_off": off["id"], "coverer": str(devon.pk)})
    assert circle.status_code == 422
    assert "two people cannot cover each other" in circle.json()["detail"]


def test_a_date_in_the_past_names_its_field(maria: User) -> None:
    answer = post(maria, "time-off", {"user": str(maria.pk), "first_day": "2020-05-01", "last_day": "2020-05-02"})
    assert answer.status_code == 400
    assert [(error["field"], error["message"]) for error in answer.json()["errors"]] == [
        ("last_day", "May 2, 2020 is over already. Choose today or a later day.")
    ]  # fmt: skip


def test_the_caller_is_told_for_whom_they_stand_in(maria: User, devon: User) -> None:
    make_cover(maria, devon)
    browser = Browser()
    browser.force_login(devon)
    assert browser.get("/api/v1/me/").json()["covers_for"] == [str(maria.pk)]


@pytest.mark.parametrize("path", ["time-off", "covers", "duty-shifts"])
def test_a_partner_with_every_scope_sees_nobody_s_absence_and_no_rota(maria: User, devon: User, path: str) -> None:
    make_cover(maria, devon)
    make_shift(devon)
    token = bearer_token(make_api_client("people:read", "people:write"))
    answer = Browser().get(f"/api/v1/{path}/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_lists_are_narrowed_by_person_and_state(maria: User, devon: User) -> None:
    cover = make_cover(maria, devon)
    browser = Browser()
    browser.force_login(devon)
    assert [row["id"] for row in browser.get(f"/api/v1/covers/?away={maria.pk}&status=begun").json()["results"]] == [
        str(cover.pk)
    ]
    assert browser.get(f"/api/v1/covers/?away={devon.pk}").json()["results"] == []
