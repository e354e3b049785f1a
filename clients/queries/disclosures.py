"""Writing down who read which client's data: in the reader's own transaction, so that no reading goes unlogged."""

from collections.abc import Iterable
from typing import Any

from clients.models import Client, Disclosure
from workflow.actor import Actor


def note_reading(actor: Actor, objects: Iterable[Any], view: str) -> None:
    """One row for one reading, naming every client whose data it showed."""
    shown = {client_id for obj in objects if (client_id := _client_id(obj)) is not None}
    if not shown:
        return
    Disclosure.objects.create(
        clients=sorted(shown), actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name[:200],
        channel=actor.channel, view=view[:80], reason=actor.reason[:300], emergency=bool(shown & actor.opened),
        request_id=actor.request_id,
    )  # fmt: skip


def _client_id(obj: Any) -> Any:
    return obj.pk if isinstance(obj, Client) else getattr(obj, "client_id", None)
