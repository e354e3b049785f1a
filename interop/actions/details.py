"""Bringing one client's record up to what a source says, step by step."""

from collections.abc import Callable
from typing import Any

from clients.actions.details import add_address, add_former_name, add_identifier, add_phone, remove_address
from clients.actions.people import record_death, update_client
from clients.actions.support import add_support_person, update_support_person
from clients.forms.fields import e164
from clients.forms.people import IdentityForm
from clients.forms.support import SupportPersonForm
from clients.models import Client, Identifier, SupportPerson
from clients.queries.identity import identifier_index
from clients.queries.names import folded
from interop.actions.fingerprints import mark_of
from interop.forms.fhir_patients import Patient
from interop.models import ImportedPatient
from workflow.actor import Actor

WHY = "the import compares the client's own details"
UNTOUCHED = {"gender": "unknown", "language": "en"}
PLACE = ("street", "city", "postal_code")
CONTACT = ("phone", "email", "relationship", "emergency_contact")


class Record:
    """One client as the import works on them: the row as it is now, and what this source said before."""

    def __init__(self, client: Client, actor: Actor, row: ImportedPatient | None) -> None:
        self.client = client
        self.actor = actor
        self.row = row
        seen = row.seen if row else {}
        self.fields: dict[str, str] = dict(seen.get("fields", {}))
        self.entries: set[str] = set(seen.get("entries", ()))
        self.changed = self.is_new = False
        self.remarks: list[str] = []

    @property
    def seen(self) -> dict[str, Any]:
        return {"fields": self.fields, "entries": sorted(self.entries)}

    def began_with(self, patient: Patient, first: dict[str, Any]) -> None:
        """What registering has stored already."""
        self.is_new = True
        self.fields = {name: mark_of(value) for name, value in patient.identity.items()}
        if "identifier_value" in first:
            self.entries.add(mark_of(patient.identifiers[0]))
        if "phone" in first:
            self.entries.add(mark_of(patient.phones[0]))
        if "street" in first:
            self.entries.add(mark_of(patient.addresses[0]))

    def complete(self, patient: Patient) -> None:
        """Everything beside the identity; an entry this source named before is left as it is now, or gone."""
        self._add(patient.identifiers, self._has_identifier, add_identifier)
        self._add(patient.former_names, self._has_name, add_former_name)
        self._add(patient.phones, self._has_phone, add_phone)
        self._add(patient.addresses, self._has_address, add_address)
        for contact in self._unseen(patient.contacts):
            self._take_contact(contact)
        if patient.deceased and self.client.status == Client.Status.ACTIVE:
            self._take(record_death, deceased_on=patient.deceased_on)

    def _take(self, step: Callable[..., Any], **fields: Any) -> None:
        self.client = step(self.client.pk, actor=self.actor, version=self.client.version, **fields)
        self.changed = True

    def _unseen(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = [entry for entry in entries if mark_of(entry) not in self.entries]
        self.entries.update(mark_of(entry) for entry in entries)
        return found

    def _add(self, entries: list[dict[str, Any]], has: Callable[[dict[str, Any]], bool], step: Callable[..., Any]) -> None:
        for entry in self._unseen(entries):
            if not has(entry):
                self._take(step, **entry)

    def _has_identifier(self, entry: dict[str, Any]) -> bool:
        """On this record or on one linked to it; the import has looked for other holders before."""
        if self.is_new:
            return False
        index = identifier_index(entry["value"])
        return bool(Identifier.objects.unscoped(WHY).filter(issuer=entry["issuer"], value_index=index).exists())

    def _has_name(self, entry: dict[str, Any]) -> bool:
        written = folded(f"{entry['given_name']} {entry['family_name']}")
        return written in [folded(str(name)) for name in self.client.former_names.unscoped(WHY)]

    def _has_phone(self, entry: dict[str, Any]) -> bool:
        return bool(self.client.phones.unscoped(WHY).filter(e164=e164(entry["number"])).exists())

    def _has_address(self, entry: dict[str, Any]) -> bool:
        """An address whose use has changed, such as one moved out of, is taken away to be added anew."""
        for address in self.client.addresses.unscoped(WHY):
            if all(folded(getattr(address, part)) == folded(entry[part]) for part in PLACE):
                if address.use == entry["use"]:
                    return True
                entry |= {"confidential": address.confidential, "substitute": address.substitute}
                self._take(remove_address, entry=address.pk)
        return False

    def update_identity(self, patient: Patient) -> None:
        """Fill what is empty; replace what this source wrote and nobody has corrected since; keep the rest and say so."""
        changes = {name: value for name, value in patient.identity.items() if self._gives_way(name, value)}
        if "birth_date" in changes:
            changes["birth_precision"] = patient.identity["birth_precision"]
        self.fields |= {name: mark_of(value) for name, value in patient.identity.items()}
        if not changes:
            return
        family_name = self.client.family_name
        self._take(update_client, **{**IdentityForm.current(self.client), **changes})
        if "family_name" in changes:
            self._take(add_former_name, use="old", family_name=family_name)

    def _gives_way(self, name: str, value: Any) -> bool:
        now, said_before = getattr(self.client, name), self.fields.get(name)
        if mark_of(value) in (mark_of(now), said_before):
            return False
        if not now or now == UNTOUCHED.get(name) or mark_of(now) == said_before:
            return True
        label = IdentityForm.base_fields[name].label
        self.remarks.append(f"{label}: the source differs from the record, which was left as it is. Look which is right.")
        return False

    def _take_contact(self, entry: dict[str, Any]) -> None:
        """A person of that name is known: their details change only where this source wrote them."""
        people = self.client.support_people.unscoped(WHY).filter(status=SupportPerson.Status.CURRENT)
        known = next((person for person in people if folded(person.name) == folded(entry["name"])), None)
        if known is None:
            add_support_person(self.client.pk, actor=self.actor, **entry)
            self.changed = True
        elif mark_of(_as_contact(known)) in self.entries - {mark_of(entry)}:
            fields = {**SupportPersonForm.current(known), **entry}
            update_support_person(known.pk, actor=self.actor, version=known.version, **fields)
            self.changed = True
        elif mark_of(_as_contact(known)) != mark_of(entry):
            self.remarks.append(
                "A support person: the source differs from the record, which was left as it is. Look which is right."
            )


def _as_contact(person: SupportPerson) -> dict[str, Any]:
    """The person in the form in which a source's contact is compared."""
    found = {name: getattr(person, name) for name in CONTACT}
    return {"name": person.name, **{name: value for name, value in found.items() if value}}
