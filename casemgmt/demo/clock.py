"""Letting the demo's past happen in the past: its steps run under an earlier clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Everything inside believes it is that moment. Only the demo loader may use it."""
    real: Any = timezone.now
    timezone.now = lambda: moment
    try:
        yield moment
    finally:
        timezone.now = real


def working_moment(zone: ZoneInfo, days_ago: int, hour: int, minute: int = 0) -> datetime:
    """A moment so many days ago; moved to Friday when it would fall on a weekend."""
    local = timezone.now().astimezone(zone) - timedelta(days=days_ago)
    local -= timedelta(days=max(local.weekday() - 4, 0))
    return min(local.replace(hour=hour, minute=minute, second=0, microsecond=0), timezone.now() - timedelta(minutes=1))
