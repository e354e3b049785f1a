"""The overview of a client: what is asked for, what is due, who was last reached, how to get in touch."""

from dataclasses import dataclass
from typing import Any

from clients.models import Client, Contact, SupportPerson
from clients.queries.contacts import contacts_of, with_readable_notes
from clients.queries.record import WITH_CLIENT
from workflow.actor import Actor


@dataclass(frozen=True)
class Overview:
    """Fixed number of queries, whatever the length of the history."""

    phones: list[Any]
    addresses: list[Any]
    identifiers: list[Any]
    former_names: list[Any]
    emergency_contacts: list[SupportPerson]
    recent: list[Contact]
    last_reached: Contact | None
    attempts_since: int


SHOWN = 3


def overview_of(actor: Actor, client: Client) -> Overview:
    contacts = Contact.objects.unscoped(WITH_CLIENT).filter(client=client, status=Contact.Status.RECORDED)
    last = contacts.filter(result=Contact.Result.REACHED).order_by("-at").first()
    since = contacts.exclude(result=Contact.Result.REACHED)
    return Overview(
        phones=list(client.phones.unscoped(WITH_CLIENT).order_by("id")),
        addresses=list(client.addresses.unscoped(WITH_CLIENT).order_by("id")),
        identifiers=list(client.identifiers.unscoped(WITH_CLIENT).order_by("kind", "id")),
        former_names=list(client.former_names.unscoped(WITH_CLIENT).order_by("id")),
        emergency_contacts=list(
            client.support_people.unscoped(WITH_CLIENT).filter(status=SupportPerson.Status.CURRENT, emergency_contact=True)
        ),
        recent=with_readable_notes(actor, list(contacts_of(actor, client).order_by("-at", "-id")[:SHOWN])),
        last_reached=last,
        attempts_since=(since.filter(at__gt=last.at) if last else since).count(),
    )
