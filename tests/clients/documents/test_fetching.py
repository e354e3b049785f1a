"""Who may fetch a document, how it is handed out, and what a withdrawal leaves."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import TeamRole
from clients.actions.documents import withdraw_document
from clients.models import Disclosure, Document, EmergencyAccess
from clients.queries.documents import place_of
from tests.clients.documents.keeping import BACKEND, add, files, rows
from tests.factories.accounts import make_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.factories.files import PDF
from workflow.refusals import InvalidInput, NotFound, WrongState

pytestmark = pytest.mark.django_db


def test_a_download_is_an_attachment_that_nothing_runs_or_keeps(rosa, maria, browser):
    document = add(rosa, make_actor(maria))
    answer = browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)
    assert {name: answer[name] for name in ("Content-Type", "Content-Length", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "application/pdf", "Content-Length": str(len(PDF)), "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }  # fmt: skip
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_each_download_is_written_down_with_its_reader(rosa, maria, browser):
    document = add(rosa, make_actor(maria))
    browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")
    read = Disclosure.objects.unscoped("result").get(view=f"document file {document.pk}")
    assert (read.actor_name, read.clients, read.channel) == ("Maria", [rosa.pk], "web")


def test_a_withdrawn_document_stays_on_record_and_is_not_handed_out(rosa, maria, browser, settings):
    document = add(rosa, make_actor(maria))
    withdraw_document(document.pk, actor=make_actor(maria), version=1, reason="Belongs to another client")
    page = browser.get(f"/clients/{rosa.pk}/documents/").content.decode()
    assert "Discharge letter" in page and "Belongs to another client" in page
    assert f"/documents/{document.pk}/file/" not in page
    answer = browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")
    assert answer.status_code == 409
    assert "This document was withdrawn. It stays on record, but can no longer be downloaded." in answer.content.decode()
    assert files(settings) == [document.storage_key]
    with pytest.raises(WrongState):
        withdraw_document(document.pk, actor=make_actor(maria), version=2, reason="Again")


def test_a_withdrawal_needs_its_reason(rosa, maria):
    document = add(rosa, make_actor(maria))
    with pytest.raises(InvalidInput) as refusal:
        withdraw_document(document.pk, actor=make_actor(maria), version=1)
    assert list(refusal.value.errors) == ["reason"]
    assert rows()[0].status == "kept"


def test_a_lost_file_is_told_plainly(rosa, maria, browser):
    document = add(rosa, make_actor(maria))
    place_of(document.storage_key).unlink()
    answer = browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")
    assert answer.status_code == 422
    assert "The file of this document cannot be read at the moment. Tell your administrator." in answer.content.decode()
    assert not Disclosure.objects.unscoped("result").filter(view__startswith="document file").exists()


def test_whoever_does_not_see_the_client_finds_neither_list_nor_file(rosa, maria):
    document = add(rosa, make_actor(maria))
    other = make_client()
    for role in (*TeamRole.values, "privacy_officer", "administrator"):
        browser = Browser()
        browser.force_login(make_user(role), backend=BACKEND)
        for url in (f"/clients/{rosa.pk}/documents/", f"/clients/{rosa.pk}/documents/{document.pk}/file/"):
            assert browser.get(url).status_code == 404, (role, url)
        with pytest.raises(NotFound):
            add(rosa, make_actor(role))
    assert not other.documents.unscoped("result").exists()


def test_a_document_is_not_found_under_another_client(rosa, maria, browser):
    document = add(rosa, make_actor(maria))
    other = make_case(team=make_team(), case_manager=maria).client
    assert browser.get(f"/clients/{other.pk}/documents/{document.pk}/file/").status_code == 404


@pytest.mark.parametrize(("reason", "opens"), [("danger", False), ("medical", True)])
def test_emergency_access_opens_part_2_records_only_in_a_medical_emergency(rosa, maria, reason, opens):
    ordinary = add(rosa, make_actor(maria))
    part_2 = add(rosa, make_actor(maria), substance_use=True)
    devon = make_user("case_manager")
    EmergencyAccess.objects.unscoped("given").create(
        client=rosa, user=devon, reason_code=reason, explanation="x", expires_at=timezone.now() + timedelta(hours=1)
    )
    seen = set(Document.objects.visible_to(make_actor(devon, opened=[rosa.pk])))
    assert seen == ({ordinary, part_2} if opens else {ordinary})
    assert set(Document.objects.visible_to(make_actor(maria, opened=[rosa.pk]))) == {ordinary, part_2}
