"""The overview of a client: what is asked for, what is due, who was last reached, how to get in touch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Agency
from clients.models import Address, Client, Contact, FormerName, Identifier, Phone, RecordLink, SupportPerson
from clients.queries.contacts import notes_on, readable
from clients.queries.links import linked_records, seen_links
from clients.queries.record import WITH_CLIENT
from workflow.actor import Actor
from workflow.together import Prepared

SHOWN = 3
PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Phone, ("id",)), (Address, ("id",)), (Identifier, ("kind", "id")), (FormerName, ("id",)),
)  # fmt: skip
# What a higher app shows on the overview besides, asked in the same query.
Also = Callable[[UUID], "QuerySet[Any]"]


@dataclass(frozen=True)
class Overview:
    """One query, whatever the length of the history; `more` holds the answers to what the page asks besides."""

    phones: list[Any]
    addresses: list[Any]
    identifiers: list[Any]
    former_names: list[Any]
    emergency_contacts: list[SupportPerson]
    recent: list[Contact]
    last_reached: Contact | None
    attempts_since: int
    linked: list[RecordLink]
    more: list[list[Any]]


def overview_of(actor: Actor, client: Client, also: tuple["Also", ...] = ()) -> Overview:
    phones, addresses, identifiers, names, emergency, contacts, notes, agency, last, attempts, linked, *more = OVERVIEW.ask(
        also, record=client.pk
    )
    return Overview(
        phones, addresses, identifiers, names, emergency, readable(actor, contacts, notes, [], agency[0]) if contacts else [],
        last[0] if last else None, attempts[0] if attempts else 0, seen_links(actor, linked), more,
    )  # fmt: skip


def _asked(also: tuple["Also", ...], client_id: UUID) -> "list[QuerySet[Any]]":
    """Whoever may see this client sees these parts of the record, so who asks is not asked again."""
    recent = Contact.objects.unscoped(WITH_CLIENT).filter(client_id=client_id).order_by("-at", "-id")[:SHOWN]
    # One line each, which says whether there is a note and not what stands in it.
    notes, _ = notes_on(recent)
    reached = _recorded(client_id).filter(result=Contact.Result.REACHED).order_by("-at")
    return [
        *(model.objects.unscoped(WITH_CLIENT).filter(client_id=client_id).order_by(*order) for model, order in PARTS),
        SupportPerson.objects.unscoped(WITH_CLIENT).filter(
            client_id=client_id, status=SupportPerson.Status.CURRENT, emergency_contact=True
        ),
        recent, notes, Agency.objects.filter(status=Agency.Status.CURRENT),
        reached[:1], _attempts_after(client_id, reached), linked_records(client_id), *(rows(client_id) for rows in also),
    ]  # fmt: skip


OVERVIEW = Prepared(_asked)


def _recorded(client_id: UUID) -> "QuerySet[Contact]":
    rows: QuerySet[Contact] = Contact.objects.unscoped(WITH_CLIENT).filter(client_id=client_id, status=Contact.Status.RECORDED)
    return rows


def _attempts_after(client_id: UUID, reached: "QuerySet[Contact]") -> "QuerySet[Any, int]":
    """How many attempts there were after the last time anybody was reached, or ever."""
    never = Value(datetime.min.replace(tzinfo=UTC), output_field=DateTimeField())
    since = Coalesce(Subquery(reached.values("at")[:1]), never)
    attempts = _recorded(client_id).exclude(result=Contact.Result.REACHED).filter(at__gt=since).order_by()
    return attempts.values("client").annotate(how_many=Count("pk")).values_list("how_many", flat=True)
