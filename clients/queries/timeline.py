"""What happened to a client, newest first: the events themselves, in words, by kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clients.models import Case, Channel, Client, Contact, Document
from clients.queries.links import record_ids
from workflow.actor import Actor
from workflow.events import event_labels
from workflow.models import Event

LINK = "clients.recordlink"

# What a person looks for, and which objects that means.
KINDS = {
    "contacts": ("Contacts and notes", ("clients.contact", "clients.note")),
    "cases": ("Cases", ("clients.case",)),
    "support": ("Support system", ("clients.supportperson", "clients.capacityfinding")),
    "consents": ("Consents", ("clients.consent",)),
    "documents": ("Documents", ("clients.document",)),
    "record": ("The record", ("clients.client", LINK, "clients.emergencyaccess")),
    "assessments": ("Assessments", ("assessments.assessment", "assessments.risktier")),
    "follow-ups": ("Follow-ups", ("followups.followup",)),
}
ICONS = {
    "contacts": "telephone",
    "cases": "folder2-open",
    "support": "people",
    "consents": "pen",
    "documents": "file-earmark-text",
    "record": "person-vcard",
    "assessments": "clipboard-check",
    "follow-ups": "check2-square",
}

# Answers that an event keeps as codes, and how its form words them.
CHOSEN: dict[str, dict[str, Any]] = {
    "kind": dict(Document.Kind.choices),
    "channel": dict(Channel.choices),
    "result": dict(Contact.Result.choices),
    "decline_reason": dict(Case.DeclineReason.choices),
    "closing_reason": dict(Case.ClosingReason.choices),
    "outcome": dict(Case.Outcome.choices),
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    label: str
    who: str
    detail: str
    icon: str


def timeline(actor: Actor, client: Client, kind: str = "") -> "QuerySet[Event]":
    """Events of the client and of the records linked to them, as far as the actor sees those too."""
    events: QuerySet[Event] = Event.objects.visible_to(actor).filter(record__in=record_ids(client))
    # A link stands in both chains and is told once.
    events = events.exclude(~Q(record=client.pk), object_type=LINK)
    if kind in KINDS:
        events = events.filter(object_type__in=KINDS[kind][1])
    return events


def entries(events: list[Event]) -> list[Entry]:
    labels = event_labels()
    return [_entry(event, labels) for event in events]


def _entry(event: Event, labels: dict[str, str]) -> Entry:
    return Entry(
        at=event.at,
        label=labels.get(event.name, event.name),
        who=_("automatic") if event.actor_kind == "system" else event.actor_name,
        detail=_detail(event),
        icon=ICONS.get(_kind(event.object_type), "dot"),
    )


def _kind(object_type: str) -> str:
    return next((kind for kind, (_, types) in KINDS.items() if object_type in types), "")


def _detail(event: Event) -> str:
    """What it was in the form's own words, which fields changed, and the reason given; values stay on the record itself."""
    answers = [words.get(event.data[name], "") for name, words in CHOSEN.items() if event.data.get(name)]
    chosen = ", ".join(str(answer) for answer in answers if answer)
    fields = event.data.get("fields") or []
    changed = ", ".join(name.replace("_", " ") for name in fields)
    return ". ".join(part for part in (chosen, changed and f"Changed: {changed}", event.reason) if part)
