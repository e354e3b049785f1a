"""Notices that wait for a match stand on the intake page, for whoever may decide, and are told to them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from followups.models import Delivery
from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from interop.actions.telling import WAITS, WAITS_LONG, tell_of_waiting
from interop.queries.notices import waiting_for
from tests.doors.cast import browser_of
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.notices import make_notice
from tests.interop.adt import an_adt
from tests.interop.feeds import a_hospital

pytestmark = pytest.mark.django_db
WORDS = "Hospital notices that wait for a match"


@pytest.fixture
def waiting(db: None) -> Any:
    """Two about somebody nobody knows, the first three hours old."""
    make_agency()
    hospital = a_hospital()
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


def told_to() -> list[tuple[str, str, str]]:
    rows = Delivery.objects.unscoped("a test looks").filter(key__startswith="adt-waiting").order_by("id")
    return [(one.recipient.email, one.channel, one.words) for one in rows if one.recipient is not None]


def test_what_waits_is_said_to_intake_once_a_day_and_to_the_supervisors_when_it_waits_longer() -> None:
    team = (make_agency(), make_team())[1]
    ines, sam = make_user("intake", team, email="ines@x.example"), make_user("supervisor", team, email="sam@x.example")
    make_user("case_manager", team)
    friday = datetime(2026, 3, 6, 15, tzinfo=UTC)
    tell_of_waiting(friday)
    with time_machine.travel(friday, tick=False):
        make_notice("waiting_for_match")
        make_notice("applied")
    for hours in (0, 1, 24, 48):
        tell_of_waiting(friday + timedelta(hours=hours))
    first = [(ines.email, "in_app", WAITS), (ines.email, "email", WAITS)]
    assert told_to() == first
    tell_of_waiting(friday + timedelta(days=3))
    assert told_to() == first * 2
    tell_of_waiting(friday + timedelta(days=4))
    assert told_to() == [*first * 3, (sam.email, "in_app", WAITS_LONG), (sam.email, "email", WAITS_LONG)]


def test_where_nobody_takes_people_in_the_supervisors_are_told_at_once() -> None:
    make_agency()
    sam = make_user("supervisor", make_team())
    make_notice("waiting_for_match")
    tell_of_waiting(datetime(2026, 3, 6, 15, tzinfo=UTC))
    assert {who for who, *_ in told_to()} == {sam.email}
