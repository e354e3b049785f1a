"""Whom something urgent reaches, one after another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.queries.duty import responders
from tests.factories.absence import always_at_work, make_cover, make_hours, make_shift, make_time_off
from tests.factories.accounts import make_agency, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    make_agency()
    team = make_team("Harbor")
    roles = {"maria": "case_manager", "devon": "case_manager", "duty": "case_manager", "sam": "supervisor"}
    return {name: make_user(role, team, name=name) for name, role in roles.items()}


def ladder(people: dict[str, User], owner: str | None = "maria") -> list[str]:
    team = people["sam"].memberships.get().team
    return [person.name for person in responders(people[owner] if owner else None, team, timezone.now())]


def test_while_the_owner_is_away_it_is_the_coverer_then_duty_then_the_supervisor(people: dict[str, User]) -> None:
    make_cover(people["maria"], always_at_work(people["devon"]))
    make_shift(people["duty"])
    assert ladder(people) == ["devon", "duty", "sam"]


def test_while_the_owner_works_it_is_the_owner_first(people: dict[str, User]) -> None:
    always_at_work(people["maria"])
    make_shift(people["duty"])
    assert ladder(people) == ["maria", "duty", "sam"]


def test_at_night_the_one_on_duty_is_told_and_neither_the_owner_nor_the_coverer_first(people: dict[str, User]) -> None:
    another_day = (timezone.now() + timedelta(days=3)).weekday()
    make_hours(people["devon"], (another_day, "09:00", "17:00"))
    make_cover(people["maria"], people["devon"])
    make_shift(people["duty"])
    assert ladder(people) == ["duty", "devon", "sam"]


def test_the_team_s_own_shift_goes_before_the_agency_s(people: dict[str, User]) -> None:
    make_shift(people["devon"])
    make_shift(people["duty"], people["sam"].memberships.get().team)
    make_shift(people["maria"], make_team("Hillside"))
    assert ladder(people, None) == ["duty", "devon", "sam"]


def test_nobody_away_gone_or_off_shift_is_told(people: dict[str, User]) -> None:
    make_time_off(people["maria"])
    make_cover(people["maria"], people["devon"], make_time_off(people["maria"]), status="proposed")
    make_time_off(people["duty"])
    make_shift(people["duty"])
    make_shift(people["devon"], status="cancelled")
    make_shift(people["devon"], starts_at=timezone.now() + timedelta(minutes=1))
    assert ladder(people) == ["sam"]
    people["sam"].status = User.Status.DEACTIVATED
    people["sam"].save()
    administrator = make_user("administrator", name="alex")
    assert ladder(people) == [administrator.name]


def test_each_is_told_once_whatever_they_are(people: dict[str, User]) -> None:
    make_cover(people["maria"], always_at_work(people["sam"]))
    make_shift(people["sam"])
    assert ladder(people) == ["sam"]
