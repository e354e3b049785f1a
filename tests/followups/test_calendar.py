"""One's week, and the address under which a calendar programme reads it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from icalendar import Calendar

from accounts.queries import the_agency
from followups.actions.calendar_feeds import make_calendar_feed, revoke_calendar_feed
from followups.actions.moving import hold_follow_up
from followups.models import CalendarFeed
from followups.queries.calendar import monday_of, week_of
from tests.factories.absence import make_time_off
from tests.followups.stories import Cast, cast
from tests.followups.test_own import added

pytestmark = pytest.mark.django_db

# A Tuesday, 11:00 in New York.
TUESDAY = datetime(2026, 10, 6, 15, 0, tzinfo=UTC)


@pytest.fixture
def who() -> Any:
    cache.clear()
    with time_machine.travel(TUESDAY, tick=False):
        yield cast()


def address(who: Cast) -> str:
    made = make_calendar_feed(who.people["maria"].pk, actor=who.maria)
    return str(made.shown_once["address"]).removeprefix("http://localhost:8000").partition("/calendar/")[2]


def read(path: str) -> Any:
    return Browser().get(f"/calendar/{path}")


def test_a_week_has_ones_hours_ones_absence_and_what_is_due_on_each_day(who: Cast) -> None:
    follow_up = added(who, due_time="14:30")
    make_time_off(who.people["maria"], datetime(2026, 10, 8, 4, tzinfo=UTC), datetime(2026, 10, 9, 4, tzinfo=UTC))
    week = week_of(who.maria, who.people["maria"], the_agency(), monday_of(date(2026, 10, 6)))
    assert [day.day for day in week.days] == [date(2026, 10, 5) + timedelta(days=number) for number in range(7)]
    assert [len(day.spans) for day in week.days] == [1, 1, 1, 0, 1, 0, 0]
    assert [day.is_away for day in week.days] == [False, False, False, True, False, False, False]
    # Beside it, the first contact of the case that was opened today, by the end of Friday.
    assert [[row.pk for row in day.rows if row.kind == "own"] for day in week.days] == [[], [], [], [follow_up.pk], [], [], []]


def test_the_calendar_says_when_and_what_kind_and_never_for_whom(who: Cast) -> None:
    follow_up = added(who, title="Ask Rosa about the ramp", due_time="14:30")
    answer = read(address(who))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "no-store, private"
    text = answer.content.decode()
    assert "Rosa" not in text
    assert "Delgado" not in text
    events = {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert set(events) == {"Follow-up", "First contact"}
    assert events["Follow-up"]["dtstart"].dt == datetime(2026, 10, 8, 18, 30, tzinfo=UTC)
    assert str(events["Follow-up"]["uid"]) == f"{follow_up.pk}@casemgmt"
    # By the end of a day is a matter of the day.
    assert events["First contact"]["dtstart"].dt == date(2026, 10, 9)


def test_a_new_address_ends_the_one_before_and_a_revoked_one_opens_nothing(who: Cast) -> None:
    first, second = address(who), address(who)
    assert [read(path).status_code for path in (first, second)] == [404, 200]
    feed = CalendarFeed.objects.visible_to(who.maria).get(status="active")
    revoke_calendar_feed(feed.pk, actor=who.maria, version=feed.version)
    assert read(second).status_code == 404


def test_the_secret_is_nowhere_in_the_database(who: Cast) -> None:
    secret = address(who).removeprefix("feed/").removesuffix(".ics")
    assert len(secret) == 43
    assert secret not in str(list(CalendarFeed.objects.visible_to(who.maria).values()))


def test_who_was_let_go_feeds_no_calendar(who: Cast) -> None:
    path, maria = address(who), who.people["maria"]
    type(maria).objects.filter(pk=maria.pk).update(status="deactivated")
    assert read(path).status_code == 404


def test_a_guess_finds_a_clear_sentence_and_after_many_no_answer(who: Cast) -> None:
    guess = Browser(REMOTE_ADDR="203.0.113.7")
    first = guess.get("/calendar/feed/guessed.ics")
    assert first.status_code == 404
    assert "There is no calendar at this address." in first.content.decode()
    statuses = [guess.get(f"/calendar/feed/guess{number}.ics").status_code for number in range(30)]
    assert statuses == [404] * 29 + [429]


def test_what_waits_on_others_says_so_in_the_week(who: Cast) -> None:
    follow_up = added(who)
    hold_follow_up(
        follow_up.pk, actor=who.maria, version=1, waiting_on="Bay Hospital", hold_until="2026-10-07", reason="The letter"
    )
    page = Browser()
    page.force_login(who.people["maria"])
    html = page.get("/calendar/").content.decode()
    assert "(waits on Bay Hospital)" in html
    assert "Oct 5 – Oct 11, 2026" in html
    assert "Sep 28 – Oct 4, 2026" in page.get("/calendar/?from=2026-10-01").content.decode()
    assert page.get("/calendar/?from=nonsense").status_code == 200
