"""The discharge plan checked with the client: in their own words, and what is missing has an owner at once."""

from typing import Any

import pytest
import time_machine

from assessments.models import RiskTier
from careplans.actions.commitments import accept_commitment, keep_commitment
from careplans.models import Commitment
from clients.models import Client
from followups.actions.handing_over import accept_follow_up
from followups.models import FollowUp
from tests.doors.cast import browser_of
from tests.factories.accounts import make_actor, make_team, make_user
from tests.factories.careplans import make_active_plan
from tests.factories.transitions import at, clock_of, fresh, make_transition, open_for
from transitions.actions.clocks import book_visit, booking_fell_through, meet_clock
from transitions.actions.ending import cancel_transition
from transitions.actions.teach_backs import mark_teach_back_error, record_teach_back
from transitions.actions.transitions import correct_transition
from transitions.forms.transitions import CorrectForm
from transitions.models import Clock, Transition
from workflow.actor import Actor
from workflow.refusals import InvalidInput

pytestmark = pytest.mark.django_db
MISSING = {
    "topic": "equipment", "arranged": "no", "understood": "not_yet", "missing": "A scale at home", "due_on": "2031-01-05",
}  # fmt: skip
FINE = {"topic": "equipment", "arranged": "yes", "understood": "yes", "client_words": "The scale is in the bathroom"}


@pytest.fixture
def move(maria: Actor, rosa: Client) -> Transition:
    return make_transition(rosa, maria, "2026-01-16 09:00")


def checks(move: Transition) -> list[str]:
    return [key for key in open_for(move.pk) if key.startswith("check:")]


def test_what_is_missing_becomes_a_follow_up_and_ends_when_it_is_arranged(maria: Actor, move: Transition) -> None:
    record_teach_back(move.pk, actor=maria, remedy="follow_up", **MISSING)
    assert checks(move) == ["check:equipment", "check:equipment:again"]
    record_teach_back(move.pk, actor=maria, **FINE)
    assert checks(move) == []
    page = browser_of(move.case.case_manager).get(f"/clients/{move.client_id}/transitions/{move.pk}/teach-back/").content.decode()
    assert "1 of 7 checked" in page
    assert "“The scale is in the bathroom”" in page


def test_or_a_promise_in_the_care_plan_and_the_item_shows_when_it_is_kept(maria: Actor, move: Transition, rosa: Client) -> None:
    make_active_plan(rosa, maria)
    check = record_teach_back(move.pk, actor=maria, remedy="promise", **MISSING)
    promise = Commitment.objects.unscoped("test").get(what="A scale at home")
    assert (check.commitment_id, promise.owner_kind, promise.worker_id, checks(move)) == (
        promise.pk,
        "case_manager",
        maria.id,
        ["check:equipment:again"],
    )
    accepted = accept_commitment(promise.pk, actor=maria, version=promise.version)
    keep_commitment(promise.pk, actor=maria, version=accepted.version)
    page = browser_of(move.case.case_manager).get(check.get_absolute_url()).content.decode()
    assert "Kept" in page


def test_without_an_open_plan_a_promise_is_refused_and_a_follow_up_offered(maria: Actor, move: Transition) -> None:
    with pytest.raises(InvalidInput) as refused:
        record_teach_back(move.pk, actor=maria, remedy="promise", **MISSING)
    assert "Choose a follow-up instead" in str(refused.value.errors)
    assert not Commitment.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"arranged": "yes", "understood": "yes"}, "client_words"),
        ({"arranged": "yes", "understood": "not_checked"}, "why_not"),
        ({"arranged": "no", "understood": "not_yet", "remedy": "follow_up", "due_on": "2031-01-05"}, "missing"),
        ({"arranged": "no", "understood": "not_yet", "missing": "A scale", "due_on": "2031-01-05"}, "remedy"),
    ],
)
def test_nothing_is_left_to_be_guessed(maria: Actor, move: Transition, said: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        record_teach_back(move.pk, actor=maria, topic="equipment", **said)
    assert list(refused.value.errors) == [field]


def test_an_error_and_a_cancelled_transition_end_its_follow_up(maria: Actor, move: Transition) -> None:
    check = record_teach_back(move.pk, actor=maria, remedy="follow_up", **MISSING)
    mark_teach_back_error(check.pk, actor=maria, version=1, reason="Another client")
    assert checks(move) == []
    record_teach_back(move.pk, actor=maria, remedy="follow_up", **MISSING)
    cancel_transition(move.pk, actor=maria, version=fresh(move).version, reason="Somebody else")
    assert open_for(move.pk) == []


def again(move: Transition) -> FollowUp:
    found: FollowUp = FollowUp.objects.unscoped("test").get(
        source_key=f"transition:{move.pk}:check:equipment:again", status="open"
    )
    return found


NOT_YET = {"topic": "equipment", "arranged": "yes", "understood": "not_yet"}


def test_what_is_not_understood_is_taught_again_before_anybody_meets_the_client_next(maria: Actor, rosa: Client) -> None:
    with time_machine.travel(at("2026-01-16 10:00"), tick=False):
        move = make_transition(rosa, maria, "2026-01-16 09:00")
        record_teach_back(move.pk, actor=maria, **NOT_YET)
        due = again(move)
        assert (due.kind, due.owner_id, due.due_at, due.why) == (
            "teach_again", maria.id, clock_of(move, "contact").due_at, "Equipment: not yet understood",
        )  # fmt: skip
        contact = clock_of(move, "contact")
        meet_clock(contact.pk, actor=maria, version=contact.version, met_at=at("2026-01-16 09:30"), evidence="Called")
        visit = clock_of(move, "visit")
        book_visit(visit.pk, actor=maria, version=visit.version, booked_for=at("2026-01-20 14:00"), booked_with="Dr Lake")
        record_teach_back(move.pk, actor=maria, **NOT_YET)
        assert again(move).due_at == at("2026-01-20 14:00")
        record_teach_back(move.pk, actor=maria, **FINE)
    assert checks(move) == []


def test_where_nobody_is_to_meet_the_client_it_is_due_in_two_business_days(maria: Actor, move: Transition) -> None:
    Clock.objects.unscoped("test").filter(transition=move).update(status="not_needed")
    with time_machine.travel(at("2026-01-16 10:00"), tick=False):
        record_teach_back(move.pk, actor=maria, **NOT_YET)
    assert again(move).due_at == at("2026-01-21 23:59")


def test_a_colleague_of_the_team_is_asked_and_the_case_manager_has_it_until_they_accept(maria: Actor, move: Transition) -> None:
    devon = make_user("case_manager", move.case.team, name="Devon Shaw")
    record_teach_back(move.pk, actor=maria, person=devon.pk, **NOT_YET)
    due = again(move)
    assert (due.owner_id, due.offered_to_id, due.offer_note) == (maria.id, devon.pk, "Equipment: not yet understood")
    assert (
        "Devon Shaw is asked" in browser_of(move.case.case_manager).get(f"{move.get_absolute_url()}teach-back/").content.decode()
    )
    accept_follow_up(due.pk, actor=make_actor(devon), version=due.version)
    assert again(move).owner_id == devon.pk
    with pytest.raises(InvalidInput) as refused:
        record_teach_back(move.pk, actor=maria, person=make_user("case_manager", make_team("Hill"), name="Ana Roy").pk, **NOT_YET)
    assert refused.value.errors == {"person": ["Ana Roy does not work in Harbor. Choose somebody of that team."]}
    with pytest.raises(InvalidInput):
        record_teach_back(move.pk, actor=maria, person=devon.pk, **FINE)


def test_after_an_error_the_check_before_it_counts_again(maria: Actor, move: Transition) -> None:
    record_teach_back(move.pk, actor=maria, **NOT_YET)
    wrong = record_teach_back(move.pk, actor=maria, **FINE)
    assert checks(move) == []
    mark_teach_back_error(wrong.pk, actor=maria, version=1, reason="Another client")
    assert checks(move) == ["check:equipment:again"]


def test_the_risk_tier_is_looked_at_again(maria: Actor, move: Transition) -> None:
    RiskTier.objects.unscoped("test").filter(client_id=move.client_id).delete()
    record_teach_back(move.pk, actor=maria, **FINE)
    assert RiskTier.objects.unscoped("test").filter(case=move.case).exists()


def moved_ones(move: Transition) -> list[Any]:
    rows = FollowUp.objects.unscoped("test").filter(source_key__endswith=":again", status="dropped").order_by("id")
    return [(row.outcome, row.due_at) for row in rows]


@time_machine.travel(at("2026-01-16 10:00"), tick=False)
def test_with_its_clock_put_right_it_moves_along_and_says_from_when(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00", "2026-01-12 08:00")
    devon = make_user("case_manager", move.case.team, name="Devon Shaw")
    record_teach_back(move.pk, actor=maria, person=devon.pk, **NOT_YET)
    accept_follow_up(again(move).pk, actor=make_actor(devon), version=again(move).version)
    was = again(move).due_at
    told = {**CorrectForm.current(move), "discharged_at": at("2026-01-14 09:00")}
    correct_transition(move.pk, actor=maria, version=fresh(move).version, **told)
    due = again(move)
    assert (was, due.due_at, due.owner_id) == (at("2026-01-21 23:59"), at("2026-01-16 23:59"), devon.pk)
    assert due.why == "Equipment: not yet understood. Moved with the next meeting; it was due Jan 21, 11:59 PM"
    assert moved_ones(move) == [("Computed anew.", was)]
    page = browser_of(move.case.case_manager).get(f"{move.get_absolute_url()}teach-back/").content.decode()
    assert "moved; it was" in page
    told = {**CorrectForm.current(fresh(move)), "told": "Her daughter"}
    correct_transition(move.pk, actor=maria, version=fresh(move).version, **told)
    assert again(move).pk == due.pk


@time_machine.travel(at("2026-01-16 10:00"), tick=False)
def test_a_visit_booked_before_it_takes_it_along_and_falls_through_with_it(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    record_teach_back(move.pk, actor=maria, **NOT_YET)
    visit = clock_of(move, "visit")
    booked = {"booked_with": "Dr Lake"}
    visit = book_visit(visit.pk, actor=maria, version=visit.version, booked_for=at("2026-01-20 14:00"), **booked)
    assert again(move).due_at == at("2026-01-20 14:00")
    booking_fell_through(visit.pk, actor=maria, version=visit.version, reason="Dr Lake is ill")
    assert again(move).due_at == clock_of(move, "contact").due_at
    first = again(move)
    visit = fresh(visit)
    book_visit(visit.pk, actor=maria, version=visit.version, booked_for=at("2026-01-23 14:00"), **booked)
    assert again(move).pk == first.pk
