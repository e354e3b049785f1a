"""What begins and ends by itself: each sweep takes the steps whose time has come, once, however many sweeps run."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.actions.covers import CALENDAR, begin_cover, return_cover, withdraw_cover
from accounts.actions.time_off import begin_time_off, end_time_off
from accounts.models import Cover, TimeOff
from workflow.refusals import Refusal
from workflow.steps import BoundStep

log = logging.getLogger(__name__)

WHY = "what has come or is over by the clock"


def move_by_time() -> int:
    """Begin and end what is due by the database's clock; answers how many steps were taken. Safe to run twice, and late."""
    return sum(_taken_on_each(step, rows) for step, rows in _due())


def _due() -> Iterable[tuple[BoundStep, "QuerySet[Any]"]]:
    """In the order in which a sweep that comes days late brings everything to where it belongs."""
    off, covers = TimeOff.objects.unscoped(WHY), Cover.objects.unscoped(WHY)
    yield begin_time_off, off.filter(status=TimeOff.Status.PLANNED, starts_at__lte=Now())
    yield begin_cover, covers.filter(status=Cover.Status.ACCEPTED, starts_at__lte=Now())
    # Nobody answered in time.
    yield withdraw_cover, covers.filter(status=Cover.Status.PROPOSED, ends_at__lte=Now())
    yield return_cover, covers.filter(status=Cover.Status.BEGUN, ends_at__lte=Now())
    yield end_time_off, off.filter(status=TimeOff.Status.BEGUN, ends_at__lte=Now())


def _taken_on_each(step: BoundStep, rows: "QuerySet[Any]") -> int:
    """Take the step on each row; one that another sweep or a person moved meanwhile is left as they left it.

    A row that fails is told to the log and tried again in a minute; it keeps nobody else from going or coming back.
    """
    moved = 0
    for pk, version in rows.order_by("id").values_list("pk", "version"):
        try:
            step(pk, actor=CALENDAR, version=version)
            moved += 1
        except Refusal:
            continue
        except Exception:
            log.exception("%s failed", step.step.name, extra={"record": str(pk)})
    return moved
