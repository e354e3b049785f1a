"""Taking over a whole file: looked through first, then patient by patient, continued where it was stopped."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from interop.actions.links import Linking, LinkSaid, link_imported
from interop.actions.patients import CREATED, REFUSED, UNCHANGED, UPDATED, Origin, Result, import_patient
from interop.forms.fhir_files import FhirFile
from interop.forms.fhir_patients import Patient, links_of, patient_of
from interop.forms.fhir_resources import Found
from interop.forms.fhir_values import NotUsable
from interop.models import ImportedFile
from interop.queries.imported import done_already
from workflow.actor import system_actor

ACTOR = system_actor("FHIR import", channel="command").because("Patients imported from a file")


@dataclass
class Survey:
    """What a file holds, known before anything of it is written."""

    file: FhirFile
    patients: int = 0
    same_people: dict[str, set[str]] = field(default_factory=dict)

    def said_to_be(self, fhir_id: str) -> set[str]:
        """Every other id that stands for the same person, by links of links too."""
        found, open_ends = {fhir_id}, [fhir_id]
        while open_ends:
            new = self.same_people.get(open_ends.pop(), set()) - found
            found |= new
            open_ends.extend(new)
        return found - {fhir_id}


def survey(file: FhirFile) -> Survey:
    """Read the file to its end; raises Unreadable."""
    found = Survey(file)
    for one in file.patients():
        found.patients += bool(one.resource)
        _note_links(one, found.same_people)
    return found


def _note_links(found: Found, same_people: dict[str, set[str]]) -> None:
    """Both ways: often only the record that was replaced says so."""
    try:
        links = links_of(found.resource)
    except NotUsable:
        return
    for link in links:
        same_people.setdefault(found.fhir_id, set()).add(link.other)
        same_people.setdefault(link.other, set()).add(found.fhir_id)


class Import:
    """One run over one file."""

    def __init__(self, survey: Survey, *, dry: bool, different: frozenset[str]) -> None:
        self.survey, self.dry, self.different = survey, dry, different
        self.row = None if dry else self._begin()
        self.ids: set[int] = set()
        self.links: list[LinkSaid] = []
        self.done_before = self._count_done()

    def _begin(self) -> ImportedFile:
        """A file whose run never came to its end is continued; a finished one begins anew."""
        row, _ = ImportedFile.objects.get_or_create(digest=self.survey.file.digest)
        if row.finished_at is not None:
            row.started_at, row.finished_at = timezone.now(), None
            row.save()
        self.started_at: datetime = row.started_at
        return row

    def _count_done(self) -> int:
        """How far the run that was stopped had come."""
        if self.row is None:
            return 0
        done = self.row.patients.unscoped("counting what the stopped run did").filter(at__gte=self.started_at)
        return int(done.count())

    def results(self) -> Iterator[tuple[Found, Result]]:
        """Each Patient with what became of it; raises Unreadable when the file changes under the reading."""
        number = 0
        for found in self.survey.file.patients():
            number += bool(found.resource)
            result = self._result(found, number)
            if result.outcome in (CREATED, UPDATED, UNCHANGED) and result.client_id:
                self._remember_links(found, result.client_id)
            yield found, result

    def finish(self) -> Linking:
        """When every Patient is there, the links between them; from here on the file is done."""
        if self.row is None:
            return Linking()
        done = link_imported(self.links, self.row, ACTOR)
        self.row.finished_at = timezone.now()
        self.row.save()
        return done

    def _remember_links(self, found: Found, client_id: UUID) -> None:
        for link in links_of(found.resource):
            self.links.append(LinkSaid(found.entry, found.line, found.fhir_id, client_id, link))

    def _result(self, found: Found, number: int) -> Result:
        if problem := found.problem or self._repeated(found):
            return Result(REFUSED, why=problem)
        if self.row and self.done_before and (done := done_already(self.row, number, self.started_at)):
            return Result(done.outcome, done.client_id)
        try:
            patient = patient_of(found.resource, found.full_url)
        except NotUsable as why:
            return Result(REFUSED, why=str(why))
        same = self.survey.said_to_be(found.fhir_id)
        origin = Origin(number, self.row, same, is_different=bool(found.fhir_id) and found.fhir_id in self.different)
        return _tried(patient, origin) if self.dry else import_patient(patient, actor=ACTOR, origin=origin)

    def _repeated(self, found: Found) -> str:
        if not found.fhir_id:
            return ""
        if hash(found.fhir_id) in self.ids:
            return "This id stands in the file before; only the first Patient with it was taken."
        self.ids.add(hash(found.fhir_id))
        return ""


def _tried(patient: Patient, origin: Origin) -> Result:
    """The real steps, taken back."""
    with transaction.atomic():
        result = import_patient(patient, actor=ACTOR, origin=origin)
        transaction.set_rollback(True)
    return result
