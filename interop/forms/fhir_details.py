"""Identifiers, phones, e-mail and addresses of a Patient, as the input of the steps that add them.

Each is tried against that step's own form: what the form would refuse is left out with a remark, so
that a wrong phone number does not keep a person out.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clients.forms.people import AddressForm, IdentifierForm, PhoneForm
from clients.models.codes import IdentifierKind, PhoneKind
from clients.queries.identity import normal_value
from interop.forms.fhir_codes import ADDRESS_USES, COUNTRIES, KIND_OF_SYSTEM, NO_NUMBER, PHONE_KINDS
from interop.forms.fhir_values import by_rank, codings, has_ended, objects, text, texts
from workflow.actor import system_actor
from workflow.forms import StepForm

READER = system_actor("FHIR reader")


def fits(form: type[StepForm], entry: dict[str, Any]) -> bool:
    """Whether the step's form would take this input."""
    return form(entry, actor=READER).is_valid()


def identifiers_of(resource: dict[str, Any], full_url: str, remarks: list[str]) -> list[dict[str, Any]]:
    """Numbers with a value and an issuer; without any, the record's own web address identifies it."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for identifier in objects(resource.get("identifier"), "identifiers"):
        if entry := _identifier(identifier, remarks):
            found.setdefault((entry["issuer"], normal_value(entry["value"])), entry)
    return list(found.values()) or _of_address(text(resource.get("id")), full_url, remarks)


def _identifier(identifier: dict[str, Any], remarks: list[str]) -> dict[str, Any] | None:
    value, system = text(identifier.get("value")), text(identifier.get("system"))
    assigner = identifier.get("assigner")
    issuer = system or (text(assigner.get("display")) if isinstance(assigner, dict) else "")
    entry = {"kind": _kind(identifier, system), "issuer": issuer, "value": value}
    if not normal_value(value):
        remarks.append("An identifier without a value was left out.")
    elif not issuer:
        remarks.append("An identifier without a system was left out: nobody could tell whose number it is.")
    elif _is_placeholder(value):
        remarks.append("An identifier that is only a placeholder was left out.")
    elif not fits(IdentifierForm, entry):
        remarks.append("An identifier longer than 80 characters, or its system longer than 200, was left out.")
    else:
        return entry
    return None


def _kind(identifier: dict[str, Any], system: str) -> str:
    """HL7 v2 table 0203, by its type or, without one, by its system."""
    codes = [text(coding.get("code")) for coding in codings(identifier.get("type"))]
    known = next((code for code in codes if code in IdentifierKind.values), "")
    return known or KIND_OF_SYSTEM.get(system, IdentifierKind.OTHER).value


def _is_placeholder(value: str) -> bool:
    """000-00-0000, 99999 and “unknown” are on many records: they must not make two people one."""
    plain = normal_value(value)
    return plain in NO_NUMBER or (len(plain) > 3 and len(set(plain)) == 1)


def _of_address(fhir_id: str, full_url: str, remarks: list[str]) -> list[dict[str, Any]]:
    base, _, last = full_url.partition("/Patient/")
    entry = {"kind": IdentifierKind.OTHER.value, "issuer": base, "value": fhir_id}
    if base.startswith("http") and fhir_id and last == fhir_id and fits(IdentifierForm, entry):
        return [entry]
    remarks.append("It has no usable identifier: later changes in the source cannot be followed.")
    return []


def phones_of(telecom: Any, remarks: list[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for point in _points(telecom):
        if text(point.get("system")) not in ("phone", "sms"):
            continue
        entry = _phone(point)
        if fits(PhoneForm, entry):
            found.setdefault(entry["number"], entry)
        else:
            remarks.append("A phone number that cannot be one was left out.")
    return list(found.values())


def _points(telecom: Any) -> list[dict[str, Any]]:
    """Contact points in use, by rank; an old number may belong to a stranger by now."""
    points = [point for point in objects(telecom, "phones and e-mails") if text(point.get("value"))]
    return by_rank(point for point in points if text(point.get("use")) != "old" and not has_ended(point))


def _phone(point: dict[str, Any]) -> dict[str, Any]:
    usual = PhoneKind.MOBILE if text(point.get("system")) == "sms" else PhoneKind.OTHER
    kind = PHONE_KINDS.get(text(point.get("use")), usual).value
    safe = {"calls_allowed": True, "voicemail_allowed": True, "texts_allowed": True}
    return {"kind": kind, "number": text(point.get("value")), **safe}


def email_of(telecom: Any, remarks: list[str]) -> str:
    """The first valid one by rank; a client has one."""
    found = []
    for point in _points(telecom):
        if text(point.get("system")) == "email":
            found.append(text(point.get("value")))
    valid = [email for email in found if _is_email(email)]
    if len(valid) < len(found):
        remarks.append("An e-mail address that cannot be one was left out.")
    if len(set(valid)) > 1:
        remarks.append("Only the first of several e-mail addresses was taken.")
    return next(iter(valid), "")


def _is_email(written: str) -> bool:
    try:
        validate_email(written)
    except ValidationError:
        return False
    return len(written) <= 254


def addresses_of(given: Any, remarks: list[str]) -> list[dict[str, Any]]:
    """Home first, former ones last."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for address in objects(given, "addresses"):
        use = ADDRESS_USES.get("old" if has_ended(address) else text(address.get("use")))
        if use is None:
            remarks.append("A work address was left out: a client's record holds where they live or get mail.")
            continue
        if use == "home" and text(address.get("type")) == "postal":
            use = ADDRESS_USES["billing"]
        entry = {"use": use.value, **_place(address)}
        if fits(AddressForm, entry):
            found.setdefault(tuple(_place(address).values()), entry)
        else:
            remarks.append("An address without street, city and ZIP code, or with one too long, was left out.")
    order = list(ADDRESS_USES.values())
    return sorted(found.values(), key=lambda entry: (entry["use"] == "old", order.index(entry["use"])))


def _place(address: dict[str, Any]) -> dict[str, str]:
    lines, city, code = texts(address.get("line")), text(address.get("city")), text(address.get("postalCode"))
    if not (lines or city or code):
        lines = texts(address.get("text"))
    return {
        "street": ", ".join(lines),
        "city": city,
        "subdivision": ", ".join(filter(None, (text(address.get("state")), _abroad(address)))),
        "postal_code": code,
    }


def _abroad(address: dict[str, Any]) -> str:
    """The country stands beside the region, where it is not the agency's own."""
    country = text(address.get("country"))
    return "" if COUNTRIES.get(country.upper(), country) == "US" else country
