"""One record in the audit: found by what its owner tells, and whether it was altered."""

import pytest

from clients.actions.details import add_identifier
from clients.models import Disclosure
from tests.clients.audit.looking import ROSA, as_owner, officer, text
from tests.followups.stories import a_client, an_accepted_case, cast
from workflow.chain import take_checkpoint
from workflow.identifiers import new_id
from workflow.models import Event

pytestmark = pytest.mark.django_db


def test_a_record_is_found_by_what_its_owner_tells_and_only_its_id_is_shown():
    who = cast()
    client = a_client(who.ines)
    add_identifier(client.pk, actor=who.ines, version=1, kind="MR", issuer="Harbor General", value="4711-22")
    browser = officer()
    for named in (ROSA, {"identifier": "471122"}):
        answer = browser.post("/audit/find/", named)
        assert (answer.status_code, answer["Location"]) == (302, f"/audit/records/{client.pk}/")
    assert "Rosa" not in text(browser, f"/audit/records/{client.pk}/")
    assert Disclosure.objects.unscoped("result").filter(view="audit:find", clients=[client.pk]).count() == 2


def test_nobody_found_says_what_to_check_and_half_a_name_is_refused():
    a_client(cast().ines)
    browser = officer()
    answer = browser.post("/audit/find/", {**ROSA, "birth_date": "1950-03-05"})
    assert "No record matches exactly" in answer.content.decode()
    answer = browser.post("/audit/find/", {"given_name": "Rosa"})
    assert (answer.status_code, "Give the whole number" in answer.content.decode()) == (400, True)


def test_two_records_of_one_name_are_shown_by_their_ids():
    who = cast()
    clients = [a_client(who.ines), a_client(who.ines)]
    page = officer().post("/audit/find/", ROSA).content.decode()
    assert all(f"/audit/records/{client.pk}/" in page for client in clients)


# Was it altered?


def test_a_whole_history_holds_in_words():
    who = cast()
    case = an_accepted_case(who)
    take_checkpoint()
    page = officer().post(f"/audit/records/{case.client_id}/verify/").content.decode()
    events = Event.objects.unscoped("result").filter(record=case.client_id).count()
    assert f"The history holds: {events} events follow from one to the next" in page
    assert f"Sealed up to event {events}." in page


def test_an_altered_event_and_a_cut_tail_are_told_with_their_place():
    who = cast()
    case = an_accepted_case(who)
    browser = officer()
    as_owner("UPDATE workflow_event SET actor_name = 'Nobody' WHERE record = %s AND position = 2", case.client_id)
    page = browser.post(f"/audit/records/{case.client_id}/verify/").content.decode()
    assert "The history does not hold" in page and "At event 2: the event was altered." in page
    as_owner(
        "DELETE FROM workflow_event WHERE record = %s AND position = (SELECT max(position) FROM workflow_event WHERE record = %s)",
        case.client_id, case.client_id,
    )  # fmt: skip
    page = browser.post(f"/audit/records/{case.client_id}/verify/").content.decode()
    assert "the newest events are missing or replaced" in page


def test_an_id_without_events_is_said_to_have_none():
    cast()
    assert "No events are recorded under this id." in officer().post(f"/audit/records/{new_id()}/verify/").content.decode()


def test_the_last_seal_is_shown_with_its_digest():
    who = cast()
    an_accepted_case(who)
    browser = officer()
    assert "No seal was taken yet" in text(browser, "/audit/integrity/")
    checkpoint = take_checkpoint()
    assert checkpoint.digest in text(browser, "/audit/integrity/")
    answer = browser.get(f"/audit/integrity/?record={checkpoint.pk}")
    assert answer["Location"] == f"/audit/records/{checkpoint.pk}/"
