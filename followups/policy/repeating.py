"""When a repeating follow-up is due again: counted from its first day, so that late work moves nothing."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from followups.models import FollowUp
from workflow.business_days import add_business_days

# Longer than this nobody knows what will be needed; a series is looked at again before it is lengthened.
LONGEST = timedelta(days=731)


def occurrence_day(first: date, every: int, unit: str, number: int) -> date:
    """The day of the repetition with this number, 1 being the first day itself.

    Months keep the day of the month, or take the month's last one where it is shorter (31 January,
    28 February, 31 March). Raises ValueError for a number below 1 and for an unknown unit.
    """
    if number < 1:
        raise ValueError("Repetitions are counted from 1.")
    steps = every * (number - 1)
    if unit == FollowUp.Unit.MONTH:
        return _months_later(first, steps)
    return first + timedelta(days=steps * {FollowUp.Unit.DAY: 1, FollowUp.Unit.WEEK: 7}[FollowUp.Unit(unit)])


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def next_occurrence(follow_up: FollowUp, today: date, closed: Callable[[date], bool]) -> tuple[int, date] | None:
    """Number and day of the next repetition after today, on a business day; None when the series has ended.

    What was missed meanwhile is left out: three weekly calls that nobody made are not made up for in one day.
    """
    first, every, until = follow_up.repeat_from, follow_up.repeat_every, follow_up.repeat_until
    if first is None or every is None or until is None:
        return None
    number = follow_up.occurrence + 1
    while (day := occurrence_day(first, every, follow_up.repeat_unit, number)) <= today:
        number += 1
    return (number, add_business_days(day, 0, closed)) if day <= until else None
