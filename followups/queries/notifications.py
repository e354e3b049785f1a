"""What a person was told, what is still held for them, and what could not be delivered."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from clients.models import Client
from followups.models import DeadLetter, Delivery, Notification
from workflow.actor import Actor

MOST_COUNTED = 99
HELD_SHOWN = 20
WHY = "one's own reminders"


@dataclass(frozen=True)
class Badge:
    """How many are unread: a number, or that there are more than anybody counts."""

    count: int

    @property
    def text(self) -> str:
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def unread_of(user_id: UUID) -> "QuerySet[Any, Any]":
    """Unread ones by their index, no more than the badge shows."""
    rows = Notification.objects.unscoped(WHY).filter(user_id=user_id, status=Notification.Status.UNREAD)
    return rows.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1]


def told(actor: Actor) -> "QuerySet[Notification]":
    rows: QuerySet[Notification] = Notification.objects.unscoped(WHY).filter(user_id=actor.own_id)
    return rows.select_related("follow_up__client", "follow_up__case")


def held_for(actor: Actor) -> list[Delivery]:
    """What waits for one's own working hours, and until when."""
    held = Delivery.waiting(WHY).filter(
        recipient_id=actor.own_id, deferred_until__gt=Now(), channel=Delivery.Channel.IN_APP, follow_up__isnull=False
    )
    return list(held.select_related("follow_up__client").order_by("deferred_until", "id")[:HELD_SHOWN])


def with_clients_shown(actor: Actor, rows: list[Any]) -> list[Any]:
    """Mark whose client the reader may see at this moment, whatever held when they were told."""
    ids = {row.follow_up.client_id for row in rows if row.follow_up}
    seen = set(Client.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for row in rows:
        row.client_shown = row.follow_up is not None and row.follow_up.client_id in seen
    return rows


def dead_letters(actor: Actor) -> "QuerySet[DeadLetter]":
    rows: QuerySet[DeadLetter] = DeadLetter.objects.visible_to(actor).filter(status=DeadLetter.Status.OPEN)
    return rows.select_related("delivery__recipient")
