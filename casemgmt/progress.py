"""Progress of the unattended work, for /status and /metrics: what waits, since when, and who got something done last."""

from datetime import datetime

from followups.models import Delivery
from workflow.models import Heartbeat, Outbox


def heartbeats() -> dict[str, datetime]:
    """When each kind of unattended work last got something done."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def waiting(now: datetime) -> dict[str, tuple[int, int]]:
    """For each kind of work, how many pieces wait and for how many seconds the oldest has been due."""
    return {"events": _events(now), "deliveries": _deliveries(now)}


def _events(now: datetime) -> tuple[int, int]:
    oldest = Outbox.objects.order_by("event_id").values_list("event__at", flat=True).first()
    return Outbox.objects.count(), seconds_since(now, oldest) or 0


def _deliveries(now: datetime) -> tuple[int, int]:
    """What may be sent now; what is held for somebody's working hours is not late."""
    ripe = Delivery.waiting("how much waits tells nothing about anybody").filter(wakes_at__lte=now)
    oldest = ripe.order_by("wakes_at").values_list("wakes_at", flat=True).first()
    return ripe.count(), seconds_since(now, oldest) or 0


def seconds_since(now: datetime, then: datetime | None) -> int | None:
    return None if then is None else max(0, int((now - then).total_seconds()))
