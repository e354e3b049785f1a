"""The audit: who saw and who changed what, when, by which way and why, by record, person, kind and period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import ApiClient, User
from clients.models import Disclosure
from workflow.actor import Actor
from workflow.chain import Fault, faults
from workflow.events import event_labels
from workflow.models import ChainHead, Checkpoint, CheckpointHead, Event
from workflow.steps import REGISTRY

NEWEST, OLDEST = ("-at", "-id"), ("at", "id")
MOST_FAULTS = 20

# A reading is named by the page or list it was done on; a few names need more than their own words.
VIEWS = {
    "clients": "List of clients", "search": "Search results", "matching": "Possible matches", "intake": "Intake list",
    "today": "Today", "team": "Team", "cases": "Cases", "overview": "Overview", "timeline": "Timeline",
    "contacts": "Contacts and notes", "note": "Note", "support": "Support system", "consents": "Consents",
    "return": "Summary for the one who returns",
}  # fmt: skip
WAYS = {"api": "By the API", "step": "Form", "audit": "Audit"}


def readings(actor: Actor, chosen: Mapping[str, Any], zone: ZoneInfo) -> "QuerySet[Disclosure]":
    """The disclosure log: each reading and each refused attempt."""
    rows: QuerySet[Disclosure] = Disclosure.objects.visible_to(actor).filter(**_period(chosen, zone))
    if chosen.get("client"):
        rows = rows.filter(clients__contains=[chosen["client"]])
    if chosen.get("who"):
        rows = rows.filter(actor_id=chosen["who"])
    if chosen.get("view"):
        rows = rows.filter(view=chosen["view"])
    return rows.filter(emergency=True) if chosen.get("emergency") else rows


def changes(actor: Actor, chosen: Mapping[str, Any], zone: ZoneInfo) -> "QuerySet[Event]":
    """The events: what was done, never what was written."""
    rows: QuerySet[Event] = Event.objects.visible_to(actor).filter(**_period(chosen, zone))
    given = {"record": chosen.get("client"), "actor_id": chosen.get("who"), "name": chosen.get("name")}
    return rows.filter(**{name: value for name, value in given.items() if value})


def _period(chosen: Mapping[str, Any], zone: ZoneInfo) -> dict[str, datetime]:
    """From the first moment of the first day to the last of the last, in the agency's own time."""
    limits = {}
    if chosen.get("since"):
        limits["at__gte"] = _midnight(chosen["since"], zone)
    if chosen.get("until"):
        limits["at__lt"] = _midnight(chosen["until"] + timedelta(days=1), zone)
    return limits


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def people_and_systems() -> list[tuple[str, list[tuple[str, str]]]]:
    """Whoever can have seen or changed something, for a choice."""
    people = [(str(pk), name) for pk, name in User.objects.order_by("name").values_list("pk", "name")]
    systems = [(str(pk), name) for pk, name in ApiClient.objects.order_by("name").values_list("pk", "name")]
    return [("People", people), ("Partner systems", systems)]


def view_words(view: str) -> str:
    """The page, list or form of a reading in words; an unknown one keeps its own name."""
    way, _, what = view.rpartition(":")
    if way == "refused":
        return f"Refused: {REGISTRY[what].step.label if what in REGISTRY else what}"
    words = (VIEWS.get(what) if way != "api" else "") or what.replace("-", " ").capitalize()
    return f"{WAYS[way]}: {words.lower()}" if way in WAYS else words


def event_words(name: str) -> str:
    return event_labels().get(name, name)


@dataclass(frozen=True)
class Verified:
    """What checking one record's chain found."""

    events: int
    newest: datetime | None
    sealed: int
    faults: list[Fault]


def verified(actor: Actor, record: UUID) -> Verified:
    """Follow one record's chain from its first event; its length is what it costs."""
    newest = Event.objects.visible_to(actor).filter(record=record).order_by("-position").first()
    head = ChainHead.objects.filter(record=record).first()
    sealed = CheckpointHead.objects.filter(record=record).order_by("-position").values_list("position", flat=True).first()
    found = []
    for fault in faults(record):
        found.append(fault)
        if len(found) == MOST_FAULTS:
            break
    length = max(head.position if head else 0, newest.position if newest else 0)
    return Verified(events=length, newest=newest.at if newest else None, sealed=sealed or 0, faults=found)


def last_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-id").first()
