"""Whom a Patient is about: by what an earlier import wrote down, by identifiers, by record links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from clients.models import Client, Identifier, RecordLink
from clients.models.codes import IdentifierKind
from clients.queries.identity import identifier_index
from clients.queries.names import phonetic_codes
from interop.models import ImportedFile, ImportedPatient

WHY = "an import compares what comes in with every record, as search before create does"
# One number for the whole country, whoever wrote it down: the same number means the same person.
NATIONAL = (IdentifierKind.SOCIAL_SECURITY, IdentifierKind.MEDICARE)


def same_content(fingerprint: str) -> ImportedPatient | None:
    """An earlier import of exactly this content."""
    rows = ImportedPatient.objects.unscoped(WHY).filter(fingerprint=fingerprint)
    found: ImportedPatient | None = rows.order_by("id").first()
    return found


def taken_over(client: Client, fhir_id: str) -> ImportedPatient | None:
    found: ImportedPatient | None = ImportedPatient.objects.unscoped(WHY).filter(client=client, fhir_id=fhir_id).first()
    return found


def done_already(file: ImportedFile, number: int, since: datetime) -> ImportedPatient | None:
    """What the run that was killed had finished."""
    found: ImportedPatient | None = ImportedPatient.objects.unscoped(WHY).filter(file=file, number=number, at__gte=since).first()
    return found


@dataclass(frozen=True)
class Holders:
    """Whose numbers these are: `same` by issuer and value, `perhaps` by a national number written down elsewhere."""

    same: Sequence[UUID]
    perhaps: Sequence[UUID]


def holders(identifiers: Sequence[dict[str, Any]]) -> Holders:
    """The records these identifiers are on; of linked records the one that is kept."""
    sought = {(entry["issuer"], identifier_index(entry["value"])): entry["kind"] for entry in identifiers}
    if not sought:
        return Holders((), ())
    rows = Identifier.objects.unscoped(WHY).filter(value_index__in={index for _, index in sought})
    same, perhaps = set(), set()
    for issuer, index, kind, client_id in rows.values_list("issuer", "value_index", "kind", "client_id"):
        if (issuer, index) in sought:
            same.add(client_id)
        elif kind in NATIONAL and kind in (wanted for (_, at), wanted in sought.items() if at == index):
            perhaps.add(client_id)
    return Holders(_kept(same), _kept(perhaps - same))


def _kept(client_ids: set[UUID]) -> Sequence[UUID]:
    if len(client_ids) < 2:
        return tuple(client_ids)
    linked = RecordLink.objects.unscoped(WHY).filter(duplicate_id__in=client_ids, status=RecordLink.Status.LINKED)
    kept = dict(linked.values_list("duplicate_id", "client_id"))
    return tuple({kept.get(client_id, client_id) for client_id in client_ids})


def clients_imported_as(fhir_ids: Sequence[str], file: ImportedFile | None = None) -> dict[str, UUID]:
    """The client of each FHIR id; those of the same file go before those of earlier ones."""
    rows = ImportedPatient.objects.unscoped(WHY).filter(fhir_id__in=[one for one in fhir_ids if one])
    found: dict[str, UUID] = {}
    for fhir_id, file_id, client_id in rows.order_by("at").values_list("fhir_id", "file_id", "client_id"):
        if fhir_id not in found or (file and file_id == file.pk):
            found[fhir_id] = client_id
    return found


def client_of(client_id: UUID) -> Client:
    found: Client = Client.objects.unscoped(WHY).get(pk=client_id)
    return found


def is_somebody_else(client: Client, names: Iterable[str], born: date | None) -> bool:
    """Neither a name that sounds alike nor the birth date agrees: then a number is on the wrong record."""
    shared = set(phonetic_codes(names)) & set(client.phonetic)
    return not shared and not (client.birth_date and born and client.birth_date == born)


def were_ever_linked(one: UUID, other: UUID) -> bool:
    """Also when somebody has undone it: what a person took back is not done again."""
    both = (one, other)
    return bool(RecordLink.objects.unscoped(WHY).filter(client_id__in=both, duplicate_id__in=both).exists())
