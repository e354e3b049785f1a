"""Business days: the vectors of the TCM rule, and what must hold for every start, number and calendar."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.business_days import add_business_days, end_of_day, is_business_day

THANKSGIVING, CHRISTMAS, NEW_YEAR = date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)


def holidays(day: date) -> bool:
    return day in (THANKSGIVING, CHRISTMAS, NEW_YEAR)


# CMS, Transitional Care Management Services: the two days start with the business day after discharge and count
# Monday to Friday except holidays.
@pytest.mark.parametrize(
    ("discharged", "days", "due"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),  # Monday: Tuesday, Wednesday
        (date(2026, 11, 24), 2, date(2026, 11, 27)),  # Tuesday: Wednesday, then Thanksgiving, Friday
        (date(2026, 11, 25), 2, date(2026, 11, 30)),  # the day before Thanksgiving: Friday, Monday
        (date(2026, 11, 27), 2, date(2026, 12, 1)),  # Friday: Monday, Tuesday
        (date(2026, 11, 28), 2, date(2026, 12, 1)),  # Saturday: as Friday
        (date(2026, 11, 29), 2, date(2026, 12, 1)),  # Sunday: as Friday
        (date(2026, 12, 24), 2, date(2026, 12, 29)),  # Christmas and a weekend between
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year's end
        (date(2026, 11, 27), 0, date(2026, 11, 27)),  # a business day is due the same day
        (date(2026, 11, 28), 0, date(2026, 11, 30)),  # none: the next one
        (date(2026, 11, 26), 0, date(2026, 11, 27)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # leap day
        (date(2026, 11, 23), 10, date(2026, 12, 8)),
    ],
)
def test_vectors(discharged: date, days: int, due: date) -> None:
    assert add_business_days(discharged, days, holidays) == due


CALENDARS = st.sets(st.integers(0, 130), max_size=20)
STARTS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=STARTS, days=st.integers(0, 60), closures=CALENDARS)
def test_the_due_day_is_a_business_day_with_exactly_so_many_before_it(start: date, days: int, closures: set[int]) -> None:
    closed = {start + timedelta(days=n) for n in closures}
    due = add_business_days(start, days, closed.__contains__)
    assert is_business_day(due, closed.__contains__)
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    counted = [day for day in between if is_business_day(day, closed.__contains__)]
    waits = days == 0 and not is_business_day(start, closed.__contains__)
    assert len(counted) == (1 if waits else days)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=STARTS, days=st.integers(0, 60), closures=CALENDARS)
def test_a_longer_time_is_never_over_sooner(start: date, days: int, closures: set[int]) -> None:
    closed = {start + timedelta(days=n) for n in closures}.__contains__
    assert add_business_days(start, days, closed) <= add_business_days(start, days + 1, closed)
    assert add_business_days(start, days, closed) <= add_business_days(start + timedelta(days=1), days, closed)


def test_nothing_is_counted_backwards() -> None:
    with pytest.raises(ValueError, match="counted forwards"):
        add_business_days(date(2026, 11, 23), -1, holidays)


@pytest.mark.parametrize("days", [0, 1, 5])
def test_an_agency_that_never_opens_is_an_error_and_not_an_endless_wait(days: int) -> None:
    with pytest.raises(ValueError, match="no business day in a year"):
        add_business_days(date(2026, 11, 23), days, lambda day: True)


def test_a_day_ends_a_minute_before_midnight_where_the_agency_is() -> None:
    zone = ZoneInfo("America/New_York")
    assert end_of_day(date(2026, 11, 1), zone).isoformat() == "2026-11-01T23:59:00-05:00"
    assert end_of_day(date(2026, 10, 31), zone).isoformat() == "2026-10-31T23:59:00-04:00"
