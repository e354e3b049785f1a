"""Error pages, which must show even when little else works."""

from typing import Any

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.test import RequestFactory

from casemgmt.errors import server_error


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "412", "500", "503"])
def test_an_error_page_needs_neither_request_nor_database(code: str) -> None:
    html = render_to_string(f"{code}.html")
    assert html.count("<h1>") == 1
    assert 'href="/"' in html


@pytest.mark.parametrize("code", ["409", "412"])
def test_a_refusal_shows_its_reason_and_the_way_back(code: str) -> None:
    html = render_to_string(f"{code}.html", {"reason": "It is signed already.", "back_url": "/notes/1/"})
    assert "It is signed already." in html
    assert 'href="/notes/1/"' in html


def test_hidden_and_absent_are_told_in_the_same_words() -> None:
    assert "it may not be yours to see" in render_to_string("404.html")


def test_an_api_address_that_is_not_there_answers_as_a_hidden_record_does(client: Browser) -> None:
    answer = client.get("/api/v1/nothing/")
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (404, "application/problem+json", "not-found")
    assert "or it is not yours to see" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (OperationalError("server closed the connection"), 503, "Nothing was half-saved"),
        (ValueError("ours"), 500, "Nothing was half-saved"),
    ],
)
def test_a_page_tells_a_database_that_is_away_from_a_fault_of_ours(fault: Exception, status: int, words: str) -> None:
    try:
        raise fault
    except type(fault):
        answer = server_error(RequestFactory().get("/today/"))
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_the_api_says_when_to_come_back() -> None:
    try:
        raise OperationalError("server closed the connection")
    except OperationalError:
        answer = server_error(RequestFactory().post("/api/v1/clients/"))
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "5", "application/problem+json")
