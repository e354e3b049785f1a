"""How far away a date is, in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from casemgmt import due_dates
from casemgmt.due_dates import Due

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(seconds=20), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=40), "40 d"),
    ],
)
def test_a_span_is_its_largest_whole_unit(delta: timedelta, words: str) -> None:
    assert due_dates.span(delta) == words


def test_a_deadline_within_a_day_is_marked_as_soon() -> None:
    assert due_dates.due(NOON + timedelta(hours=3), now=NOON) == Due("due in 3 h", "info", "clock")


def test_a_later_deadline_is_neutral() -> None:
    assert due_dates.due(NOON + timedelta(days=3), now=NOON) == Due("due in 3 d", "neutral", "clock")


def test_a_passed_deadline_is_overdue() -> None:
    assert due_dates.due(NOON - timedelta(days=2, hours=1), now=NOON) == Due("2 d overdue", "overdue", "exclamation-circle")


def test_what_others_owe_is_never_shown_as_overdue() -> None:
    assert due_dates.due(NOON - timedelta(days=2), now=NOON, waiting=True).tone == "waiting"


def test_an_urgent_matter_is_urgent_before_its_time() -> None:
    assert due_dates.due(NOON + timedelta(days=2), now=NOON, urgent=True).tone == "urgent"


@pytest.mark.parametrize(
    ("day", "chip"),
    [
        (date(2026, 11, 23), Due("1 d overdue", "overdue", "exclamation-circle")),
        (date(2026, 11, 24), Due("due today", "info", "clock")),
        (date(2026, 11, 25), Due("due in 1 d", "info", "clock")),
        (date(2026, 11, 27), Due("due in 3 d", "neutral", "clock")),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_whole_day_is_not_overdue_before_it_has_passed(day: date, chip: Due) -> None:
    assert due_dates.due(day) == chip


def test_the_past_is_told_in_the_largest_unit() -> None:
    assert due_dates.ago(NOON - timedelta(hours=5), now=NOON) == "5 h ago"
    assert due_dates.ago(NOON - timedelta(seconds=5), now=NOON) == "just now"


def test_a_moment_is_written_in_the_agency_s_time_zone() -> None:
    assert due_dates.absolute(NOON) == "Nov 24, 2026, 7:00 AM"
    assert due_dates.machine(NOON) == "2026-11-24T07:00-05:00"


def test_a_day_has_no_time() -> None:
    assert due_dates.absolute(date(2026, 11, 24)) == "Nov 24, 2026"
    assert due_dates.machine(date(2026, 11, 24)) == "2026-11-24"
