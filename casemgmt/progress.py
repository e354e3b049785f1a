"""Progress of the unattended work, for /status and /metrics: what waits, since when, and who got something done last."""

from datetime import datetime

from workflow.models import Heartbeat, Outbox


def heartbeats() -> dict[str, datetime]:
    """When each kind of unattended work last got something done."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def waiting(now: datetime) -> dict[str, tuple[int, int]]:
    """For each kind of work, how many pieces wait and for how many seconds the oldest has been due."""
    return {"events": _events(now)}


def _events(now: datetime) -> tuple[int, int]:
    oldest = Outbox.objects.order_by("event_id").values_list("event__at", flat=True).first()
    return Outbox.objects.count(), seconds_since(now, oldest) or 0


def seconds_since(now: datetime, then: datetime | None) -> int | None:
    return None if then is None else max(0, int((now - then).total_seconds()))
