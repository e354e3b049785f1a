"""The summary of what happened to somebody's clients while they were away: built from the event log, kept without names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.models import TimeOff
from accounts.policy import returning
from workflow.events import event_labels
from workflow.models import Event

MOST = 200
# Drafts are their author's, and tell nobody anything.
BY_THE_WAY = ("note.started", "note.discarded")
WHY = "what happened to the clients of the one who returns"


def summary_of(person_id: UUID, since: datetime, until: datetime) -> dict[str, Any]:
    """How often each thing happened between two moments, and the newest 200, each with its client and who did it.

    What the person did themselves is left out, and so are follow-ups that opened and closed by themselves.
    """
    clients = returning.caseload(person_id, since)
    happened = _happened(clients, person_id, since, until)
    counted = happened.order_by().values_list("name").annotate(how_often=Count("pk")).order_by("-how_often", "name")
    lines = happened.order_by("-at", "-id")[:MOST].values_list("at", "name", "record", "actor_name")
    return {
        "clients": len(clients),
        "counts": [[name, how_often] for name, how_often in counted],
        "lines": [{"at": at.isoformat(), "event": name, "client": str(client), "by": by} for at, name, client, by in lines],
    }


def _happened(clients: Iterable[UUID], person_id: UUID, since: datetime, until: datetime) -> "QuerySet[Event]":
    rows: QuerySet[Event] = Event.objects.unscoped(WHY).filter(record__in=list(clients), at__gte=since, at__lt=until)
    by_others = rows.exclude(actor_id=person_id).exclude(name__in=BY_THE_WAY)
    return by_others.exclude(actor_kind="system", name__startswith="follow_up.")


@dataclass
class ClientLines:
    """What happened to one client, newest first; without a name where the reader does not see them now."""

    client: UUID
    name: str
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Summary:
    counts: list[tuple[str, int]]
    clients: list[ClientLines]
    shown: int
    all: int


def clients_in(time_off: TimeOff) -> set[UUID]:
    return {UUID(line["client"]) for line in time_off.summary.get("lines", [])}


def told(time_off: TimeOff, names: Mapping[UUID, str]) -> Summary:
    """The summary in words, client by client, with the names of those the reader sees now."""
    labels, kept = event_labels(), time_off.summary
    by_client: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for line in kept.get("lines", []):
        by_client[UUID(line["client"])].append(
            {"at": datetime.fromisoformat(line["at"]), "what": labels.get(line["event"], line["event"]), "by": line["by"]}
        )
    counts = [(labels.get(name, name), how_often) for name, how_often in kept.get("counts", [])]
    clients = [ClientLines(client, names.get(client, ""), lines) for client, lines in by_client.items()]
    return Summary(counts, clients, len(kept.get("lines", [])), sum(how_often for _, how_often in counts))
