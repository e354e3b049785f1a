"""Wrong questionnaires are refused by page and API alike: with the item and the reason, and nothing is kept."""

import json
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.html import escape

from assessments.models import Instrument
from tests.assessments.test_definitions import choice, ours, when
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

WRONG = {
    "a circle": (
        ours(choice("q1", **when("q3")), choice("q2", **when("q1")), choice("q3", **when("q2"))),
        "q1 → q2 → q3: The branching goes round in a circle, so none of these could ever be asked.",
    ),
    "an id twice": (ours(choice("q1"), choice("q1")), "q1: This linkId stands there twice."),
    "an unknown operator": (
        ours(choice("q1"), choice("q2", **when("q1", operator="matches"))),
        "q2: The operator “matches” is not known here.",
    ),
    "10,000 items": (
        ours(*[{"linkId": f"q{n}", "type": "boolean", "text": "?"} for n in range(10_000)]),
        "item: There are more than 1,000 items. Split the questionnaire.",
    ),
}


@pytest.fixture
def browser() -> Browser:
    browser = Browser()
    browser.force_login(make_user("administrator"))
    return browser


@pytest.mark.parametrize("what", WRONG)
def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(what: str, browser: Browser) -> None:
    given, problem = WRONG[what]
    answer = browser.post("/instruments/import/", {"definition": json.dumps(given)})
    page = answer.content.decode()
    assert (answer.status_code, Instrument.objects.count()) == (400, 0)
    assert escape(problem) in page
    assert escape('"linkId": "q1"') in page


@pytest.mark.parametrize("what", WRONG)
def test_the_api_names_the_field_the_item_and_the_reason(what: str, browser: Browser) -> None:
    given, problem = WRONG[what]
    answer = browser.post("/api/v1/instruments/", json.dumps({"definition": given}), content_type="application/json")
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"], Instrument.objects.count()) == (400, "application/problem+json", 0)
    assert told["errors"] == [{"field": "definition", "message": problem}]
