"""What hospitals say differently about a client, beside what the record has, in words; and what was decided about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from clients.models import Address, Client, FormerName, Phone
from clients.models.codes import AddressUse, Gender, PhoneKind
from clients.queries.record import WITH_CLIENT, language_name, shows_confidential_address
from interop.models import DetailProposal
from interop.models.proposals import SPOKEN_OF
from workflow.actor import Actor
from workflow.together import together

WHY = "a notice is compared with the record it is about"
HIDDEN = "Confidential. Shown to those who work with the client."


@dataclass(frozen=True)
class Record:
    """A client with what belongs to them, as it stands."""

    client: Client
    phones: list[Phone]
    addresses: list[Address]
    former_names: list[FormerName]

    @property
    def has_confidential_address(self) -> bool:
        return any(address.confidential for address in self.addresses)

    @property
    def is_guarded(self) -> bool:
        """Whether anybody has said that reaching this client may put them in danger."""
        rules = self.client
        return bool(
            self.has_confidential_address or rules.restricted or rules.unsafe_channels or rules.unsafe_people or rules.safe_from
        )


def record_of(client: Client) -> Record:
    return records_of([client])[client.pk]


def records_of(clients: list[Client]) -> dict[UUID, Record]:
    """Of several clients in one query."""
    rows = (
        model.objects.unscoped(WITH_CLIENT).filter(client__in=clients).order_by("id") for model in (Phone, Address, FormerName)
    )
    parts = together(*rows)
    return {
        client.pk: Record(client, *([one for one in part if one.client_id == client.pk] for part in parts)) for client in clients
    }


@dataclass(frozen=True)
class Line:
    """One field of a proposal beside the record, in words."""

    field: str
    label: str
    said: str
    on_record: str


def lines_of(actor: Actor, proposal: DetailProposal, record: Record) -> list[Line]:
    """A confidential client's addresses are hidden from whoever may not see them on the record either."""
    shows = not record.has_confidential_address or shows_confidential_address(actor, record.client)
    return [
        Line(name, label, "; ".join(_words(name, value) for value in values), _now(record, name))
        if shows or name != "address"
        else Line(name, label, HIDDEN, HIDDEN)
        for name, label in SPOKEN_OF.items()
        if (values := proposal.values.get(name))
    ]


def _words(name: str, value: Any) -> str:
    if name == "phone":
        return f"{value['number']} ({PhoneKind(value['kind']).label.lower()})"
    if name == "address":
        return f"{_written(value.get)} ({AddressUse(value['use']).label.lower()})"
    if name == "birth_date":
        return date_format(day) if (day := parse_date(value)) else str(value)
    return _coded(name, str(value))


def _coded(name: str, value: str) -> str:
    if name == "gender":
        return str(dict(Gender.choices).get(value, value))
    return language_name(value) if name == "language" else value


def _written(part: Callable[[str], Any]) -> str:
    place = " ".join(str(part(name)) for name in ("subdivision", "postal_code") if part(name))
    return ", ".join(filter(None, (str(part("street") or ""), str(part("city") or ""), place)))


def _now(record: Record, name: str) -> str:
    if name == "phone":
        return "; ".join(phone.number for phone in record.phones)
    if name == "address":
        return "; ".join(_written(partial(getattr, address)) for address in record.addresses)
    value = getattr(record.client, name)
    return (date_format(value) if value else "") if name == "birth_date" else _coded(name, value)


def decided_marks(client_id: UUID) -> set[str]:
    """What somebody has decided about this client before, one way or the other, is not asked again."""
    decided = (DetailProposal.Status.ACCEPTED, DetailProposal.Status.REJECTED)
    rows = DetailProposal.objects.unscoped(WHY).filter(client_id=client_id, status__in=decided)
    return {mark for marks in rows.values_list("marks", flat=True) for mark in marks}


def open_proposal(client_id: UUID) -> DetailProposal | None:
    rows = DetailProposal.objects.unscoped(WHY).filter(client_id=client_id, status=DetailProposal.Status.OPEN)
    found: DetailProposal | None = rows.first()
    return found


def proposals(actor: Actor) -> "QuerySet[Any]":
    rows: QuerySet[Any] = DetailProposal.objects.visible_to(actor).select_related("client")
    return rows


def open_proposals(actor: Actor, most: int) -> list[DetailProposal]:
    return list(proposals(actor).filter(status=DetailProposal.Status.OPEN).order_by("-id")[:most])


def of_client(client_id: UUID) -> "QuerySet[Any]":
    """The open one, for a page that has found the client already."""
    rows: QuerySet[Any] = DetailProposal.objects.unscoped(WITH_CLIENT).filter(
        client_id=client_id, status=DetailProposal.Status.OPEN
    )
    return rows
