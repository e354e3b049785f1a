"""The duty rota: planning, what cannot be, and the gaps the page shows."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.actions.duty import cancel_duty_shift, plan_duty_shift
from accounts.models import Agency, DutyShift, Team, User
from accounts.queries.duty_gaps import duty_ahead
from tests.factories.absence import make_shift, make_time_off
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from workflow.refusals import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    make_agency()
    return make_team("Harbor")


@pytest.fixture
def devon(team: Team) -> User:
    return make_user("case_manager", team, name="Devon Clark")


@pytest.fixture
def sam(team: Team) -> User:
    return make_user("supervisor", team)


def hours(n: int) -> datetime:
    return timezone.now() + timedelta(hours=n)


def plan(by: User, person: User, team: Team | None = None, starts: int = 1, ends: int = 9) -> DutyShift:
    made: DutyShift = plan_duty_shift(
        actor=make_actor(by), person=person.pk, team=team.pk if team else None, starts_at=hours(starts), ends_at=hours(ends)
    )
    return made


def refusal(*args: Any, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(InvalidInput) as refused:
        plan(*args, **more)
    assert DutyShift.objects.filter(starts_at__gt=timezone.now()).count() == 0
    return refused.value.errors


def test_a_supervisor_plans_for_their_team_and_for_the_whole_agency(team: Team, devon: User, sam: User) -> None:
    assert plan(sam, devon, team).team == team
    assert plan(sam, devon).team is None
    assert refusal_of_other_team(sam, devon) == {"team": ["Choose one of your teams, or the whole agency."]}


def refusal_of_other_team(sam: User, devon: User) -> dict[str, list[str]]:
    with pytest.raises(InvalidInput) as refused:
        plan(sam, devon, make_team("Hillside"), 20, 30)
    return refused.value.errors


def test_a_case_manager_plans_no_duty(team: Team, devon: User) -> None:
    with pytest.raises(NotAllowed, match="Only the team's supervisor or an administrator plans who is on duty."):
        plan(devon, devon, team)


def test_times_that_cannot_be_say_why(team: Team, devon: User, sam: User) -> None:
    backwards = refusal(sam, devon, team, starts=9, ends=1)
    assert backwards == {"ends_at": ["The shift ends before it starts. Check both times."]}
    over = refusal(sam, devon, team, starts=-9, ends=-1)
    assert over == {"ends_at": ["This time is over already. Choose one that is still to come."]}
    long = refusal(sam, devon, team, starts=1, ends=24 * 15)
    assert long == {"ends_at": ["A shift lasts at most 14 days. Plan a longer time as several shifts."]}


def test_nobody_is_on_duty_while_away_or_twice_at_a_time_or_without_a_team(team: Team, devon: User, sam: User) -> None:
    make_shift(devon, team)
    assert refusal(sam, devon, team) == {
        "starts_at": ["Devon Clark is on duty in this time already. Cancel that shift first, or choose another time."]
    }
    make_time_off(devon)
    assert refusal(sam, devon, team)["person"][0].startswith("Devon Clark is away ")
    outside = make_user("administrator", name="Alex")
    assert refusal(sam, outside, team) == {"person": ["Alex has no role in a team, so nothing urgent could be shown to them."]}


def test_a_cancelled_shift_leaves_its_hours_open(team: Team, devon: User, sam: User) -> None:
    shift = plan(sam, devon, team)
    assert cancel_duty_shift(shift.pk, actor=make_actor(sam), version=1).status == "cancelled"
    assert duty_ahead([team], timezone.now()).rotas[0].shifts == []


# Thanksgiving week: Thursday is closed, so its whole day counts as outside office hours.
WEDNESDAY = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


def test_gaps_are_the_hours_outside_the_office_in_which_nobody_is_on_duty(team: Team, devon: User) -> None:
    make_shift(devon, team, WEDNESDAY, ends_at=WEDNESDAY + timedelta(days=13, hours=20))
    [rota] = duty_ahead([team], WEDNESDAY).rotas
    assert rota.gaps == [(datetime(2026, 12, 9, 11, tzinfo=UTC), datetime(2026, 12, 9, 14, tzinfo=UTC))]


def test_without_a_rota_the_first_gap_is_the_evening_and_a_holiday_is_no_office_day(team: Team) -> None:
    gaps = duty_ahead([team], WEDNESDAY).rotas[0].gaps
    assert gaps[0] == (datetime(2026, 11, 25, 22, tzinfo=UTC), datetime(2026, 11, 27, 14, tzinfo=UTC))


def test_gaps_begin_when_the_agency_s_own_office_closes(team: Team) -> None:
    Agency.objects.update(office_opens=time(8), office_closes=time(18, 30))
    gaps = duty_ahead([team], WEDNESDAY).rotas[0].gaps
    assert gaps[0] == (datetime(2026, 11, 25, 23, 30, tzinfo=UTC), datetime(2026, 11, 27, 13, tzinfo=UTC))


def test_a_shift_of_somebody_away_is_a_gap_and_says_so(team: Team, devon: User) -> None:
    shift = make_shift(devon, None, WEDNESDAY, ends_at=WEDNESDAY + timedelta(days=14))
    make_time_off(devon, WEDNESDAY + timedelta(days=3), WEDNESDAY + timedelta(days=3, hours=2))
    found = duty_ahead([team], WEDNESDAY)
    assert found.rotas[0].gaps == [(WEDNESDAY + timedelta(days=3), WEDNESDAY + timedelta(days=3, hours=2))]
    assert [(row.pk, row.absent) for row in found.agency_shifts] == [(shift.pk, True)]  # type: ignore[attr-defined]  # set for the page


def test_the_page_is_the_supervisor_s_and_shows_their_team_alone(team: Team, devon: User, sam: User, client: Browser) -> None:
    make_team("Hillside")
    client.force_login(sam)
    answer: Any = client.get("/settings/duty/")
    assert [rota.team.name for rota in answer.context["duty"].rotas] == ["Harbor"]
    client.force_login(devon)
    assert client.get("/settings/duty/").status_code == 403
