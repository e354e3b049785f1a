"""Notices that wait for a match stand on the intake page, for whoever may decide."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from interop.queries.notices import waiting_for
from tests.doors.cast import browser_of
from tests.factories.accounts import make_actor, make_agency, make_api_client, make_team, make_user
from tests.interop.adt import an_adt
from workflow.actor import Actor

pytestmark = pytest.mark.django_db
WORDS = "Hospital notices that wait for a match"


@pytest.fixture
def waiting(db: None) -> Any:
    """Two about somebody nobody knows, the first three hours old."""
    make_agency()
    sender = make_api_client("transitions:write")
    hospital = Actor(kind="api_client", id=sender.pk, name=sender.name, channel="api", scopes=frozenset(sender.scopes))
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        take_in(an_adt(control="1").encode(), actor=hospital)
    take_in(an_adt(control="2", number="H200^^^BAY^MR").encode(), actor=hospital)
    process_stored()


def test_intake_sees_how_many_wait_and_since_when(waiting: Any) -> None:
    page = browser_of(make_user("intake", make_team())).get("/intake/").content.decode()
    assert WORDS in page
    assert "3 h ago" in page
    assert "/adt/?status=waiting_for_match" in page


def test_they_are_counted_up_to_a_limit(waiting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interop.queries.notices.MOST", 1)
    told = waiting_for(make_actor("intake", make_team()))
    assert told is not None
    assert (told.count, told.more) == (1, True)


def test_a_case_manager_decides_about_nobody_and_is_shown_nothing(waiting: Any) -> None:
    assert waiting_for(make_actor("case_manager", make_team())) is None


def test_with_nothing_waiting_the_page_says_nothing_of_it() -> None:
    make_agency()
    assert WORDS not in browser_of(make_user("intake", make_team())).get("/intake/").content.decode()
