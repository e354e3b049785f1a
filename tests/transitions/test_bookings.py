"""The visit of a clock is booked: the appointment stands on the list, the clock itself stays where it is."""

from typing import Any

import pytest
import time_machine

from clients.models import Client
from followups.models import FollowUp
from tests.factories.transitions import at, clock_of, fresh, make_transition
from transitions.actions.clocks import book_visit, booking_fell_through, meet_clock, reopen_clock
from transitions.actions.transitions import correct_transition
from transitions.forms.transitions import CorrectForm
from transitions.models import Clock, Transition
from workflow.actor import Actor
from workflow.refusals import InvalidInput, StepRefused

pytestmark = pytest.mark.django_db
NOW = at("2026-01-16 16:55")


@pytest.fixture(autouse=True)
def friday_before_the_holiday() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def move(rosa: Client, maria: Actor) -> Transition:
    return make_transition(rosa, maria, "2026-01-16 16:50", "2026-01-12 08:00")


def book(move: Transition, maria: Actor, when: str = "2026-01-22 10:00", **fields: Any) -> Clock:
    clock = clock_of(move, "visit")
    booked: Clock = book_visit(
        clock.pk, actor=maria, version=clock.version, booked_for=at(when), booked_with="Dr Lake, Harbor Clinic", **fields
    )
    return booked


def on_the_list(move: Transition) -> tuple[Any, str, bool]:
    row = FollowUp.objects.unscoped("test").get(source_key=f"transition:{move.pk}:tcm:visit", status="open")
    return row.due_at, row.why, row.remind_client


def test_the_appointment_stands_on_the_list_and_the_clock_does_not_move(move: Transition, maria: Actor) -> None:
    clock = book(move, maria, remind_client=True)
    assert (clock.status, clock.due_at, clock.booked_too_late) == ("running", at("2026-01-23 23:59"), False)
    why = "Booked with Dr Lake, Harbor Clinic. Say whether it took place. Visit face to face: Bay Hospital"
    assert on_the_list(move) == (at("2026-01-22 10:00"), why, True)


def test_one_that_is_booked_after_the_last_moment_is_kept_and_called_too_late(move: Transition, maria: Actor) -> None:
    assert book(move, maria, "2026-01-26 10:00").booked_too_late is True
    assert on_the_list(move)[0] == at("2026-01-26 10:00")


def test_a_booking_that_fell_through_leaves_the_clock_due_as_before(move: Transition, maria: Actor) -> None:
    before = on_the_list(move)
    clock = book(move, maria, remind_client=True)
    gone = booking_fell_through(clock.pk, actor=maria, version=clock.version, reason="The clinic cancelled")
    assert (gone.booked_for, gone.booked_with, gone.remind_client) == (None, "", False)
    assert on_the_list(move) == before


def test_the_visit_that_took_place_closes_it_and_one_opened_again_is_not_booked(move: Transition, maria: Actor) -> None:
    clock = book(move, maria)
    with time_machine.travel(at("2026-01-22 11:00"), tick=False):
        met = meet_clock(clock.pk, actor=maria, version=clock.version, evidence="Seen by Dr Lake")
        assert (met.status, met.late) == ("met", False)
        again = reopen_clock(clock.pk, actor=maria, version=met.version, reason="It was another client")
    assert (again.status, again.booked_for) == ("running", None)
    assert on_the_list(move)[0] == clock.due_at


def test_a_corrected_discharge_moves_the_clock_under_its_booking(move: Transition, maria: Actor) -> None:
    book(move, maria, "2026-01-23 10:00")
    moved = fresh(move)
    correct_transition(
        moved.pk, actor=maria, version=moved.version, **{**CorrectForm.current(moved), "discharged_at": at("2026-01-14 10:00")}
    )
    clock = clock_of(move, "visit")
    assert (clock.booked_for, clock.booked_too_late) == (at("2026-01-23 10:00"), True)
    assert on_the_list(move)[0] == at("2026-01-23 10:00")


def test_only_a_visit_to_come_is_booked(move: Transition, maria: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        book(move, maria, "2026-01-15 10:00")
    assert refused.value.errors == {"booked_for": ["This time is over. If the visit took place, record it with “Met”."]}
    contact = clock_of(move, "contact")
    with pytest.raises(StepRefused, match="Only a visit is booked"):
        book_visit(contact.pk, actor=maria, version=contact.version, booked_for=at("2026-01-20 10:00"), booked_with="Dr Lake")
