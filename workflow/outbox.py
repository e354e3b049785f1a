"""Publishing events after commit: PostgreSQL holds what is due, the task queue only rings the bell."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from workflow.models import Event, Heartbeat, Outbox
from workflow.reactions import has_subscribers, publish

log = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=5)
LAST_RETRY = timedelta(hours=6)

Bell = Callable[[UUID], None]
_bell: list[Bell] = []


def hang_bell(bell: Bell) -> None:
    """Name what to call when an event is committed; called once by the project at start-up."""
    _bell[:] = [bell]


def post(event: Event) -> None:
    """Remember in the event's own transaction that it wants publishing."""
    if not has_subscribers(event.name):
        return
    Outbox.objects.create(event=event)
    transaction.on_commit(lambda: _ring(event.pk), robust=True)


def _ring(event_id: UUID) -> None:
    for bell in _bell:
        bell(event_id)


def deliver(event_id: UUID) -> bool:
    """Publish one event if it still waits; False when another worker has it or has done it."""
    with transaction.atomic():
        waiting = Outbox.objects.select_for_update(skip_locked=True).filter(event=event_id).first()
        if waiting is None:
            return False
        event = Event.objects.unscoped("the outbox publishes every event").get(pk=event_id)
        try:
            with transaction.atomic():
                publish(event)
        except Exception as error:
            log.exception("publishing failed", extra={"event": str(event_id)})
            _postpone(waiting, error)
            return False
        waiting.delete()
        return True


def _postpone(waiting: Outbox, error: Exception) -> None:
    waiting.attempts += 1
    waiting.due_at = timezone.now() + min(FIRST_RETRY * 2 ** (waiting.attempts - 1), LAST_RETRY)
    waiting.last_error = f"{type(error).__name__}: {error}"[:500]
    waiting.save()


def sweep(limit: int = 500) -> int:
    """Publish what the bell missed; the cost depends on what waits, never on history."""
    due = Outbox.objects.filter(due_at__lte=timezone.now()).order_by("due_at").values_list("event_id", flat=True)
    delivered = sum(deliver(event_id) for event_id in list(due[:limit]))
    beat("outbox")
    return delivered


def beat(name: str) -> None:
    """Record progress of unattended work; a worker is alive when it gets things done."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
