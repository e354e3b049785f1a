"""Working hours, time off, covers and duty shifts as rows, for tests that are not about how they came to be."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Cover, DutyShift, Team, TimeOff, User, WorkingHours


def make_hours(user: User, *spans: tuple[int, str, str]) -> None:
    """Spans such as (0, "09:00", "17:00"): Monday nine to five."""
    for weekday, starts, ends in spans:
        WorkingHours.objects.create(user=user, weekday=weekday, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends))


def always_at_work(user: User) -> User:
    """For tests that run at any hour of any day: somebody whom no hour finds off."""
    make_hours(user, *((weekday, "00:00", "00:00") for weekday in range(7)))
    return user


def make_time_off(user: User, starts_at: datetime | None = None, ends_at: datetime | None = None, **fields: Any) -> TimeOff:
    """Away since yesterday until tomorrow, unless told otherwise."""
    now = timezone.now()
    starts_at, ends_at = starts_at or now - timedelta(days=1), ends_at or now + timedelta(days=1)
    status = TimeOff.Status.BEGUN if starts_at <= now else TimeOff.Status.PLANNED
    made: TimeOff = TimeOff.objects.create(
        **{"user": user, "starts_at": starts_at, "ends_at": ends_at, "status": status, **fields}
    )
    return made


def make_cover(away: User, coverer: User, time_off: TimeOff | None = None, **fields: Any) -> Cover:
    """An accepted cover for the whole of a time off, running now unless told otherwise."""
    time_off = time_off or make_time_off(away)
    now = timezone.now()
    status = Cover.Status.BEGUN if time_off.starts_at <= now else Cover.Status.ACCEPTED
    made: Cover = Cover.objects.create(
        **{
            "time_off": time_off, "away": away, "coverer": coverer, "starts_at": time_off.starts_at, "ends_at": time_off.ends_at,
            "status": status, "note": "The keys are with the neighbour.", **fields,
        }
    )  # fmt: skip
    return made


def make_shift(person: User, team: Team | None = None, starts_at: datetime | None = None, **fields: Any) -> DutyShift:
    """On duty since an hour ago for a day, unless told otherwise."""
    starts_at = starts_at or timezone.now() - timedelta(hours=1)
    return DutyShift.objects.create(
        **{"person": person, "team": team, "starts_at": starts_at, "ends_at": starts_at + timedelta(days=1), **fields}
    )
