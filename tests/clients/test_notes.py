"""Notes: drafted under a client-made id, signed once, then only added to."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from clients.actions.cases import close_case
from clients.actions.contacts import log_contact
from clients.actions.notes import add_addendum, autosave_note, discard_note, sign_note, start_note
from clients.models import Addendum, Note
from clients.queries.contacts import readable_body
from followups.models import FollowUp
from tests.followups.stories import an_accepted_case, cast
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, Stale, StepRefused, WrongState

pytestmark = pytest.mark.django_db


def open_notes(client_id):
    return FollowUp.objects.unscoped("result").filter(client=client_id, kind="write_note", status="open").count()


def test_a_note_is_signed_once_and_then_only_added_to():
    who = cast()
    case = an_accepted_case(who)
    contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="reached")
    note = start_note(case.client_id, actor=who.maria, contact=contact.pk, body="She said")
    note = autosave_note(note.pk, actor=who.maria, version=1, body="She said she sleeps better.")
    assert open_notes(case.client_id) == 1
    note = sign_note(note.pk, actor=who.maria, version=2, body=note.body)
    assert (note.status, note.version, note.late_entry) == ("signed", 3, False)
    assert open_notes(case.client_id) == 0
    for change in (autosave_note, sign_note):
        with pytest.raises(WrongState):
            change(note.pk, actor=who.maria, version=3, body="Something else")
    add_addendum(note.pk, actor=who.sam, version=3, body="Supervisor read it.")
    note.refresh_from_db()
    assert note.body == "She said she sleeps better."
    assert [a.body for a in Addendum.objects.unscoped("result").filter(note=note)] == ["Supervisor read it."]


def test_an_empty_note_cannot_be_signed():
    who = cast()
    note = start_note(an_accepted_case(who).client_id, actor=who.maria)
    with pytest.raises(InvalidInput) as refusal:
        sign_note(note.pk, actor=who.maria, version=1, body="   ")
    assert refusal.value.errors == {"body": ["This field is required."]}


def test_a_note_signed_after_its_time_is_a_late_entry():
    who = cast()
    with time_machine.travel(datetime(2026, 10, 5, 15, 0, tzinfo=UTC), tick=False):
        case = an_accepted_case(who)
        note = start_note(case.client_id, actor=who.maria, body="Visit")
    with time_machine.travel(datetime(2026, 10, 7, 15, 1, tzinfo=UTC), tick=False):
        assert sign_note(note.pk, actor=who.maria, version=1, body="Visit").late_entry is True


def test_a_draft_belongs_to_its_author():
    who = cast()
    note = start_note(an_accepted_case(who).client_id, actor=who.maria, body="Not for others yet")
    assert readable_body(who.maria, note) == "Not for others yet"
    assert readable_body(who.sam, note) is None
    with pytest.raises(NotAllowed):
        sign_note(note.pk, actor=who.sam, version=1, body="Taken over")
    note.refresh_from_db()
    assert (note.status, note.body) == ("draft", "Not for others yet")


def test_a_stale_autosave_changes_nothing():
    who = cast()
    note = start_note(an_accepted_case(who).client_id, actor=who.maria, body="One")
    autosave_note(note.pk, actor=who.maria, version=1, body="Two, in the first tab")
    with pytest.raises(Stale) as refusal:
        autosave_note(note.pk, actor=who.maria, version=1, body="Two, in the second tab")
    assert refusal.value.current.body == "Two, in the first tab"


def test_the_same_client_made_id_makes_one_draft():
    who = cast()
    case = an_accepted_case(who)
    own = uuid4()
    start_note(case.client_id, actor=who.maria, id=own, body="First")
    with pytest.raises(InvalidInput):
        start_note(case.client_id, actor=who.maria, id=own, body="Again")
    assert [n.body for n in Note.objects.unscoped("result")] == ["First"]


def test_a_case_is_not_closed_over_an_unsigned_note():
    who = cast()
    case = an_accepted_case(who)
    contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="reached")
    note = start_note(case.client_id, actor=who.maria, contact=contact.pk, body="Draft")
    closing = {"closing_reason": "goals_met", "outcome": "met", "closing_summary": "Done.", "client_told": True}
    with pytest.raises(StepRefused, match="Sign or discard 1 draft note of this case first"):
        close_case(case.pk, actor=who.maria, version=case.version, **closing)
    discard_note(note.pk, actor=who.maria, version=1)
    assert open_notes(case.client_id) == 1
    assert close_case(case.pk, actor=who.maria, version=case.version, **closing).status == "closed"


def test_autosaving_stays_off_the_timeline():
    who = cast()
    note = start_note(an_accepted_case(who).client_id, actor=who.maria, body="a")
    for version in range(1, 5):
        autosave_note(note.pk, actor=who.maria, version=version, body="a" * version)
    assert Event.objects.unscoped("result").filter(object_id=note.pk).count() == 1


def test_the_autosave_page_starts_then_updates_one_draft(client):
    who = cast()
    case = an_accepted_case(who)
    client.force_login(who.people["maria"], backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("note_autosave", args=[case.client_id, uuid4()])
    first = client.post(url, {"body": "Typed", "version": ""}, headers={"accept": "application/json"})
    assert (first.status_code, first.json()) == (200, {"version": 1})
    second = client.post(url, {"body": "Typed more", "version": "1"}, headers={"accept": "application/json"})
    assert (second.status_code, second.json()) == (200, {"version": 2})
    stale = client.post(url, {"body": "From another tab", "version": "1"}, headers={"accept": "application/json"})
    assert stale.status_code == 412
    assert [n.body for n in Note.objects.unscoped("result")] == ["Typed more"]


def test_the_note_clock_of_a_contact_runs_from_the_contact():
    who = cast()
    case = an_accepted_case(who)
    contact = log_contact(case.client_id, actor=who.maria, channel="phone", result="reached")
    note = start_note(case.client_id, actor=who.maria, contact=contact.pk)
    assert note.due_at == contact.at + timedelta(hours=48)
