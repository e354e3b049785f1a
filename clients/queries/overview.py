"""The overview of a client: what is asked for, what is due, who was last reached, how to get in touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, DateTimeField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Agency
from clients.models import Client, Contact, RecordLink, SupportPerson
from clients.queries.contacts import contacts_alone, notes_on, readable
from clients.queries.links import linked_records
from clients.queries.record import WITH_CLIENT
from workflow.actor import Actor
from workflow.together import together

SHOWN = 3


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


def overview_of(actor: Actor, client: Client, also: Sequence["QuerySet[Any]"] = ()) -> Overview:
    recent = contacts_alone(actor, client).order_by("-at", "-id")[:SHOWN]
    reached = _recorded(client).filter(result=Contact.Result.REACHED).order_by("-at")
    phones, addresses, identifiers, names, emergency, contacts, notes, addenda, agency, last, attempts, linked, *more = together(
        client.phones.unscoped(WITH_CLIENT).order_by("id"), client.addresses.unscoped(WITH_CLIENT).order_by("id"),
        client.identifiers.unscoped(WITH_CLIENT).order_by("kind", "id"), client.former_names.unscoped(WITH_CLIENT).order_by("id"),
        client.support_people.unscoped(WITH_CLIENT).filter(status=SupportPerson.Status.CURRENT, emergency_contact=True),
        recent, *notes_on(recent), Agency.objects.filter(status=Agency.Status.CURRENT),
        reached[:1], _attempts_after(client, reached), linked_records(actor, client), *also,
    )  # fmt: skip
    return Overview(
        phones, addresses, identifiers, names, emergency, readable(actor, contacts, notes, addenda, agency[0]) if contacts else [],
        last[0] if last else None, attempts[0] if attempts else 0, linked, more,
    )  # fmt: skip


def _recorded(client: Client) -> "QuerySet[Contact]":
    rows: QuerySet[Contact] = Contact.objects.unscoped(WITH_CLIENT).filter(client=client, status=Contact.Status.RECORDED)
    return rows


def _attempts_after(client: Client, reached: "QuerySet[Contact]") -> "QuerySet[Any, int]":
    """How many attempts there were after the last time anybody was reached, or ever."""
    never = Value(datetime.min.replace(tzinfo=UTC), output_field=DateTimeField())
    since = Coalesce(Subquery(reached.values("at")[:1]), never)
    attempts = _recorded(client).exclude(result=Contact.Result.REACHED).filter(at__gt=since).order_by()
    return attempts.values("client").annotate(how_many=Count("pk")).values_list("how_many", flat=True)
