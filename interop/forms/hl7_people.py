"""What PID says of the person beside who they are to be matched by: the facts our own record has a place for."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clients.forms.fields import e164, plausible_birth_date
from clients.models.codes import AddressUse, PhoneKind
from interop.forms.fhir_codes import language_of
from interop.forms.hl7_heads import Head
from interop.forms.hl7_notices import phone_of
from interop.forms.hl7_segments import Segments
from interop.forms.hl7_times import WrongTime, day_of
from interop.models.proposals import Said

# Table 0001; U and N say nothing that would be worth a question.
GENDERS = {"F": "female", "M": "male", "O": "other", "A": "other"}
# Tables 0201 and 0202.
EQUIPMENT = {"CP": PhoneKind.MOBILE}
PHONE_USES = {
    "PRN": PhoneKind.HOME,
    "PRS": PhoneKind.MOBILE,
    "WPN": PhoneKind.WORK,
    "ORN": PhoneKind.OTHER,
    "VHN": PhoneKind.OTHER,
}
# Table 0190; where somebody was born, works, or is known not to live is no address of theirs.
ADDRESS_USES = {
    "": AddressUse.HOME, "H": AddressUse.HOME, "P": AddressUse.HOME, "L": AddressUse.HOME, "M": AddressUse.MAILING, "C": AddressUse.TEMPORARY,
}  # fmt: skip
# Table 0200: an alias or a pseudonym is no name to put on the record.
OTHER_NAMES = ("A", "S", "U", "N", "NOUSE")
MOST = 5
# With the area code; without one it could be anywhere.
SHORTEST = len("+1617253000")
SPACES = re.compile(r"\s+")


def said_of(text: str, head: Head) -> Said:
    """By field of our record; what PID leaves out, deletes or cannot mean is not there."""
    segments = Segments(text, head)
    said: Said = {**_names(segments), "phone": _phones(segments), "address": _addresses(segments), "email": _emails(segments)}
    said["birth_date"] = _birth_date(segments)
    said["gender"] = [GENDERS.get(segments.value("PID", 8).upper(), "")]
    said["language"] = [language_of(segments.value("PID", 15)) or language_of("", segments.value("PID", 15, 2))]
    return {name: kept for name, values in said.items() if (kept := [value for value in values if value])}


def _names(segments: Segments) -> Said:
    """Only as a whole: half a name is a slip of the feed."""
    legal = [one for one in segments.repetitions("PID", 5) if segments.part(one, 7).upper() not in OTHER_NAMES]
    if not legal:
        return {}
    family, given = _text(segments, legal[0], 1, 100), _text(segments, legal[0], 2, 100)
    if not (family and given):
        return {}
    middle, suffix = _text(segments, legal[0], 3, 100), _text(segments, legal[0], 4, 20)
    return {"family_name": [family], "given_name": [given], "middle_name": [middle], "suffix": [suffix]}


def _text(segments: Segments, repetition: str, component: int, longest: int) -> str:
    """Too long for the record it is no value of it, and half of it would be a wrong one."""
    text = SPACES.sub(" ", segments.part(repetition, component)).strip()
    return text if len(text) <= longest else ""


def _birth_date(segments: Segments) -> list[str]:
    try:
        day: date | None = plausible_birth_date(day_of(segments.value("PID", 7)))
    except (WrongTime, ValidationError):
        return []
    return [day.isoformat()] if day else []


def _phones(segments: Segments) -> list[dict[str, str]]:
    """At home and at work; the same number twice is one."""
    found: dict[str, dict[str, str]] = {}
    for place, usual in ((13, PhoneKind.HOME), (14, PhoneKind.WORK)):
        for one in segments.repetitions("PID", place)[:MOST]:
            number = phone_of(segments, one)
            if "@" in number or len(known := e164(number)) < SHORTEST:
                continue
            kind = EQUIPMENT.get(segments.part(one, 3).upper()) or PHONE_USES.get(segments.part(one, 2).upper()) or usual
            found.setdefault(known, {"kind": str(kind), "number": number})
    return list(found.values())


def _emails(segments: Segments) -> list[str]:
    for one in segments.repetitions("PID", 13)[:MOST]:
        for written in (segments.part(one, 4), segments.part(one)):
            try:
                validate_email(written)
            except ValidationError:
                continue
            return [written] if len(written) <= 254 else []
    return []


def _addresses(segments: Segments) -> list[dict[str, str]]:
    found = []
    for one in segments.repetitions("PID", 11)[:MOST]:
        use = ADDRESS_USES.get(segments.part(one, 7).upper())
        street = ", ".join(filter(None, (_text(segments, one, 1, 150), _text(segments, one, 2, 48))))
        place = {
            "city": _text(segments, one, 3, 100),
            "subdivision": _text(segments, one, 4, 60),
            "postal_code": _text(segments, one, 5, 20),
        }
        if use and street and (place["city"] or place["postal_code"]):
            found.append({"use": str(use), "street": street, **place})
    return found
