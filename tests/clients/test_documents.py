"""Documents: what is kept, under which name, who may fetch it, and what a failure leaves behind."""

import hashlib
import os
import time
from datetime import date, timedelta
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import TeamRole
from clients.actions import documents as document_steps
from clients.actions.documents import add_document, withdraw_document
from clients.actions.storage import sweep_orphans
from clients.models import Client, Disclosure, Document, EmergencyAccess
from clients.queries.documents import place_of
from tests.factories.accounts import make_access_token, make_actor, make_api_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.factories.files import HEIC, JPEG, PDF, PNG, TIFF, WORD, open_document, upload, word_file, zipped
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused, WrongState

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BOTH = ("documents:read", "documents:write", "clients:read")


@pytest.fixture
def maria():
    return make_user("case_manager", name="Maria")


@pytest.fixture
def rosa(maria) -> Client:
    client = make_client(given_name="Rosa", family_name="Delgado")
    make_case(client, make_team(), maria)
    return client


@pytest.fixture
def browser(maria) -> Browser:
    browser = Browser()
    browser.force_login(maria, backend=BACKEND)
    return browser


def add(client, actor, content=PDF, name="letter.pdf", **fields) -> Document:
    given = {"title": "Discharge letter", "kind": "discharge", "file": upload(content, name), **fields}
    return add_document(client.pk, actor=actor, **given)


def rows():
    return list(Document.objects.unscoped("result").order_by("id"))


def files(settings):
    return sorted(place.name for place in settings.DOCUMENTS_ROOT.rglob("*") if place.is_file())


def refused(client, actor, content, name="letter.pdf"):
    with pytest.raises(InvalidInput) as refusal:
        add(client, actor, content, name)
    assert rows() == []
    [(field, [sentence])] = refusal.value.errors.items()
    assert field == "file"
    return sentence


# What is kept, and how


def test_a_document_is_kept_as_it_came_under_a_name_that_tells_nothing(rosa, maria, settings):
    document = add(rosa, make_actor(maria), PDF)
    assert (document.file_name, document.media_type, document.size) == ("letter.pdf", "application/pdf", len(PDF))
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (document.added_by_name, document.added_by_client_id, document.status) == ("Maria", None, "kept")
    place = place_of(document.storage_key)
    assert place.read_bytes() == PDF
    assert place.is_relative_to(settings.DOCUMENTS_ROOT)
    assert "letter" not in str(place) and len(document.storage_key) == 64
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_timeline_tells_the_kind_and_neither_title_nor_file_name(rosa, maria):
    add(rosa, make_actor(maria), title="HIV result", substance_use=True)
    event = Event.objects.unscoped("result").get(name="document.added")
    assert (event.record, event.data) == (rosa.pk, {"kind": "discharge"})


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PNG, "a.png", "image/png"),
        (JPEG, "a.JPG", "image/jpeg"),
        (TIFF, "a.tif", "image/tiff"),
        (HEIC, "a.heic", "image/heic"),
        (HEIC.replace(b"ftypheic", b"ftypmif1"), "a.heif", "image/heic"),
        ("¿Cómo está?\r\n".encode(), "a.txt", "text/plain"),
        ("¿Cómo está?".encode("cp1252"), "a.txt", "text/plain"),
        ("¿Cómo está?".encode("utf-16"), "a.txt", "text/plain"),
        (b"name;born\nRosa;1950\n", "a.csv", "text/plain"),
        (b"BM is the initials of the patient.", "a.txt", "text/plain"),
        (word_file(), "a.docx", WORD),
        (open_document(), "a.odt", "application/vnd.oasis.opendocument.text"),
        (open_document("spreadsheet"), "a.ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_the_content_decides_what_a_file_is(rosa, maria, content, name, media_type):
    document = add(rosa, make_actor(maria), content, name)
    assert document.media_type == media_type
    assert place_of(document.storage_key).read_bytes() == content


WANTED = (
    "Save it as PDF, or choose an image (PNG, JPEG, TIFF, HEIC), plain text, or a Word, Excel, PowerPoint or OpenDocument file."
)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!doctype html><html><script>alert(1)</script></html>", "letter.pdf"),
        (b"<html><body>%PDF-1.7", "letter.pdf"),
        (b"Dear Rosa,\n<script>alert(1)</script>", "letter.txt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "drawing.png"),
        (b"<?xml version='1.0'?><a/>", "a.txt"),
        (b"<?php system($_GET['c']);", "a.txt"),
        (b"#!/bin/sh\nrm -rf /", "a.txt"),
        (b"MZ" + bytes(200), "letter.pdf"),
        (b"\x7fELF" + bytes(200), "letter.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "letter.doc"),
        (bytes(range(256)) * 8, "letter.txt"),
        (b"GIF89a" + bytes(40), "a.gif"),
    ],
)
def test_web_pages_scripts_programs_and_unknown_content_are_refused(rosa, maria, settings, content, name):
    assert refused(rosa, make_actor(maria), content, name) == f"This kind of file cannot be kept. {WANTED}"
    assert files(settings) == []


def test_a_name_that_promises_something_else_is_refused_with_the_right_one(rosa, maria):
    assert refused(rosa, make_actor(maria), JPEG, "scan.pdf") == (
        "The file's name ends in .pdf, but its content is a JPEG image. Give it the ending .jpg, or choose the right file."
    )
    assert refused(rosa, make_actor(maria), PDF, "letter.pdf.exe") == f"Files ending in .exe cannot be kept. {WANTED}"
    assert refused(rosa, make_actor(maria), b"echo hello", "run.bat") == f"Files ending in .bat cannot be kept. {WANTED}"


def test_an_empty_file_is_refused(rosa, maria):
    assert refused(rosa, make_actor(maria), b"") == (
        "This file is empty. Open it to see whether it was saved, and choose it again."
    )


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_kept(rosa, maria, settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024
    content = PDF + bytes(1024 * 1024 - len(PDF))
    assert refused(rosa, make_actor(maria), content + b"\0") == (
        "This file is larger than 1 MB. Scan it in fewer colours, or split it into several files."
    )
    assert add(rosa, make_actor(maria), content).size == 1024 * 1024


def test_only_so_much_of_a_huge_file_is_ever_stored(rosa, browser, settings):
    settings.DOCUMENT_MAX_BYTES = 100_000
    page = browser.post(
        f"/clients/{rosa.pk}/add-document/", {"title": "Scan", "kind": "other", "file": upload(PDF + bytes(9_000_000))}
    )
    assert page.status_code == 400
    assert "This file is larger than 0.0954 MB." in page.content.decode()
    received = page.context["form"].files["file"]
    assert isinstance(received, TemporaryUploadedFile)
    assert 100_000 < received.size < 300_000
    assert (rows(), files(settings)) == ([], [])


# Office files


def test_an_archive_that_is_no_office_file_is_refused(rosa, maria):
    for content in (zipped({"a.txt": "x"}), zipped({"a.txt": "x"}, ("mimetype", "application/epub+zip"))):
        assert refused(rosa, make_actor(maria), content, "letter.docx") == (
            "This archive cannot be kept. Take out the files you want to keep and add them one by one."
        )


def test_macros_are_refused(rosa, maria):
    sentence = "This file contains macros, which can do harm. Save it without them, or as PDF."
    with_macro = word_file({"word/vbaProject.bin": b"\xd0\xcf"})
    assert refused(rosa, make_actor(maria), with_macro, "letter.docx") == sentence
    enabled = word_file(media_type="application/vnd.ms-word.document.macroEnabled")
    assert refused(rosa, make_actor(maria), enabled, "letter.docm") == sentence


def test_a_zip_bomb_is_refused_without_being_unpacked(rosa, maria):
    bomb = word_file({"word/media/image1.bmp": bytes(201 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert refused(rosa, make_actor(maria), bomb, "letter.docx") == (
        "Unpacked, this file would fill more than 200 MB. Save it as PDF."
    )


def test_a_part_that_lies_about_its_size_is_found(rosa, maria):
    honest = word_file({"word/media/image1.bmp": bytes(5_000_000)})
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    assert refused(rosa, make_actor(maria), lying, "letter.docx") == (
        "This file is damaged or not complete. Open it, save it again, and choose it once more."
    )


def test_a_truncated_office_file_is_refused(rosa, maria):
    assert refused(rosa, make_actor(maria), word_file()[:-40], "letter.docx").startswith("This file is damaged or not complete.")


# Names


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Letter  of\tMay.pdf", "Letter of May.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\rosa\\scan.pdf", "scan.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("scan‮gpj.pdf", "scangpj.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ('"; filename="x.html.pdf', "_; filename=_x.html.pdf"),
        ("Entlassungsbericht – Müller.pdf", "Entlassungsbericht – Müller.pdf"),
        ("Dr. Roe", "Dr. Roe.pdf"),
        ("2026.10", "2026.10.pdf"),
        ("...", "document.pdf"),
        ("é" * 400 + ".pdf", "é" * 156 + ".pdf"),
    ],
)
def test_a_file_name_is_made_safe_and_stays_readable(rosa, maria, sent, kept):
    document = add_document(
        rosa.pk,
        actor=make_actor(maria),
        title="Letter",
        kind="other",
        file=upload(PDF, "x.pdf", "text/html") if not sent else named(sent),
    )
    assert document.file_name == kept


def named(name):
    """An upload whose name was not cleaned on the way in, as a step called from code can have."""
    file = upload(PDF)
    file._name = name
    return file


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.pdf", "é\"'<b>.pdf", "日本語.pdf"])
def test_a_hostile_name_harms_neither_the_page_nor_the_header(rosa, maria, browser, name):
    document = add(rosa, make_actor(maria), PDF, name, title="<script>alert(1)</script>")
    page = browser.get(f"/clients/{rosa.pk}/documents/").content.decode()
    assert "<script>alert(1)" not in page and "<img src=x" not in page and "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    header = browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")["Content-Disposition"]
    assert header.isascii() and "\n" not in header and header.count('"') == 2
    assert header.startswith("attachment; filename=")


def test_the_header_gives_the_name_in_ascii_and_in_full(rosa, maria, browser):
    document = add(rosa, make_actor(maria), PDF, "Bericht – Müller.pdf")
    answer = browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"Bericht _ M_ller.pdf\"; filename*=UTF-8''Bericht%20%E2%80%93%20M%C3%BCller.pdf"
    )


# Fetching and withdrawing


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


# The page


def test_the_page_sends_the_form_as_multipart_and_shows_the_new_document(rosa, browser):
    form = browser.get(f"/clients/{rosa.pk}/add-document/").content.decode()
    assert 'enctype="multipart/form-data"' in form
    sent = {"title": "Lease", "kind": "legal", "file": upload(PDF, "lease.pdf"), "idempotency_key": "k1"}
    answer = browser.post(f"/clients/{rosa.pk}/add-document/", sent, follow=True)
    assert answer.redirect_chain == [(f"/clients/{rosa.pk}/documents/", 302)]
    page = answer.content.decode()
    assert "Document added." in page and "Lease" in page and "lease.pdf" in page


def test_a_refused_form_keeps_what_was_typed_and_asks_for_the_file_again(rosa, browser):
    answer = browser.post(f"/clients/{rosa.pk}/add-document/", {"title": "", "kind": "legal", "file": upload(PDF)})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Choose the file again: a browser does not keep it." in page
    assert '<option value="legal" selected>' in page
    without = browser.post(f"/clients/{rosa.pk}/add-document/", {"title": "Lease", "kind": "legal"})
    assert "Choose the file." in without.content.decode()
    assert rows() == []


def test_sent_twice_it_is_kept_once_and_another_file_under_the_same_key_is_refused(rosa, browser, settings):
    url = f"/clients/{rosa.pk}/add-document/"
    sent = {"title": "Lease", "kind": "legal", "idempotency_key": "k1"}
    first = browser.post(url, {**sent, "file": upload(PDF, "scan.pdf")})
    again = browser.post(url, {**sent, "file": upload(PDF, "scan.pdf")})
    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    other = browser.post(url, {**sent, "file": upload(PDF + b"other", "scan.pdf")})
    assert other.status_code == 422
    assert len(rows()) == len(files(settings)) == 1


def test_a_long_list_costs_no_more_queries_than_a_short_one(rosa, maria, browser):
    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(f"/clients/{rosa.pk}/documents/").status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in counted)

    for _ in range(3):
        add(rosa, make_actor(maria))
    cost()  # the first page of a session also writes when it was last used
    few = cost()
    for _ in range(20):
        add(rosa, make_actor(maria))
    assert few == cost() <= 12


# The API


def api(token):
    return {"headers": {"authorization": f"Bearer {token}"}}


@pytest.fixture
def token(maria):
    make_access_token(maria, "cmp_maria")
    return "cmp_maria"


def test_the_api_takes_multipart_and_gives_back_the_object(rosa, token):
    sent = {"client": str(rosa.pk), "title": "Lease", "kind": "legal", "substance_use": "true", "file": upload(PDF, "lease.pdf")}
    answer = Browser().post("/api/v1/documents/", sent, **api(token))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (answer["Location"], answer["ETag"]) == (f"/api/v1/documents/{body['id']}/", '"1"')
    assert {name: body[name] for name in ("title", "kind", "file_name", "media_type", "size", "substance_use", "status")} == {
        "title": "Lease", "kind": "legal", "file_name": "lease.pdf", "media_type": "application/pdf", "size": len(PDF),
        "substance_use": True, "status": "kept",
    }  # fmt: skip
    assert body["file_url"] == f"/api/v1/documents/{body['id']}/file/"
    assert body["notice"] == "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
    assert "storage_key" not in body
    assert [action["name"] for action in body["actions"]] == ["document.withdraw"]
    file = Browser().get(body["file_url"], headers={"authorization": f"Bearer {token}", "accept": "application/pdf"})
    assert b"".join(file.streaming_content) == PDF
    assert file["Redisclosure-Notice"] == body["notice"]
    assert Disclosure.objects.unscoped("result").filter(view=f"api:document file {body['id']}").count() == 1


def test_a_repeated_post_has_one_effect_and_another_file_under_its_key_none(rosa, token, settings):
    def send(content):
        sent = {"client": str(rosa.pk), "title": "Lease", "kind": "legal", "file": upload(content, "scan.pdf")}
        headers = {"authorization": f"Bearer {token}", "idempotency-key": "k1"}
        return Browser().post("/api/v1/documents/", sent, headers=headers)

    first, again, other = send(PDF), send(PDF), send(PDF + b"other")
    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (201, 201, "true")
    assert first.json()["id"] == again.json()["id"]
    assert (other.status_code, other.json()["detail"]) == (
        422, "This Idempotency-Key was used for a different request. Send a new key.",
    )  # fmt: skip
    assert len(rows()) == len(files(settings)) == 1


def test_bad_input_by_the_api_is_named_by_field(rosa, token, settings):
    sent = {"client": str(rosa.pk), "title": "", "kind": "novel", "file": upload(JPEG, "scan.pdf"), "author": "x"}
    answer = Browser().post("/api/v1/documents/", sent, **api(token))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert {error["field"] for error in answer.json()["errors"]} == {"author"}
    del sent["author"]
    answer = Browser().post(
        "/api/v1/documents/", {**sent, "kind": "legal", "title": "x", "file": upload(b"", "a.pdf")}, **api(token)
    )
    assert [error["message"] for error in answer.json()["errors"]] == [
        "This file is empty. Open it to see whether it was saved, and choose it again."
    ]
    answer = Browser().post("/api/v1/documents/", {"client": str(rosa.pk)}, content_type="application/json", **api(token))
    assert answer.status_code == 400
    assert "file" in {error["field"] for error in answer.json()["errors"]}
    assert (rows(), files(settings)) == ([], [])


def test_a_withdrawn_file_is_a_problem_in_words(rosa, maria, token):
    document = add(rosa, make_actor(maria))
    withdrawn = Browser().post(
        f"/api/v1/documents/{document.pk}/withdraw/", {"reason": "Old"}, content_type="application/json",
        headers={"authorization": f"Bearer {token}", "if-match": '"1"'},
    )  # fmt: skip
    assert (withdrawn.status_code, withdrawn.json()["file_url"], withdrawn.json()["withdrawn_reason"]) == (200, None, "Old")
    answer = Browser().get(f"/api/v1/documents/{document.pk}/file/", **api(token))
    assert (answer.status_code, answer.json()["detail"]) == (
        409, "This document was withdrawn. It stays on record, but can no longer be downloaded.",
    )  # fmt: skip


def test_the_list_can_be_narrowed_to_one_client(rosa, maria, token):
    other = make_case(team=make_team(), case_manager=maria).client
    wanted, _ = add(rosa, make_actor(maria)), add(other, make_actor(maria))
    results = Browser().get(f"/api/v1/documents/?client={rosa.pk}", **api(token)).json()["results"]
    assert [row["id"] for row in results] == [str(wanted.pk)]


def test_the_schema_shows_multipart_for_a_document_and_nothing_else(client, maria):
    client.force_login(maria, backend=BACKEND)
    schema = client.get("/api/schema/?format=json").json()
    body = schema["paths"]["/api/v1/documents/"]["post"]["requestBody"]["content"]
    assert list(body) == ["multipart/form-data"]
    name = body["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[-1]
    assert schema["components"]["schemas"][name]["properties"]["file"]["format"] == "binary"
    file = schema["paths"]["/api/v1/documents/{id}/file/"]["get"]["responses"]["200"]["content"]
    assert list(file) == ["application/octet-stream"]


# Partners


def consent(client, partner, **fields):
    given = {
        "kind": "share",
        "scope": ["documents"],
        "starts_on": date(2020, 1, 1),
        "signed_on": date(2020, 1, 1),
        "method": "paper",
    }
    return client.consents.unscoped("given").create(
        client=client, grantee_client_id=partner.id, grantee="Hospital", **{**given, **fields}
    )


def seen_by(partner):
    return set(Document.objects.visible_to(partner))


def test_a_partner_reads_documents_only_while_the_client_consents_to_it(rosa, maria):
    partner = make_api_actor(*BOTH)
    document = add(rosa, make_actor(maria))
    given = consent(rosa, partner, scope=["demographics"])
    assert seen_by(partner) == set()
    for fields in (
        {"scope": ["documents"], "ends_on": timezone.localdate() - timedelta(days=1)},
        {"scope": ["documents"], "ends_on": None, "starts_on": timezone.localdate() + timedelta(days=1)},
        {"scope": ["documents"], "starts_on": date(2020, 1, 1), "status": "revoked"},
        {"scope": ["documents"], "status": "active", "kind": "messages"},
    ):
        client_row = given.__class__.objects.unscoped("changed").filter(pk=given.pk)
        client_row.update(**fields)
        assert seen_by(partner) == set(), fields
    client_row.update(kind="share")
    assert seen_by(partner) == {document}
    assert seen_by(make_api_actor(*BOTH)) == set()
    withdraw_document(document.pk, actor=make_actor(maria), version=1, reason="Belongs to a neighbour")
    assert seen_by(partner) == set()


def test_part_2_records_need_a_consent_of_their_own(rosa, maria):
    partner = make_api_actor(*BOTH)
    ordinary = add(rosa, make_actor(maria))
    part_2 = add(rosa, make_actor(maria), substance_use=True)
    consent(rosa, partner)
    assert seen_by(partner) == {ordinary}
    consent(rosa, partner, kind="sud", scope=[])
    assert seen_by(partner) == {ordinary, part_2}


def test_a_consent_for_substance_use_records_lets_nothing_else_out(rosa, maria):
    partner = make_api_actor(*BOTH)
    add(rosa, make_actor(maria))
    part_2 = add(rosa, make_actor(maria), substance_use=True)
    consent(rosa, partner, kind="sud")
    assert seen_by(partner) == {part_2}


def test_a_partner_always_reads_and_withdraws_what_it_added(rosa, maria):
    partner = make_api_actor(*BOTH)
    consent(rosa, partner, scope=["demographics"])
    own = add(rosa, partner, substance_use=True)
    others = add(rosa, make_actor(maria))
    assert (own.added_by_client_id, own.added_by_name) == (partner.id, "Partner hospital")
    assert seen_by(partner) == {own}
    with pytest.raises(NotFound):
        withdraw_document(others.pk, actor=partner, version=1, reason="x")
    assert withdraw_document(own.pk, actor=partner, version=1, reason="Wrong client").status == "withdrawn"


def test_a_partner_withdraws_nobody_elses(rosa, maria):
    partner = make_api_actor(*BOTH)
    consent(rosa, partner)
    document = add(rosa, make_actor(maria))
    with pytest.raises(NotAllowed):
        withdraw_document(document.pk, actor=partner, version=1, reason="x")


def test_without_the_scope_a_partner_adds_nothing(rosa):
    partner = make_api_actor("documents:read", "clients:read")
    consent(rosa, partner)
    with pytest.raises(NotAllowed, match="documents:write"):
        add(rosa, partner)
    assert rows() == []


# Failure


def test_a_step_that_fails_after_the_file_was_written_leaves_no_file(rosa, maria, settings, monkeypatch):
    monkeypatch.setattr("workflow.events.record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add(rosa, make_actor(maria))
    assert (rows(), files(settings)) == ([], [])


def test_a_page_that_fails_after_its_step_leaves_no_file(rosa, browser, settings, monkeypatch):
    monkeypatch.setattr("workflow.pages._where_it_is", lambda actor, obj: 1 / 0)
    sent = {"title": "Lease", "kind": "legal", "file": upload(PDF), "idempotency_key": "k1"}
    with pytest.raises(ZeroDivisionError):
        browser.post(f"/clients/{rosa.pk}/add-document/", sent)
    assert (rows(), files(settings)) == ([], [])


def test_a_full_disk_is_told_plainly_and_leaves_nothing(rosa, maria, settings, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clients.actions.storage.os.fsync", full)
    with pytest.raises(StepRefused, match=r"The file could not be stored\. Try again later, and tell your administrator\."):
        add(rosa, make_actor(maria))
    assert (rows(), files(settings)) == ([], [])


def test_the_file_is_on_disk_before_its_row_is(rosa, maria, monkeypatch):
    order = []
    fsync = os.fsync
    monkeypatch.setattr("clients.actions.storage.os.fsync", lambda handle: (order.append("disk"), fsync(handle)))
    with connection.execute_wrapper(
        lambda run, sql, *rest: (order.append("row") if 'INSERT INTO "clients_document"' in sql else None, run(sql, *rest))[1]
    ):
        add(rosa, make_actor(maria))
    assert order == ["disk", "disk", "disk", "row"]


def test_the_sweep_clears_old_orphans_and_nothing_else(rosa, maria, settings):
    kept = add(rosa, make_actor(maria))
    old, new = place_of("aa" + uuid4().hex), place_of("ab" + uuid4().hex)
    for place in (old, new):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"left behind")
    long_ago = time.time() - 7 * 3600
    for place in (old, place_of(kept.storage_key)):
        os.utime(place, (long_ago, long_ago))
    assert sweep_orphans() == 1
    assert files(settings) == sorted([kept.storage_key, new.name])


def test_the_check_names_documents_that_lost_their_file(rosa, maria):
    lost, _ = add(rosa, make_actor(maria)), add(rosa, make_actor(maria))
    place_of(lost.storage_key).write_bytes(b"cut")
    said = StringIO()
    with pytest.raises(CommandError, match="1 documents have lost their file"):
        call_command("check_documents", stdout=said)
    assert f"missing or cut short: document {lost.pk}" in said.getvalue()
    place_of(lost.storage_key).write_bytes(BytesIO(PDF).read())
    call_command("check_documents", stdout=said)
    assert said.getvalue().endswith("Every document has its file.\n")


def test_the_steps_are_offered_with_their_names():
    assert (document_steps.ADD.name, document_steps.WITHDRAW.name) == ("document.add", "document.withdraw")
