"""What is kept of a file and what is refused, by its content."""

import hashlib

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile

from clients.queries.documents import place_of
from tests.clients.documents.keeping import add, files, refused, rows
from tests.factories.accounts import make_actor
from tests.factories.files import HEIC, JPEG, PDF, PNG, TIFF, WORD, open_document, upload, word_file, zipped
from workflow.models import Event

pytestmark = pytest.mark.django_db


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
