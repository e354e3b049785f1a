"""Linking records that a source says are one person: reversibly, and never again once somebody has undone it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from clients.actions.links import link_records
from interop.forms.fhir_patients import PatientLink
from interop.models import ImportedFile
from interop.queries.imported import clients_imported_as, were_ever_linked
from workflow.actor import Actor
from workflow.refusals import Refusal

WHY = "The system they were imported from says that both are the same person."
# By FHIR's words the Patient that holds the link is the record to use; by the others the one it points to.
HOLDER_IS_KEPT = ("replaces", "seealso")


@dataclass(frozen=True)
class LinkSaid:
    """One link of a Patient that was imported."""

    entry: int
    line: int | None
    fhir_id: str
    client_id: UUID
    link: PatientLink


@dataclass
class Linking:
    """What became of the links of one file."""

    linked: int = 0
    remarks: list[tuple[LinkSaid, str]] = field(default_factory=list)


def link_imported(said: Sequence[LinkSaid], file: ImportedFile, actor: Actor) -> Linking:
    """Link each duplicate to the record that is kept in the end; chains A to B to C become A to C and B to C."""
    done = Linking()
    kept_for = _duplicates(said, file, done)
    for duplicate, (_, one) in kept_for.items():
        kept = _in_the_end(duplicate, kept_for)
        if kept == duplicate or were_ever_linked(kept, duplicate):
            continue
        try:
            link_records(kept, actor=actor, duplicate=duplicate, why=WHY)
        except Refusal as refusal:
            done.remarks.append((one, f"The records were not linked. {refusal}"))
        else:
            done.linked += 1
    return done


def _duplicates(said: Sequence[LinkSaid], file: ImportedFile, done: Linking) -> dict[UUID, tuple[UUID, LinkSaid]]:
    """The record to keep for each duplicate; two Patients that point at each other are linked once."""
    known = clients_imported_as([one.link.other for one in said], file)
    kept_for: dict[UUID, tuple[UUID, LinkSaid]] = {}
    for one in said:
        other = known.get(one.link.other)
        if other is None:
            done.remarks.append((one, "It is linked to a Patient that was not imported."))
            continue
        holder_is_kept = one.link.kind in HOLDER_IS_KEPT
        kept, duplicate = (one.client_id, other) if holder_is_kept else (other, one.client_id)
        if kept != duplicate and kept_for.get(kept, (None,))[0] != duplicate:
            kept_for[duplicate] = (kept, one)
    return kept_for


def _in_the_end(duplicate: UUID, kept_for: dict[UUID, tuple[UUID, LinkSaid]]) -> UUID:
    """Follow the chain to its end; a circle ends where it began."""
    kept, passed = kept_for[duplicate][0], {duplicate}
    while kept in kept_for and kept not in passed:
        passed.add(kept)
        kept = kept_for[kept][0]
    return kept
