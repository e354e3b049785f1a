"""The arithmetic of clocks: from a stay and a protocol to first days and last moments. Nothing here reads the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflow.business_days import add_business_days, end_of_day

Closed = Callable[[date], bool]
HIGH = "high"


@dataclass(frozen=True)
class Stay:
    """What clocks are computed from: moments as aware datetimes, the setting's codes, the client's age in years if known."""

    from_setting: str
    to_setting: str
    admitted_at: datetime | None
    discharged_at: datetime | None
    complexity: str = ""
    age: int | None = None

    def anchor(self, name: str) -> datetime | None:
        return self.admitted_at if name == "admission" else self.discharged_at


@dataclass(frozen=True)
class Planned:
    """The first day on which a step counts and the last moment it may be done."""

    opens_on: date
    due_at: datetime


def last_day(anchor: date, days: int, unit: str, closed: Closed) -> date:
    """The day `days` (0 or more) after the anchor's own day, which does not count.

    `business` counts Monday to Friday except national holidays, whatever hours the agency keeps (CMS, transitional
    care management); `calendar` counts every day. Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("Days are counted forwards.")
    return add_business_days(anchor, days, closed) if unit == "business" else anchor + timedelta(days=days)


def days_of(step: Mapping[str, Any], complexity: str) -> int:
    """How many days a step has. While nobody has said how complex it is, the shorter time counts, so that nothing is lost."""
    days: int = step["days"]
    if "days_if_high" in step and complexity in ("", HIGH):
        return min(days, int(step["days_if_high"]))
    return days


def planned(step: Mapping[str, Any], stay: Stay, closed: Closed, zone: ZoneInfo) -> Planned | None:
    """When this step opens and is due in the agency's zone, or None while its anchor has not happened."""
    anchor = stay.anchor(step["anchor"])
    if anchor is None:
        return None
    day = anchor.astimezone(zone).date()
    last = last_day(day, days_of(step, stay.complexity), step["unit"], closed)
    return Planned(day + timedelta(days=step.get("from_day", 0)), end_of_day(last, zone))


def applies(definition: Mapping[str, Any], stay: Stay) -> bool:
    """Whether the protocol is for this move. A place nobody has named yet, or an unknown age, counts as one that is protected."""
    fits = stay.from_setting in definition["from"] and (not stay.to_setting or stay.to_setting in definition["to"])
    return fits and (stay.age is None or stay.age >= definition.get("least_age", 0))


def not_later_than(due: datetime, visit_due: datetime | None, visited_at: datetime | None, zone: ZoneInfo) -> datetime:
    """For a step that is due by a visit: the end of the visit's day once it took place, else the visit's own last moment."""
    if visited_at is not None:
        return end_of_day(visited_at.astimezone(zone).date(), zone)
    return due if visit_due is None else min(due, visit_due)
