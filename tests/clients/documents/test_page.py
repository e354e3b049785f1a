"""The page of a client's documents and the form that adds one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.actions import documents as document_steps
from tests.clients.documents.keeping import add, files, rows
from tests.factories.accounts import make_actor
from tests.factories.files import PDF, upload

pytestmark = pytest.mark.django_db


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


def test_the_steps_are_offered_with_their_names():
    assert (document_steps.ADD.name, document_steps.WITHDRAW.name) == ("document.add", "document.withdraw")
