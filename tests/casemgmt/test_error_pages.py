"""Error pages, which must show even when little else works."""

from typing import Any

import pytest
from django.template.loader import render_to_string


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "412", "500"])
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
