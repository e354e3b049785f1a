"""Patient.contact: the people who stand by the client, as the input of support_person.add."""

from typing import Any

from clients.forms.support import SupportPersonForm
from interop.forms.fhir_codes import EMERGENCY_CONTACTS, ORGANISATION_CONTACTS
from interop.forms.fhir_details import email_of, fits, phones_of
from interop.forms.fhir_values import codings, has_ended, objects, text, texts, words_of

UNSAID = "Contact"


def contacts_of(given: Any, remarks: list[str]) -> list[dict[str, Any]]:
    """People with a name; employers, insurers and agencies are not part of a support system."""
    found: dict[str, dict[str, Any]] = {}
    for contact in objects(given, "contacts"):
        if has_ended(contact) or _is_organisation(contact):
            continue
        entry = _contact(contact)
        if not entry["name"]:
            remarks.append("A contact without a name was left out.")
        elif not fits(SupportPersonForm, entry):
            remarks.append("A contact with a name or relationship too long to store was left out.")
        else:
            found.setdefault(entry["name"].casefold(), entry)
    return list(found.values())


def _codes(contact: dict[str, Any]) -> set[str]:
    return {text(coding.get("code")) for concept in objects(contact.get("relationship")) for coding in codings(concept)}


def _is_organisation(contact: dict[str, Any]) -> bool:
    return bool(_codes(contact) & ORGANISATION_CONTACTS) and not _codes(contact) & EMERGENCY_CONTACTS


def _contact(contact: dict[str, Any]) -> dict[str, Any]:
    name = next(iter(objects(contact.get("name"))), {})
    whole = " ".join([*texts(name.get("given")), text(name.get("family"))]).strip() or text(name.get("text"))
    relations = [words for concept in objects(contact.get("relationship")) if (words := words_of(concept))]
    unusable: list[str] = []
    phone = next(iter(phones_of(contact.get("telecom"), unusable)), {})
    entry = {
        "name": whole,
        "relationship": next(iter(relations), UNSAID),
        "phone": phone.get("number", ""),
        "email": email_of(contact.get("telecom"), unusable),
        "emergency_contact": bool(_codes(contact) & EMERGENCY_CONTACTS),
    }
    return {key: value for key, value in entry.items() if value or key == "name"}
