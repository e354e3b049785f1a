"""What becomes due when something happens to a case, and what no longer is."""

from datetime import UTC, datetime

import pytest
import time_machine

from clients.actions.cases import (
    accept_assignment,
    assign_case_manager,
    close_case,
    decline_assignment,
    decline_referral,
    open_case,
)
from clients.actions.people import record_death
from followups.models import FollowUp
from tests.followups.stories import a_referral, an_accepted_case, an_offered_case, cast
from workflow.models import Event
from workflow.refusals import NotAllowed

pytestmark = pytest.mark.django_db

# A Wednesday noon in New York; the day after is Thanksgiving.
BEFORE_THANKSGIVING = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)


def open_ones(case):
    rows = FollowUp.objects.unscoped("looking at the result").filter(case=case, status="open").order_by("kind")
    return list(rows)


def kinds(case):
    return [row.kind for row in open_ones(case)]


@time_machine.travel(BEFORE_THANKSGIVING, tick=False)
def test_a_referral_wants_screening_within_two_business_days_over_the_holiday():
    case = a_referral(cast())
    [follow_up] = open_ones(case)
    assert follow_up.kind == "screen_referral"
    # Thursday is Thanksgiving, so Friday is the first business day and Monday the second; 23:59 in New York.
    assert follow_up.due_at == datetime(2026, 12, 1, 4, 59, tzinfo=UTC)
    assert follow_up.urgency == "routine"
    assert follow_up.why == "Routine referral from hospital"


@time_machine.travel(BEFORE_THANKSGIVING, tick=False)
def test_an_urgent_referral_wants_screening_today():
    [follow_up] = open_ones(a_referral(cast(), urgency="urgent"))
    assert follow_up.due_at == datetime(2026, 11, 26, 4, 59, tzinfo=UTC)
    assert follow_up.urgency == "urgent"


def test_opening_a_case_ends_the_screening_and_asks_the_case_manager():
    who = cast()
    case = an_offered_case(who)
    [follow_up] = open_ones(case)
    assert follow_up.kind == "answer_assignment"
    assert follow_up.owner == who.people["maria"]
    screening = FollowUp.objects.unscoped("result").get(case=case, kind="screen_referral")
    assert (screening.status, screening.outcome) == ("done", "Case opened.")


def test_opening_without_a_case_manager_asks_the_supervisor_to_assign():
    who = cast()
    case = a_referral(who)
    case = open_case(case.pk, actor=who.ines, version=case.version, team=who.team.pk)
    [follow_up] = open_ones(case)
    assert (follow_up.kind, follow_up.owner, follow_up.team) == ("assign_case", None, who.team)


def test_a_declined_referral_leaves_nothing_due():
    who = cast()
    case = a_referral(who)
    decline_referral(case.pk, actor=who.ines, version=case.version, decline_reason="not_eligible")
    assert kinds(case) == []


@time_machine.travel(BEFORE_THANKSGIVING, tick=False)
def test_accepting_a_case_starts_the_clock_for_the_first_contact_at_its_opening():
    who = cast()
    case = an_accepted_case(who)
    [follow_up] = open_ones(case)
    assert follow_up.kind == "first_contact"
    assert follow_up.owner == who.people["maria"]
    # Three business days after the opening: Friday, Monday, Tuesday 1 December.
    assert follow_up.due_at == datetime(2026, 12, 2, 4, 59, tzinfo=UTC)


def test_a_declined_offer_returns_to_the_supervisor():
    who = cast()
    case = an_offered_case(who)
    case = decline_assignment(case.pk, actor=who.maria, version=case.version, reason_code="capacity")
    assert case.case_manager is None
    [follow_up] = open_ones(case)
    assert (follow_up.kind, follow_up.owner, follow_up.team) == ("assign_case", None, who.team)


def test_an_assignment_is_answered_only_by_the_one_who_was_asked():
    who = cast()
    case = an_offered_case(who)
    with pytest.raises(NotAllowed):
        accept_assignment(case.pk, actor=who.sam, version=case.version)
    case.refresh_from_db()
    assert (case.accepted_at, case.version) == (None, 2)
    assert kinds(case) == ["answer_assignment"]


def test_assigning_anew_moves_what_is_due_to_the_next_case_manager():
    who = cast()
    case = an_accepted_case(who)
    case = assign_case_manager(case.pk, actor=who.sam, version=case.version, case_manager=who.people["devon"].pk)
    [follow_up] = open_ones(case)
    assert (follow_up.kind, follow_up.owner) == ("answer_assignment", who.people["devon"])
    accept_assignment(case.pk, actor=who.devon, version=case.version)
    [follow_up] = open_ones(case)
    assert (follow_up.kind, follow_up.owner) == ("first_contact", who.people["devon"])


def test_closing_a_case_drops_what_was_still_due():
    who = cast()
    case = an_accepted_case(who)
    close_case(
        case.pk, actor=who.maria, version=case.version, closing_reason="client_declined", outcome="not_met",
        closing_summary="Wants no help now.", client_told=True,
    )  # fmt: skip
    assert kinds(case) == []
    dropped = FollowUp.objects.unscoped("result").get(case=case, kind="first_contact")
    assert (dropped.status, dropped.outcome) == ("dropped", "The case was closed.")


def test_after_a_death_nobody_is_asked_to_call():
    who = cast()
    case = an_accepted_case(who)
    client = case.client
    client.refresh_from_db()
    record_death(client.pk, actor=who.maria, version=client.version, deceased_on="2026-01-02")
    assert kinds(case) == []


def test_follow_ups_stay_off_the_timeline_while_their_cause_stands_on_it():
    case = an_accepted_case(cast())
    names = list(
        Event.objects.unscoped("result").filter(record=case.client_id).order_by("position").values_list("name", flat=True)
    )
    assert [name for name in names if not name.startswith("follow_up.")] == [
        "client.registered", "case.referred", "case.opened", "case.assignment_accepted",
    ]  # fmt: skip
    assert "follow_up.opened" not in names
