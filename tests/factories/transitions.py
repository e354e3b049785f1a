"""Transitions taken to a state by the same steps as real ones."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from clients.models import Client
from followups.models import FollowUp
from transitions.actions.transitions import open_transition
from transitions.models import Clock, Protocol, Transition
from workflow.actor import Actor

BOSTON = ZoneInfo("America/New_York")
WHY = "a test looks at the row"


def at(text: str) -> datetime:
    """A moment in Boston, as in "2026-01-16 16:55"."""
    return datetime.fromisoformat(text).replace(tzinfo=BOSTON)


def make_transition(client: Client, actor: Actor, discharged: str = "", admitted: str = "", **fields: Any) -> Transition:
    told = {"facility": "Bay Hospital", "to_setting": "home", **fields}
    if admitted:
        told["admitted_at"] = at(admitted)
    if discharged:
        told["discharged_at"] = at(discharged)
    opened: Transition = open_transition(client.pk, actor=actor, **told)
    return fresh(opened)


def fresh(obj: Any) -> Any:
    return type(obj).objects.unscoped(WHY).get(pk=obj.pk)


def clock_of(transition: Transition, key: str, protocol: str = "tcm") -> Clock:
    found: Clock = Clock.objects.unscoped(WHY).get(transition=transition, key=key, protocol__key=protocol)
    return found


def last_moments(transition: Transition, protocol: str = "tcm", **which: Any) -> dict[str, str]:
    """The last day of each running clock of a protocol, in Boston."""
    rows = Clock.objects.unscoped(WHY).filter(transition=transition, protocol__key=protocol, status="running", **which)
    return {clock.key: f"{clock.due_at.astimezone(BOSTON):%Y-%m-%d %H:%M}" for clock in rows}


def open_for(transition_id: UUID) -> list[str]:
    rows = FollowUp.objects.unscoped(WHY).filter(source_key__startswith=f"transition:{transition_id}:", status="open")
    return sorted(key.split(":", 2)[2] for key in rows.values_list("source_key", flat=True))


def make_protocol(key: str = "", **fields: Any) -> Protocol:
    """In use, with one step: a contact within 2 business days."""
    step = {
        "key": "contact", "title": "Contact", "rule": "Ours", "anchor": "discharge", "days": 2, "unit": "business", "attempts": 2,
        "evidence": "contact", "owner": "case_manager",
    }  # fmt: skip
    key = key or f"own-{uuid4().hex[:12]}"
    # For a move nobody makes in tests, so that it starts no clock of its own.
    definition = {"key": key, "edition": "1", "title": "Own", "from": ["prison"], "to": ["no_place"], "steps": [step]}
    return Protocol.objects.create(**{"key": key, "edition": "1", "title": "Own", "definition": definition, **fields})
