"""Team in full: decisions, what somebody who is gone left behind, absences in the load, what is nobody's lateness, and learning."""

import csv
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from careplans.queries.learning import learning_for
from clients.actions.cases import accept_assignment, assign_case_manager
from followups.actions.due import open_once
from followups.actions.handing_over import assign_follow_up
from followups.actions.holds import end_holds_that_ran_out
from followups.actions.moving import hold_follow_up
from followups.models import FollowUp
from followups.queries.lists import follow_ups_like
from followups.queries.team import Load, TeamDay, team_day
from tests.factories.absence import make_cover, make_time_off
from tests.factories.careplans import make_active_plan
from tests.followups.stories import Cast, an_accepted_case, cast
from tests.followups.test_moving import of_kind
from tests.followups.test_own import added
from workflow.refusals import InvalidInput, NotAllowed, StepRefused

pytestmark = pytest.mark.django_db

# A Tuesday, 11:00 in New York.
TUESDAY = datetime(2026, 10, 6, 15, 0, tzinfo=UTC)


@pytest.fixture
def who() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield cast()


def load_of(day: TeamDay, name: str) -> Load:
    [found] = [load for load in day.loads if load.person.name == name]
    return found


def gone(who: Cast, name: str) -> None:
    person = who.people[name]
    type(person).objects.filter(pk=person.pk).update(status="deactivated")


def test_a_partners_overdue_promise_counts_as_waiting_and_not_against_maria(who: Cast) -> None:
    of_kind(who, "commitment", waiting_on="Meals on Wheels")
    with time_machine.travel(TUESDAY + timedelta(days=2, hours=1), tick=False):
        day = team_day(who.sam)
        maria = load_of(day, "Maria")
        assert (maria.overdue, maria.waiting_late, day.numbers["promises_late"], day.numbers["overdue"]) == (0, 1, 1, 0)


def test_an_unanswered_safety_flag_and_what_belongs_to_nobody_need_a_decision(who: Cast) -> None:
    of_kind(who, "safety_flag", urgent=True)
    case = an_accepted_case(who)
    open_once("another", FollowUp.Kind.FEEDBACK, case.client, about=case, why="x", due_at=TUESDAY, team=who.team)
    day = team_day(who.sam)
    assert [row.kind for row in day.to_decide] == ["answer_feedback", "safety_flag"]
    assert day.numbers["to_decide"] == follow_ups_like(who.sam, {"bucket": "to-decide"}, None).count() == 2  # type: ignore[arg-type]  # needs no zone


def test_hours_off_and_cover_stand_beside_the_load(who: Cast) -> None:
    off = make_time_off(who.people["maria"], datetime(2026, 10, 6, 4, tzinfo=UTC), datetime(2026, 10, 8, 4, tzinfo=UTC))
    make_cover(who.people["maria"], who.people["devon"], off)
    maria, devon = load_of(team_day(who.sam), "Maria"), load_of(team_day(who.sam), "Devon")
    # Tuesday and Wednesday, nine to five.
    assert (maria.hours_off, maria.away, maria.covered_by) == (16, True, who.people["devon"])
    assert (devon.hours_off, devon.away, devon.covered_by) == (0, False, None)


def test_what_somebody_who_is_gone_left_behind_is_given_to_somebody_of_the_team(who: Cast) -> None:
    follow_up = added(who)
    gone(who, "maria")
    day = team_day(who.sam)
    assert (day.numbers["left_cases"], day.numbers["left_follow_ups"]) == (1, 2)
    assert follow_ups_like(who.sam, {"bucket": "left"}, None).count() == 2  # type: ignore[arg-type]  # needs no zone
    given = assign_follow_up(follow_up.pk, actor=who.sam, version=1, to=who.people["devon"].pk)
    assert (given.owner, team_day(who.sam).numbers["left_follow_ups"]) == (who.people["devon"], 1)


def test_it_is_the_supervisors_to_give_and_not_away_from_somebody_who_works(who: Cast) -> None:
    follow_up = added(who)
    with pytest.raises(NotAllowed, match="Only the team's supervisor"):
        assign_follow_up(follow_up.pk, actor=who.maria, version=1, to=who.people["devon"].pk)
    with pytest.raises(StepRefused, match="Maria has it. Hand it over instead"):
        assign_follow_up(follow_up.pk, actor=who.sam, version=1, to=who.people["devon"].pk)
    gone(who, "maria")
    with pytest.raises(InvalidInput):
        assign_follow_up(follow_up.pk, actor=who.sam, version=1, to=who.people["maria"].pk)


def test_a_case_taken_on_brings_along_what_only_its_case_manager_can_do(who: Cast) -> None:
    need, own = of_kind(who, "confirm_need"), added(who)
    case = need.case
    assert case is not None
    case = assign_case_manager(case.pk, actor=who.sam, version=case.version, case_manager=who.people["devon"].pk)
    accept_assignment(case.pk, actor=who.devon, version=case.version)
    need.refresh_from_db()
    own.refresh_from_db()
    # What Maria added for another client stays hers.
    assert (need.owner, own.owner) == (who.people["devon"], who.people["maria"])


def test_a_hold_ends_by_itself_on_its_day(who: Cast) -> None:
    follow_up = added(who)
    hold_follow_up(follow_up.pk, actor=who.maria, version=1, waiting_on="Bay Hospital", hold_until="2026-10-08", reason="Letter")
    FollowUp.objects.unscoped("time passes").filter(pk=follow_up.pk).update(hold_until=datetime(2020, 1, 1, tzinfo=UTC))
    assert [end_holds_that_ran_out(), end_holds_that_ran_out()] == [1, 0]
    follow_up.refresh_from_db()
    assert (follow_up.waiting_on, follow_up.hold_until, follow_up.version) == ("", None, 3)


def test_the_load_is_a_table_for_a_spreadsheet_without_a_clients_name(who: Cast) -> None:
    an_accepted_case(who)
    browser = Browser()
    browser.force_login(who.people["sam"])
    answer = browser.get("/team/load.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="team-load-2026-10-06.csv"'
    head, devon, maria = csv.reader(answer.content.decode().splitlines())
    assert head[:2] == ["Case manager", "Open cases"]
    assert (devon[:2], maria[:2]) == (["Devon", "0"], ["Maria", "1"])
    assert "Delgado" not in answer.content.decode()


def test_learning_tells_who_keeps_promises_and_nothing_where_nobody_promised(who: Cast) -> None:
    assert learning_for(who.sam) is None
    make_active_plan(an_accepted_case(who).client, who.maria)
    learning = learning_for(who.sam)
    assert learning is not None
    assert [(tally.owner_kind, tally.open) for tally in learning.tallies if tally.open or tally.settled] == [("client", 1)]
    assert (learning.misses, learning.unanswered) == ([], [])


def test_an_emergency_access_to_a_closed_record_is_reviewed_from_the_page_without_its_name(who: Cast) -> None:
    case = an_accepted_case(who)
    type(case.client).objects.unscoped("the test restricts it").filter(pk=case.client_id).update(restricted=True)
    open_once("an access", FollowUp.Kind.REVIEW_ACCESS, case.client, about=case, why="Tom: danger", due_at=TUESDAY, team=who.team)
    browser = Browser()
    browser.force_login(who.people["sam"])
    html = browser.get("/team/").content.decode()
    assert f'href="/emergency-accesses/{case.pk}/review/?next=/team/"' in html
    assert "Delgado" not in html


def test_rows_of_somebody_covered_say_for_whom_they_are() -> None:
    """Covers follow the database's own clock, so this one is told at the hour it is."""
    who = cast()
    an_accepted_case(who)
    off = make_time_off(who.people["maria"])
    make_cover(who.people["maria"], who.people["devon"], off)
    browser = Browser()
    browser.force_login(who.people["devon"])
    html = browser.get("/today/").content.decode()
    assert "<span>for Maria</span>" in html
    assert "You cover for Maria" in html
    mine = browser.get(f"/today/?whose={who.people['devon'].pk}").content.decode()
    assert "<span>for Maria</span>" not in mine
