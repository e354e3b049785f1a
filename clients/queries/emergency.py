"""Emergency access: what is open now, the red banner, the review queue, and what an access was used for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, Disclosure, EmergencyAccess
from clients.queries.audit import view_words
from clients.queries.timeline import Entry, entries
from workflow.actor import Actor
from workflow.models import Event

MOST = 200
WHY = "the reviewer of an emergency access sees what it was used for"


def open_now(user_id: UUID) -> "QuerySet[Any]":
    """The clients whose records this person has open in an emergency at this moment, reviewed already or not."""
    rows: QuerySet[EmergencyAccess] = EmergencyAccess.objects.unscoped("an actor carries what it has opened")
    return rows.filter(user_id=user_id, expires_at__gt=Now()).values_list("client_id", flat=True)


@dataclass(frozen=True)
class Glass:
    """What the red banner says on every page of a record opened in an emergency."""

    client_name: str
    until: datetime
    reason: str
    end_url: str
    version: int


def broken_glass(actor: Actor, client: Client) -> Glass | None:
    """The banner of this record for this actor; asks the database only while they have it open."""
    if client.pk not in actor.opened:
        return None
    rows = EmergencyAccess.objects.visible_to(actor).filter(client=client, user_id=actor.own_id, expires_at__gt=timezone.now())
    if (access := rows.order_by("-expires_at").first()) is None:
        return None
    return Glass(
        client_name=client.name, until=access.expires_at, reason=access.get_reason_code_display(), version=access.version,
        end_url=reverse("step-emergency_access.end", args=[access.pk]),
    )  # fmt: skip


def accesses(actor: Actor, status: str = "") -> "QuerySet[EmergencyAccess]":
    """Those the actor may know of: used by themselves, or theirs to review."""
    rows: QuerySet[EmergencyAccess] = EmergencyAccess.objects.visible_to(actor).select_related("user", "client")
    return rows.filter(status=status) if status else rows


def with_names_shown(actor: Actor, rows: list[Any]) -> list[Any]:
    """Mark whose name this reader may see: most reviewers never see the client."""
    seen = set(Client.objects.visible_to(actor).filter(pk__in=[row.client_id for row in rows]).values_list("pk", flat=True))
    for row in rows:
        row.client_shown = row.client_id in seen
    return rows


@dataclass(frozen=True)
class Use:
    """What was opened and what was changed while the access ran; the newest of each."""

    readings: list[Disclosure]
    changes: list[Entry]


def use_of(access: EmergencyAccess) -> Use:
    span = {"actor_id": access.user_id, "at__gte": access.created_at, "at__lte": access.expires_at}
    read = Disclosure.objects.unscoped(WHY).filter(clients__contains=[access.client_id], emergency=True, **span)
    changed = Event.objects.unscoped(WHY).filter(record=access.client_id, **span).order_by("-id")
    readings = list(read.order_by("-id")[:MOST])
    for row in readings:
        row.words = view_words(row.view)  # type: ignore[attr-defined]  # for the page
    return Use(readings=readings, changes=entries(list(changed[:MOST])))
