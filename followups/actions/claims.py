"""Taking deliveries in hand: a short claim, a lease for as long as it takes to send, and what became of each.

A worker that dies leaves its lease behind; when that ends, another one takes the row. Whoever comes
late with an answer finds that the lease is no longer theirs, and changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from followups.models import Delivery

LEASE = timedelta(seconds=60)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=6)
# Thirty seconds, doubled each time, at most six hours: half a day without a mail server loses nothing.
MOST_ATTEMPTS = 12
WHY = "a worker sends what is due"
State = Delivery.State


def database_now() -> datetime:
    """The moment by the database's clock: a machine whose own is wrong reminds nobody too early or twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def claim(lane: str, limit: int) -> list[Delivery]:
    """The next of a lane that are due, earliest first, in this worker's hands until the lease ends."""
    with transaction.atomic():
        now = database_now()
        ids = list(_awake(lane, now).select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        if ids:
            Delivery.waiting(WHY).filter(pk__in=ids).update(lease_until=now + LEASE, wakes_at=now + LEASE)
    return list(Delivery.waiting(WHY).filter(pk__in=ids).order_by("due_at", "id")) if ids else []


def _awake(lane: str, now: datetime) -> "QuerySet[Any]":
    return Delivery.waiting(WHY).filter(lane=lane, wakes_at__lte=now).order_by("wakes_at", "id")


def still_ours(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Inside a transaction: lock them, and leave out those cancelled, done, or taken over meanwhile."""
    if not deliveries:
        return []
    [lease] = {delivery.lease_until for delivery in deliveries}
    ids = [delivery.pk for delivery in deliveries]
    locked = Delivery.waiting(WHY).filter(pk__in=ids, lease_until=lease).order_by("id").select_for_update()
    ours: set[UUID] = set(locked.values_list("pk", flat=True))
    return [delivery for delivery in deliveries if delivery.pk in ours]


def _rows(deliveries: Iterable[Delivery]) -> "QuerySet[Any]":
    """As long as they are still in these hands: what another worker took over is no longer ours to change."""
    held = list(deliveries)
    leases = {delivery.lease_until for delivery in held if delivery.lease_until}
    return Delivery.waiting(WHY).filter(pk__in=[delivery.pk for delivery in held], lease_until__in=leases)


def mark_sent(deliveries: Iterable[Delivery]) -> None:
    _rows(deliveries).update(state=State.SENT, sent_at=database_now(), lease_until=None, sending_since=None)


def mark_cancelled(deliveries: Iterable[Delivery], because: str) -> None:
    _rows(deliveries).update(state=State.CANCELLED, because=because[:300], lease_until=None, sending_since=None)


def hold(deliveries: Iterable[Delivery], until: datetime, because: str) -> None:
    """Not now, and until when: whoever asks is told."""
    _rows(deliveries).update(
        wakes_at=until, deferred_until=until, held_because=because[:160], lease_until=None, sending_since=None
    )


def release(deliveries: Iterable[Delivery], wait: timedelta) -> None:
    """Back on the pile, untried: the way is blocked for all of them."""
    _rows(deliveries).update(wakes_at=database_now() + wait, lease_until=None)


def mark_sending(delivery: Delivery, channel: str, now: datetime) -> None:
    """Before it leaves: a lease of its own, and should this worker die now, the next one knows that it may have left."""
    rows, lease = _rows([delivery]), now + LEASE
    rows.update(sending_since=now, attempts=F("attempts") + 1, channel=channel, lease_until=lease, wakes_at=lease)
    delivery.attempts, delivery.channel, delivery.lease_until = delivery.attempts + 1, channel, lease


def count_attempt(delivery: Delivery) -> None:
    delivery.attempts += 1
    _rows([delivery]).update(attempts=F("attempts") + 1)


def retry_in(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 30 seconds, doubled each time, six hours at most."""
    return min(FIRST_RETRY * 2 ** max(attempts - 1, 0), LAST_RETRY)


def try_again(delivery: Delivery, error: str) -> None:
    """It certainly did not arrive; another attempt follows, later each time."""
    _rows([delivery]).update(
        wakes_at=database_now() + retry_in(delivery.attempts), lease_until=None, sending_since=None, last_error=error[:300]
    )


def mark_given_up(delivery: Delivery, state: Delivery.State, error: str) -> bool:
    """False when another worker took it over meanwhile, whose it then is to say what became of it."""
    return bool(_rows([delivery]).update(state=state, last_error=error[:300], lease_until=None))
