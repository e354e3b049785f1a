"""What a failure leaves behind: no file without its row, and no row without its file."""

import os
import time
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clients.actions.storage import sweep_orphans
from clients.queries.documents import place_of
from tests.clients.documents.keeping import add, files, rows
from tests.factories.accounts import make_actor
from tests.factories.files import PDF, upload
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db


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
