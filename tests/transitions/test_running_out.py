"""Clocks whose last moment has passed, what becomes of their follow-ups, and cases that may not close over them."""

from typing import Any

import pytest
import time_machine

from clients.actions.cases import close_case
from clients.actions.contacts import log_contact
from clients.models import Case, Client
from followups.models import FollowUp
from tests.factories.transitions import at, clock_of, fresh, make_transition, open_for
from transitions.actions.clocks import expire_clock, miss_clock
from transitions.actions.ending import end_clocks, readmit
from transitions.actions.running_out import mark_what_ran_out
from transitions.actions.transitions import correct_transition
from transitions.actions.unattended import WORKER
from transitions.forms.transitions import CorrectForm
from transitions.models import Clock, Transition
from workflow.actor import Actor
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db
ALL = [
    "tcm:contact", "tcm:information", "tcm:medicines", "tcm:visit", "tcm:window", "trc:engagement", "trc:information", "trc:medicines",
]  # fmt: skip


@pytest.fixture(autouse=True)
def friday_before_the_holiday() -> Any:
    with time_machine.travel(at("2026-01-16 16:55"), tick=False) as clock:
        yield clock


def run_out(move: Transition, key: str = "contact", to: str = "2026-01-16 10:00") -> Clock:
    """Its last moment lies behind; the database's own clock, by which the sweep goes, is ahead of every moment of these tests."""
    Clock.objects.unscoped("test").filter(transition=move, key=key, protocol__key="tcm").update(due_at=at(to))
    Clock.objects.unscoped("test").filter(transition=move).exclude(key=key, protocol__key="tcm").update(
        due_at=at("2100-01-01 10:00")
    )
    mark_what_ran_out()
    return clock_of(move, key)


def test_what_ran_out_is_missed_by_itself_and_stays_on_the_list(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    missed = run_out(move)
    assert (missed.status, missed.reason, missed.late) == ("missed", "", False)
    assert [clock_of(move, "visit").status, mark_what_ran_out()] == ["running", 0]
    assert open_for(move.pk) == ALL


def test_a_clock_is_not_marked_before_its_last_moment(maria: Actor, rosa: Client) -> None:
    clock = clock_of(make_transition(rosa, maria, "2026-01-16 09:00"), "contact")
    with pytest.raises(StepRefused, match="has not passed"):
        expire_clock(clock.pk, actor=WORKER, version=clock.version)
    assert fresh(clock).status == "running"


def test_a_late_contact_meets_what_the_sweep_marked(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    run_out(move)
    log_contact(rosa.pk, actor=maria, result="reached", channel="phone")
    met = clock_of(move, "contact")
    assert (met.status, met.late, "tcm:contact" in open_for(move.pk)) == ("met", True, False)


def test_whoever_says_why_it_was_missed_ends_its_follow_up(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    clock = run_out(move)
    miss_clock(clock.pk, actor=maria, version=clock.version, reason="The phone was cut off")
    again = fresh(clock)
    assert (again.status, again.reason, "tcm:contact" in open_for(move.pk)) == ("missed", "The phone was cut off", False)
    with pytest.raises(StepRefused, match="on record already"):
        miss_clock(clock.pk, actor=maria, version=again.version, reason="Again")


def test_a_correction_that_leaves_time_lets_it_run_again(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    run_out(move, "visit")
    move = fresh(move)
    correct_transition(move.pk, actor=maria, version=move.version, **{**CorrectForm.current(move), "complexity": "moderate"})
    visit = clock_of(move, "visit")
    due = FollowUp.objects.unscoped("test").get(source_key=f"transition:{move.pk}:tcm:visit", status="open")
    assert (visit.status, visit.due_at, due.due_at) == ("running", at("2026-01-30 23:59"), at("2026-01-30 23:59"))


def test_a_readmission_keeps_the_miss_and_reminds_nobody(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-10 09:00")
    run_out(move)
    move = fresh(move)
    readmit(move.pk, actor=maria, version=move.version, admitted_at=at("2026-01-16 12:00"))
    assert (clock_of(move, "contact").status, clock_of(move, "visit").status, open_for(move.pk)) == ("missed", "not_needed", [])


def test_a_case_does_not_close_over_what_is_due_until_somebody_says_why(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    run_out(move)
    case = Case.objects.unscoped("test").get(client=rosa)
    told = {"closing_reason": "goals_met", "outcome": "met", "closing_summary": "Nothing", "client_told": True}
    with pytest.raises(StepRefused, match="8 steps of a transition are still due"):
        close_case(case.pk, actor=maria, version=case.version, **told)
    move = fresh(move)
    end_clocks(move.pk, actor=maria, version=move.version, reason="She is cared for by her clinic")
    assert (open_for(move.pk), clock_of(move, "contact").status, clock_of(move, "visit").status) == ([], "missed", "not_needed")
    assert clock_of(move, "contact").reason == "She is cared for by her clinic"
    case = fresh(case)
    assert close_case(case.pk, actor=maria, version=case.version, **told).status == "closed"
