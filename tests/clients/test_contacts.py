"""Logging attempts and conversations: what is safe, what counts, what is late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clients.actions.contacts import log_contact, mark_contact_error
from clients.actions.people import set_safe_contact
from clients.models import Contact
from followups.models import FollowUp
from tests.followups.stories import an_accepted_case, cast
from workflow.models import Event
from workflow.refusals import InvalidInput, NotFound

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)


def due_kinds(case):
    rows = FollowUp.objects.unscoped("result").filter(client=case.client_id, status="open").order_by("kind")
    return list(rows.values_list("kind", flat=True))


def count():
    return Contact.objects.unscoped("result").count()


def test_an_attempt_is_never_a_contact():
    who = cast()
    case = an_accepted_case(who)
    contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="no_answer")
    assert contact.reached is False
    assert due_kinds(case) == ["first_contact"]


def test_reaching_the_client_ends_the_wait_and_starts_the_note_clock():
    who = cast()
    case = an_accepted_case(who)
    with time_machine.travel(NOON + timedelta(days=365), tick=False):
        contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="reached", minutes=12)
        [note_due] = FollowUp.objects.unscoped("result").filter(client=case.client_id, status="open")
        assert (note_due.kind, note_due.owner) == ("write_note", who.people["maria"])
        assert note_due.due_at == contact.at + timedelta(hours=48)
    assert contact.case == case


def test_an_unsafe_channel_cannot_be_chosen():
    who = cast()
    case = an_accepted_case(who)
    set_safe_contact(case.client_id, actor=who.maria, version=1, may_phone=False, may_voicemail=False, may_email=True)
    with pytest.raises(InvalidInput) as refusal:
        log_contact(case.client_id, actor=who.maria, channel="phone", result="reached")
    [sentence] = refusal.value.errors["channel"]
    assert sentence == (
        "This is not a safe way to contact this client. Safe: e-mail, office visit, video call, in the community."
    )
    assert count() == 0


def test_a_call_the_client_made_is_recorded_whatever_the_rules():
    who = cast()
    case = an_accepted_case(who)
    set_safe_contact(case.client_id, actor=who.maria, version=1, may_phone=False)
    contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="reached", direction="incoming")
    assert contact.direction == "incoming"


def test_no_message_is_left_where_voicemail_is_unsafe():
    who = cast()
    case = an_accepted_case(who)
    set_safe_contact(case.client_id, actor=who.maria, version=1, may_phone=True, may_voicemail=False)
    with pytest.raises(InvalidInput) as refusal:
        log_contact(case.client_id, actor=who.maria, channel="phone", result="left_message")
    assert refusal.value.errors == {"result": ["Voicemail is not safe for this client. Leave no message; log it as no answer."]}
    assert count() == 0


def test_a_contact_cannot_lie_ahead():
    who = cast()
    case = an_accepted_case(who)
    with pytest.raises(InvalidInput) as refusal:
        log_contact(case.client_id, actor=who.maria, channel="phone", result="reached", at=datetime(2999, 1, 1, tzinfo=UTC))
    assert "lies ahead" in refusal.value.errors["at"][0]
    assert count() == 0


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True), (9, True)])
def test_an_entry_written_after_its_day_says_that_it_is_late(days, late):
    who = cast()
    case = an_accepted_case(who)
    with time_machine.travel(NOON + timedelta(days=365), tick=False) as clock:
        at = datetime.now(UTC) - timedelta(days=days, hours=1)
        contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="no_answer", at=at)
        assert (contact.late_entry, contact.at) == (late, at)
        assert clock is not None


def test_a_mistaken_contact_makes_the_first_one_due_again():
    who = cast()
    case = an_accepted_case(who)
    contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="reached")
    mark_contact_error(contact.pk, actor=who.maria, version=1, reason="Another client")
    assert due_kinds(case) == ["first_contact"]
    assert Contact.objects.unscoped("result").get().status == "entered_in_error"


def test_a_case_manager_elsewhere_learns_nothing():
    who = cast()
    case = an_accepted_case(who)
    with pytest.raises(NotFound):
        log_contact(case.client_id, actor=who.devon, channel="phone", result="reached")
    assert count() == 0


def test_the_event_tells_how_and_what_came_of_it_but_not_what_was_said():
    who = cast()
    case = an_accepted_case(who)
    log_contact(case.client_id, actor=who.maria, channel="phone", result="reached", summary="She fears her husband")
    event = Event.objects.unscoped("result").get(name="contact.logged")
    assert event.data == {"channel": "phone", "result": "reached"}
