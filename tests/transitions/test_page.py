"""One transition on its page: what is to be done next leads, and what has ended asks for nothing."""

import re
from typing import Any

import pytest

from accounts.models import User
from clients.actions.contacts import log_contact
from clients.models import Client
from tests.doors.cast import browser_of
from tests.factories.transitions import at, clock_of, fresh, make_transition
from transitions.actions.clocks import clock_not_needed, reopen_clock
from transitions.actions.confirmations import record_confirmation
from transitions.actions.ending import readmit, settle_transition
from transitions.actions.unattended import WORKER
from transitions.models import Clock, Transition
from workflow.actor import Actor
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db


def page_of(move: Transition, user: User) -> str:
    page = browser_of(user).get(move.get_absolute_url()).content.decode()
    return page.partition("<main")[2].partition("</main>")[0]


def main_actions(page: str) -> list[str]:
    return re.findall(r'class="btn btn-primary"[^>]*>([^<]+)<', page)


def offered_at(page: str, clock: Clock) -> list[str]:
    row = page.partition(f'id="clock-{clock.pk}"')[2].partition("</li>\n")[0].partition('<div class="workrow__actions')[2]
    return re.findall(r'<a class="btn[^>]*>([^<]+)<', row.partition('<li class="workrow"')[0])


def settled_by_all(move: Transition, maria: Actor) -> None:
    for party in ("sender", "receiver", "client"):
        record_confirmation(move.pk, actor=maria, party=party, confirmed=True)


def test_after_a_discharge_the_clocks_lead_and_then_the_hand_over(maria: Actor, maria_user: User, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00", "2026-01-12 08:00")
    page = page_of(move, maria_user)
    assert main_actions(page) == []
    assert offered_at(page, clock_of(move, "contact"))[0] == "Log contact"
    assert offered_at(page, clock_of(move, "medicines"))[0] == "Open medicines"
    assert offered_at(page, clock_of(move, "visit"))[0] == "Book the visit"
    settled_by_all(move, maria)
    assert main_actions(page_of(move, maria_user)) == ["Settle"]
    settle_transition(move.pk, actor=maria, version=fresh(move).version)
    assert main_actions(page_of(move, maria_user)) == []


def test_with_nothing_owed_the_next_step_is_the_confirmation(maria: Actor, maria_user: User, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    for clock in Clock.objects.unscoped("test").filter(transition=move):
        if fresh(clock).still_owed:
            clock_not_needed(clock.pk, actor=maria, version=fresh(clock).version, reason="Seen elsewhere")
    assert main_actions(page_of(move, maria_user)) == ["Record a confirmation"]


def test_after_a_readmission_no_clock_runs_again_and_both_stays_name_each_other(
    maria: Actor, maria_user: User, rosa: Client
) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00", "2026-01-12 08:00")
    readmit(move.pk, actor=maria, version=move.version, admitted_at=at("2026-01-20 10:00"), facility="Cove Hospital")
    contact = clock_of(move, "contact")
    with pytest.raises(StepRefused, match="The client was readmitted. Nothing of it is due any more."):
        reopen_clock(contact.pk, actor=maria, version=contact.version, reason="By mistake")
    page = page_of(move, maria_user)
    assert offered_at(page, contact) == [] and "Let it run again" not in page
    following = Transition.objects.unscoped("test").get(previous=move)
    assert "Followed by" in page and following.get_absolute_url() in page
    assert move.get_absolute_url() in page_of(following, maria_user)


def test_when_the_time_has_run_out_it_says_that_a_late_contact_counts(maria: Actor, maria_user: User, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    log_contact(rosa.pk, actor=maria, result="no_answer", channel="phone", at=at("2026-01-20 09:00"))
    assert "1 of 2 attempts in time; go on trying, a late contact still counts" in page_of(move, maria_user)


def test_a_stay_that_a_notice_told_of_says_so(maria: Actor, maria_user: User, rosa: Client) -> None:
    move: Any = make_transition(rosa, maria, "2026-01-16 09:00")
    assert "Maria Lopez" in page_of(move, maria_user).partition("Told by")[2]
    Transition.objects.unscoped("test").update(opened_by_name=WORKER.name)
    assert "A hospital&#x27;s notice" in page_of(move, maria_user).partition("Told by")[2]
