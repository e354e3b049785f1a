"""What tests of deliveries share: a follow-up that is due, a run of the dispatcher, and what came of it."""

from collections import Counter
from datetime import datetime
from typing import Any

from accounts.models import User
from clients.models import Client
from followups.actions.dispatch import dispatch
from followups.actions.due import open_once
from followups.models import Delivery, FollowUp, Lane, Notification

WHY = "a test looks at what was planned"
Kind = FollowUp.Kind


def follow_up(client: Client, owner: User | None, due_at: datetime, kind: Kind = Kind.FIRST_CONTACT, **more: Any) -> FollowUp:
    key = f"test:{client.pk}:{kind}"
    open_once(key, kind, client, about=client, why="canary-why", due_at=due_at, owner=owner, **more)
    return FollowUp.objects.unscoped(WHY).get(source_key=key)  # type: ignore[no-any-return]  # typed loosely


def deliveries(*states: str) -> list[tuple[str, str]]:
    rows = Delivery.objects.unscoped(WHY).filter(state__in=states or ("waiting",)).order_by("due_at", "id")
    return list(rows.values_list("rung", "channel"))


def why_not() -> list[str]:
    return list(
        Delivery.objects.unscoped(WHY).filter(state="cancelled").order_by("due_at", "id").values_list("because", flat=True)
    )


def told(user: User) -> list[str]:
    return list(Notification.objects.unscoped(WHY).filter(user=user).order_by("id").values_list("rung", flat=True))


def run() -> dict[str, int]:
    tally: Counter[str] = Counter()
    for lane in Lane.values:
        tally += dispatch(lane)
    return {what: number for what, number in tally.items() if number}
