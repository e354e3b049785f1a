"""Business days: adding them to a moment, given which days the agency is closed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
LONGEST_CLOSURE = 366


def is_business_day(day: date, closed: Callable[[date], bool]) -> bool:
    return day.weekday() < SATURDAY and not closed(day)


def add_business_days(start: date, days: int, closed: Callable[[date], bool]) -> date:
    """The date `days` business days (0 or more) after `start`; the start itself does not count.

    With 0 days, the start if it is a business day, otherwise the next one. Raises ValueError for a
    negative number, and when the agency is closed for a year on end. Counting follows the TCM rule:
    Monday to Friday except holidays (CMS; the vectors are in the tests).
    """
    if days < 0:
        raise ValueError("Business days are counted forwards.")
    day, left, idle = start, days, 0
    while left > 0 or not is_business_day(day, closed):
        day += timedelta(days=1)
        if is_business_day(day, closed):
            left, idle = max(left - 1, 0), 0
        elif (idle := idle + 1) > LONGEST_CLOSURE:
            raise ValueError("The agency's calendar has no business day in a year.")
    return day


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last minute of a day, 23:59 local time, as an aware moment."""
    return datetime.combine(day, time(23, 59), tzinfo=zone)
