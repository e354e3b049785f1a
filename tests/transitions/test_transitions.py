"""A move from discharge to settled: clocks, attempts, corrections, readmission, cancellation and death."""

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from accounts.models import User
from clients.actions.contacts import log_contact, mark_contact_error
from clients.actions.people import record_death
from clients.models import Client, SupportPerson
from followups.models import FollowUp
from tests.doors.cast import browser_of
from tests.factories.accounts import make_api_actor, make_user
from tests.factories.transitions import at, clock_of, fresh, last_moments, make_transition, open_for
from transitions.actions.clocks import clock_not_needed, meet_clock
from transitions.actions.confirmations import record_confirmation
from transitions.actions.ending import cancel_transition, readmit, settle_transition
from transitions.actions.protocols import import_protocol
from transitions.actions.transitions import correct_transition, discharge_transition, take_discharge_back
from transitions.forms.transitions import CorrectForm
from transitions.models import Protocol, Transition
from transitions.queries.attempts import contacts_since, standing
from workflow.actor import Actor, system_actor
from workflow.refusals import InvalidInput, StepRefused

pytestmark = pytest.mark.django_db
NOW = at("2026-01-16 16:55")


@pytest.fixture(autouse=True)
def friday_before_the_holiday() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def attempt(rosa: Client, maria: Actor, when: str, result: str = "no_answer", **fields: Any) -> Any:
    with time_machine.travel(at(when), tick=False):
        return log_contact(rosa.pk, actor=maria, result=result, channel="phone", **fields)


def words(move: Transition, now: str) -> str:
    clock = clock_of(move, "contact")
    contacts = contacts_since(move.client_id, clock.transition.discharged_at)
    return standing(clock, contacts, at(now), at(now).tzinfo).words  # type: ignore[arg-type]  # a ZoneInfo


def test_a_discharge_on_the_friday_before_a_holiday_starts_every_clock(maria: Actor, maria_user: User, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 16:50", "2026-01-12 08:00")
    assert move.status == "discharged"
    assert last_moments(move) == {
        "contact": "2026-01-21 23:59", "visit": "2026-01-23 23:59", "medicines": "2026-01-23 23:59", "information": "2026-01-23 23:59",
        "window": "2026-02-14 23:59",
    }  # fmt: skip
    assert last_moments(move, "trc") == {
        "admission": "2026-01-14 23:59", "information": "2026-01-18 23:59", "engagement": "2026-02-15 23:59",
        "medicines": "2026-02-15 23:59",
    }  # fmt: skip
    due = FollowUp.objects.unscoped("test").get(source_key=f"transition:{move.pk}:tcm:contact")
    assert (due.owner, due.due_at, due.kind, due.waiting_on) == (maria_user, at("2026-01-21 23:59"), "transition_contact", "")
    assert FollowUp.objects.unscoped("test").get(source_key=f"transition:{move.pk}:trc:information").waiting_on == "Bay Hospital"


def test_a_failed_attempt_is_an_attempt_and_never_a_contact(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 16:50")
    attempt(rosa, maria, "2026-01-20 09:00")
    assert words(move, "2026-01-21 19:59") == "1 of 2 attempts, 4 h left"
    assert clock_of(move, "contact").status == "running"
    attempt(rosa, maria, "2026-01-21 09:00", "left_message")
    assert words(move, "2026-01-22 08:00") == "2 of 2 attempts in time; go on trying, a late contact still counts"


def test_a_contact_meets_its_clocks_and_a_late_one_still_counts(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 16:50")
    ana = SupportPerson.objects.create(client=rosa, name="Ana Hill", relationship="Daughter")
    attempt(rosa, maria, "2026-01-23 10:00", "reached", party="support", support_person=ana.pk)
    met = clock_of(move, "contact")
    assert (met.status, met.late, met.met_at) == ("met", True, at("2026-01-23 10:00"))
    # A caregiver's word is no engagement of the client's own (HEDIS).
    assert ("tcm:contact" in open_for(move.pk), clock_of(move, "engagement", "trc").status) == (False, "running")


def test_engagement_does_not_count_on_the_day_of_the_discharge(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    attempt(rosa, maria, "2026-01-16 16:00", "reached")
    assert (clock_of(move, "contact").status, clock_of(move, "engagement", "trc").status) == ("met", "running")
    attempt(rosa, maria, "2026-01-17 16:00", "reached")
    assert clock_of(move, "engagement", "trc").status == "met"


def test_a_contact_that_was_an_error_lets_the_clock_run_again(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    contact = attempt(rosa, maria, "2026-01-16 16:00", "reached")
    mark_contact_error(contact.pk, actor=maria, version=1, reason="Another client")
    assert (clock_of(move, "contact").status, "tcm:contact" in open_for(move.pk)) == ("running", True)


def test_what_was_done_before_we_heard_of_the_discharge_counts(maria: Actor, rosa: Client) -> None:
    attempt(rosa, maria, "2026-01-16 12:00", "reached")
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    assert clock_of(move, "contact").status == "met"


def test_a_correction_moves_every_running_clock_and_says_from_where(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    fields = {**CorrectForm.current(move), "discharged_at": at("2026-01-15 09:00"), "complexity": "moderate"}
    correct_transition(move.pk, actor=maria, version=move.version, **fields)
    assert last_moments(move) == {
        "contact": "2026-01-20 23:59", "visit": "2026-01-29 23:59", "medicines": "2026-01-29 23:59", "information": "2026-01-29 23:59",
        "window": "2026-02-13 23:59",
    }  # fmt: skip
    assert clock_of(move, "contact").moved_from == at("2026-01-21 23:59")
    due = FollowUp.objects.unscoped("test").get(source_key=f"transition:{move.pk}:tcm:contact", status="open")
    assert due.due_at == at("2026-01-20 23:59")


def test_medicines_are_due_by_the_visit_once_it_took_place(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-12 09:00")
    visit = clock_of(move, "visit")
    meet_clock(visit.pk, actor=maria, version=visit.version, met_at=at("2026-01-14 10:00"), evidence="Dr Lake, in the clinic")
    assert clock_of(move, "medicines").due_at == at("2026-01-14 23:59")


def test_what_a_person_judged_not_needed_stays_so_when_clocks_are_computed_anew(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    clock = clock_of(move, "information")
    clock_not_needed(clock.pk, actor=maria, version=clock.version, reason="Not indicated, Dr Lake")
    move = fresh(move)
    fields = {**CorrectForm.current(move), "discharged_at": at("2026-01-15 09:00")}
    correct_transition(move.pk, actor=maria, version=move.version, **fields)
    assert (clock_of(move, "information").status, "tcm:information" in open_for(move.pk)) == ("not_needed", False)


def test_a_correction_of_the_place_ends_clocks_that_no_longer_apply(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    correct_transition(move.pk, actor=maria, version=move.version, **{**CorrectForm.current(move), "to_setting": "snf"})
    assert last_moments(move) == {}
    assert open_for(move.pk) == []


def test_a_readmission_ends_one_and_opens_the_next_linked(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-10 09:00")
    readmit(move.pk, actor=maria, version=move.version, admitted_at=at("2026-01-16 12:00"))
    later = Transition.objects.unscoped("test").get(previous=move)
    assert (fresh(move).status, later.status, later.facility, open_for(move.pk)) == ("readmitted", "admitted", "Bay Hospital", [])


def test_a_return_after_thirty_days_is_no_readmission(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2025-12-10 09:00")
    with pytest.raises(StepRefused, match="within 30 days"):
        readmit(move.pk, actor=maria, version=move.version, admitted_at=at("2026-01-16 12:00"))


def test_cancellation_and_taking_back_end_every_reminder(maria: Actor, rosa: Client) -> None:
    one = make_transition(rosa, maria, "2026-01-10 09:00", facility="One")
    two = make_transition(rosa, maria, "2026-01-12 09:00", facility="Two")
    cancel_transition(one.pk, actor=maria, version=one.version, reason="Somebody else")
    take_discharge_back(two.pk, actor=maria, version=two.version, reason="Still there")
    assert (open_for(one.pk), open_for(two.pk)) == ([], [])
    again = fresh(two)
    discharge_transition(two.pk, actor=maria, version=again.version, discharged_at=at("2026-01-16 09:00"), to_setting="home")
    assert last_moments(two)["contact"] == "2026-01-21 23:59"


def test_a_death_ends_every_reminder_at_once(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    client = fresh(rosa)
    record_death(client.pk, actor=maria, version=client.version, deceased_on="2026-01-16")
    assert (fresh(move).status, open_for(move.pk), last_moments(move)) == ("deceased", [], {})


def test_a_code_declares_nobody_dead_but_nobody_is_called_either(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00", disposition="20")
    assert (move.status, open_for(move.pk), fresh(rosa).status) == ("deceased", ["death"], "active")


def test_it_settles_only_when_all_three_have_answered(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    record_confirmation(move.pk, actor=maria, party="sender", confirmed=True)
    record_confirmation(move.pk, actor=maria, party="receiver", confirmed=False, why_not="On holiday until Tuesday")
    with pytest.raises(StepRefused, match="Client"):
        settle_transition(move.pk, actor=maria, version=move.version)
    record_confirmation(move.pk, actor=maria, party="client", confirmed=True)
    assert settle_transition(move.pk, actor=maria, version=move.version).status == "settled"
    assert last_moments(move)["visit"] == "2026-01-23 23:59"


def test_a_partner_confirms_as_the_sender_alone(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    partner = make_api_actor("transitions:write")
    Transition.objects.unscoped("test").filter(pk=move.pk).update(opened_by_client_id=partner.id)
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(registered_by_client_id=partner.id)
    with pytest.raises(StepRefused, match="as the sender"):
        record_confirmation(move.pk, actor=partner, party="client", confirmed=True)
    assert record_confirmation(move.pk, actor=partner, party="sender", confirmed=True).confirmed


def test_a_later_edition_counts_for_later_moves_and_what_runs_goes_on(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, "2026-01-16 09:00")
    definition = Protocol.objects.get(key="tcm").definition
    contact = {**definition["steps"][0], "days": 1}
    import_protocol(actor=system_actor("set-up", "administrator"), definition={**definition, "edition": "2", "steps": [contact]})
    later = make_transition(rosa, maria, "2026-01-16 10:00", facility="Hill Hospital")
    assert last_moments(later) == {"contact": "2026-01-20 23:59"}
    assert last_moments(move)["contact"] == "2026-01-21 23:59"


def test_a_wrong_protocol_is_refused_with_the_step_and_the_reason() -> None:
    step = {
        "key": "call",
        "title": "Call",
        "rule": "Ours",
        "anchor": "birth",
        "days": -1,
        "unit": "calendar",
        "evidence": "contact",
    }
    wrong = {"key": "own", "edition": "1", "title": "Own", "from": ["hospital"], "to": ["moon"], "steps": [step]}
    with pytest.raises(InvalidInput) as refused:
        import_protocol(actor=system_actor("set-up", "administrator"), definition=wrong)
    said = " ".join(refused.value.errors["definition"])
    assert "to: a list of settings" in said
    assert "Step 1 (call): anchor: one of admission, discharge." in said
    assert "Step 1 (call): days: a whole number from 0 to 366." in said
    assert "Step 1 (call): owner: one of" in said
    assert not Protocol.objects.filter(key="own").exists()


def test_an_expected_stay_starts_no_clock(maria: Actor, rosa: Client) -> None:
    move = make_transition(rosa, maria, expected_discharge_at=NOW + timedelta(days=3))
    assert (move.status, last_moments(move)) == ("anticipated", {})


def test_a_story_of_the_past_is_told_although_a_contact_was_logged_since(maria: Actor, rosa: Client) -> None:
    attempt(rosa, maria, "2026-02-02 10:00", "reached")
    with time_machine.travel(at("2026-01-16 17:00"), tick=False):
        move = make_transition(rosa, maria, "2026-01-16 16:50")
    assert clock_of(move, "contact").status == "running"


def test_an_administrator_makes_another_edition_from_what_the_page_shows(maria: Actor) -> None:
    tcm = Protocol.objects.get(key="tcm", status="published")
    browser = browser_of(make_user("administrator"))
    page = browser.get(tcm.get_absolute_url()).content.decode()
    assert "within 2 business days after the discharge" in page and "Case manager" in page
    shown = json.loads(unescape(page.partition("<pre")[2].partition(">")[2].partition("</pre>")[0]))
    assert shown == tcm.definition
    answer = browser.post("/protocols/import/", {"definition": json.dumps({**shown, "edition": "9"})})
    assert answer.status_code == 302
    assert Protocol.objects.get(key="tcm", status="published").edition == "9"
