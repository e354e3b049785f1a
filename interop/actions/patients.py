"""Taking over one FHIR Patient: through the same steps as an intake worker's, all of it or nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from clients.actions.people import register_client, sought_from
from clients.models import Client
from clients.queries.matching import POSSIBLE, Match, possible_matches
from interop.actions.details import Record
from interop.actions.fingerprints import fingerprint_of
from interop.forms.fhir_patients import Patient
from interop.forms.fhir_values import NotUsable
from interop.models import ImportedFile, ImportedPatient
from interop.queries.imported import client_of, clients_imported_as, holders, is_somebody_else, same_content, taken_over
from workflow.actor import Actor
from workflow.kernel import one_cause
from workflow.refusals import Refusal, StepRefused

CREATED, UPDATED, UNCHANGED, MATCHED, REFUSED = "created", "updated", "unchanged", "matched", "refused"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, MATCHED, REFUSED)
# Any number of imports may run; patient by patient they take turns, so that two never register the same person twice.
TURN = 0x1_F41E


@dataclass
class Result:
    """What became of one Patient, for the report."""

    outcome: str
    client_id: UUID | None = None
    why: str = ""
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Origin:
    """Where a Patient stands, and what the rest of its file says of it."""

    number: int = 1
    file: ImportedFile | None = None
    same_person: Collection[str] = ()
    is_different: bool = False


def import_patient(patient: Patient, *, actor: Actor, origin: Origin) -> Result:
    """Register this person or bring their record up to date, in one transaction.

    The same identifier from the same issuer is the same client. A likeness by name and birth date alone is
    for a person to decide: nothing is written. A value is replaced only where this source wrote the one
    that stands there now, so that what a worker corrected stays.
    """
    try:
        with transaction.atomic(), one_cause():
            _wait_for_turn()
            return _imported(patient, actor, origin)
    except NotUsable as problem:
        return Result(REFUSED, why=str(problem))
    except Refusal as refusal:
        return Result(REFUSED, why=refusal.sentence)


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _imported(patient: Patient, actor: Actor, origin: Origin) -> Result:
    fingerprint = fingerprint_of(patient)
    if known := same_content(fingerprint):
        return Result(UNCHANGED, known.client_id)
    found = holders(patient.identifiers)
    if len(found.same) > 1:
        raise NotUsable(f"Its identifiers are on {len(found.same)} records: {_addresses(found.same)}. Link those records first.")
    record: Record | None
    if found.same:
        result, record = _brought_up_to_date(patient, client_of(found.same[0]), actor)
    elif found.perhaps and not origin.is_different:
        return _to_decide(found.perhaps, "Same national number, written down from another source")
    else:
        result, record = _registered(patient, actor, origin)
    if record is not None:
        _write_down(patient, record, fingerprint, result, origin)
        result.remarks = [*patient.remarks, *record.remarks]
    return result


def _registered(patient: Patient, actor: Actor, origin: Origin) -> tuple[Result, Record | None]:
    first = _first_entry(patient, with_identifier=not origin.is_different)
    try:
        client = register_client(actor=actor, duplicates_checked=origin.is_different, **first)
    except StepRefused:
        likely = _likely(first, actor)
        if not likely:
            raise
        if not _are_all_said_to_be_the_same(likely, origin):
            return _to_decide([match.client.pk for match in likely], ", ".join(likely[0].reasons)), None
        client = register_client(actor=actor, duplicates_checked=True, **first)
    record = Record(client, actor, None)
    record.began_with(patient, first)
    record.complete(patient)
    return Result(CREATED, client.pk), record


def _first_entry(patient: Patient, *, with_identifier: bool) -> dict[str, Any]:
    """What the form of registering takes at once; the rest follows by its own steps."""
    first: dict[str, Any] = dict(patient.identity)
    if patient.identifiers and with_identifier:
        first |= {f"identifier_{name}": value for name, value in patient.identifiers[0].items()}
    if patient.phones:
        first |= {"phone": patient.phones[0]["number"], "phone_kind": patient.phones[0]["kind"]}
    if patient.addresses and patient.addresses[0]["use"] == "home":
        first |= {name: value for name, value in patient.addresses[0].items() if name != "use"}
    return first


def _likely(first: dict[str, Any], actor: Actor) -> list[Match]:
    return [match for match in possible_matches(actor, sought_from(first)) if match.level != POSSIBLE]


def _are_all_said_to_be_the_same(likely: Sequence[Match], origin: Origin) -> bool:
    """The source itself links the two: a second record is then right, and the link says so."""
    linked = set(clients_imported_as(list(origin.same_person), origin.file).values())
    return bool(linked) and all(match.client.pk in linked for match in likely)


def _brought_up_to_date(patient: Patient, client: Client, actor: Actor) -> tuple[Result, Record]:
    if is_somebody_else(client, patient.names, patient.identity.get("birth_date")):
        raise NotUsable(
            f"One of its identifiers is on /clients/{client.pk}/, where neither name nor birth date agree. Find out whose number it is."
        )
    record = Record(client, actor, taken_over(client, patient.fhir_id))
    record.update_identity(patient)
    record.complete(patient)
    return Result(UPDATED if record.changed else UNCHANGED, client.pk), record


def _to_decide(client_ids: Sequence[UUID], reasons: str) -> Result:
    why = (
        f"{reasons}: may be {_addresses(client_ids)}. If it is the same person, add the identifier to that record and import "
        "again; if not, import again with --different and this id."
    )
    return Result(MATCHED, client_ids[0], why)


def _addresses(client_ids: Sequence[UUID]) -> str:
    return ", ".join(f"/clients/{client_id}/" for client_id in client_ids)


def _write_down(patient: Patient, record: Record, fingerprint: str, result: Result, origin: Origin) -> None:
    if origin.file is None:
        return
    row = record.row or ImportedPatient(client=record.client, fhir_id=patient.fhir_id)
    row.fingerprint, row.seen = fingerprint, record.seen
    row.file, row.number, row.outcome, row.at = origin.file, origin.number, result.outcome, timezone.now()
    row.save()
