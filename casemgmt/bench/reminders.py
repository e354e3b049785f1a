"""Reminders by one dispatcher: ten thousand that are due at once, and a sweep with nothing to do before and after as many are history."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time as wall_clock
from datetime import timedelta
from itertools import islice
from statistics import median

import holidays
from django.db import connection
from django.utils import timezone

from accounts.models import Agency, User, WorkingHours
from casemgmt.local.console import Bar
from followups.actions.dispatch import dispatch
from followups.models import Delivery, FollowUp, Lane, Notification, Rung

HOW_MANY = 10_000
SWEEPS = 50
WHY = "the benchmark's own reminders"


@dataclass(frozen=True)
class ReminderTimes:
    """Seconds for all of them, and milliseconds of a sweep that finds nothing, with little and with much history."""

    delivered: int
    shown: int
    seconds: float
    empty_before: float
    empty_after: float

    @property
    def a_minute(self) -> float:
        return 60 * self.delivered / self.seconds


def measure_reminders(bar: Bar) -> ReminderTimes:
    _let_everybody_work()
    Delivery.objects.unscoped(WHY).filter(state=Delivery.State.WAITING).update(state=Delivery.State.CANCELLED)
    before = _empty_sweep()
    _plan()
    began, delivered = time.perf_counter(), 0
    while sent := dispatch(Lane.DEFAULT, longest=2.0)["sent"]:
        delivered += sent
        bar.show(delivered, HOW_MANY, "reminders")
    took = time.perf_counter() - began
    shown = Notification.objects.unscoped(WHY).filter(key__startswith="bench:").count()
    return ReminderTimes(delivered, shown, took, before, _empty_sweep())


def _let_everybody_work() -> None:
    """At any hour of any day the benchmark runs: what is held is not what is measured."""
    days = [timezone.localdate() + timedelta(days=n) for n in (-1, 0, 1)]
    plain = next(c for c in ("US", "DE", "JP", "BR", "IN") if not any(day in holidays.country_holidays(c) for day in days))
    Agency.objects.update(country=plain, subdivision="")
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(user=user, weekday=weekday, starts=wall_clock(0), ends=wall_clock(0))
        for user in User.objects.all()
        for weekday in range(7)
    )


def _plan() -> None:
    now = timezone.now()
    due = FollowUp.objects.unscoped(WHY).filter(status=FollowUp.Status.OPEN, owner__isnull=False).order_by("due_at", "id")
    rows = (
        Delivery(
            key=f"bench:{now:%H%M%S}:{pk}", follow_up_id=pk, rung=Rung.DUE, to=Delivery.To.OWNER, channel=Delivery.Channel.IN_APP,
            recipient_id=owner, lane=Lane.DEFAULT, due_at=now, wakes_at=now,
        )
        for pk, owner in due.values_list("pk", "owner_id")[:HOW_MANY].iterator()
    )  # fmt: skip
    while batch := list(islice(rows, 1000)):
        Delivery.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followups_delivery")


def _empty_sweep() -> float:
    return 1000 * median(_timed(lambda: dispatch(Lane.DEFAULT)) for _ in range(SWEEPS))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
