"""Writing down who read which client's data: in the reader's own transaction, so that no reading goes unlogged."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from clients.models import Client, Disclosure
from workflow.actor import Actor
from workflow.models import Event
from workflow.refusals import Refusal

# Whoever got something without signing in themselves.
RECIPIENT = "recipient"
HANDED_OUT, HANDED_OUT_PROTECTED = "handed:hand-over-summary", "handed:hand-over-summary-with-protected-records"


def note_reading(actor: Actor, objects: Iterable[Any], view: str) -> None:
    """One row for one reading, naming every client whose data it showed."""
    shown = {client_id for obj in objects if (client_id := _client_id(obj)) is not None}
    if shown:
        write_down(actor, view, shown, actor.reason)


def note_refusal(actor: Actor, step_name: str, refusal: Refusal) -> None:
    """A refused attempt shows nobody's data, so it names no client; who tried, when and why not is kept."""
    write_down(actor, f"refused:{step_name}", (), str(refusal))


def write_down(actor: Actor, view: str, clients: Iterable[UUID], reason: str) -> None:
    named = sorted(clients)
    Disclosure.objects.create(
        clients=named, actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name[:200], channel=actor.channel,
        view=view[:80], reason=reason[:300], emergency=bool(actor.opened.intersection(named)), request_id=actor.request_id,
    )  # fmt: skip


def note_handing_out(actor: Actor, client: UUID, recipient: str, reason: str, *, accountable: bool) -> None:
    """Something left the agency on paper or by hand: it stands in the client's accounting under whoever got it."""
    Disclosure.objects.create(
        clients=[client], actor_kind=RECIPIENT, actor_id=None, actor_name=recipient[:200], channel=actor.channel,
        view=HANDED_OUT_PROTECTED if accountable else HANDED_OUT, reason=reason[:300], request_id=actor.request_id,
    )  # fmt: skip


def _client_id(obj: Any) -> Any:
    if isinstance(obj, Event):
        return obj.record
    return obj.pk if isinstance(obj, Client) else getattr(obj, "client_id", None)
