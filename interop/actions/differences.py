"""What the newest words of the hospitals have differently from a client's record: a function of the notices and the record."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.dateparse import parse_date

from clients.forms.fields import e164
from clients.models.codes import BirthPrecision
from clients.queries.names import folded
from interop.actions.fingerprints import mark_of
from interop.forms.hl7_notices import TELLS_OF_PERSON
from interop.forms.hl7_people import said_of
from interop.forms.hl7_received import read_head
from interop.models import AdtMessage
from interop.models.proposals import Said
from interop.queries.proposals import Record

WHY = "a notice is compared with the record it is about"
NAMES = ("given_name", "middle_name", "family_name", "suffix")
# More than a client's hospitals say in a year; the newest word of each field is among them.
MOST = 25
PUNCTUATION = re.compile(r"[^\w\s]|_")


def newest_word(client_id: UUID) -> tuple[Said, AdtMessage | None]:
    """By field what the newest notice that speaks of it says, and the newest notice: whatever order they came in."""
    rows = AdtMessage.objects.unscoped(WHY).filter(
        client_id=client_id, status=AdtMessage.Status.APPLIED, event_code__in=TELLS_OF_PERSON
    )
    newest = list(rows.order_by(F("occurred_at").desc(nulls_last=True), "-body_hash")[:MOST])
    said: Said = {}
    for message in reversed(newest):
        text, head = read_head(message.content)
        said |= said_of(text, head) if head else {}
    return said, newest[0] if newest else None


def differing(record: Record, said: Said) -> Said:
    """Only what the record does not have; by what a difference is, its values say themselves."""
    found: Said = {}
    for name, values in said.items():
        if kept := [value for value in values if not KNOWN.get(name, _same)(record, name, value)]:
            found[name] = kept
    return {} if not found else _without_known_name(record, said, found)


def _same(record: Record, name: str, value: str) -> bool:
    return plain(str(getattr(record.client, name))) == plain(value)


def plain(text: str) -> str:
    return folded(PUNCTUATION.sub(" ", text))


def _given(record: Record, name: str, value: str) -> bool:
    return plain(value) in (plain(record.client.given_name), plain(record.client.preferred_name))


def _middle(record: Record, name: str, value: str) -> bool:
    """An initial is no other name."""
    return plain(record.client.middle_name).startswith(plain(value)) if len(plain(value)) == 1 else _same(record, name, value)


def _birth_date(record: Record, name: str, value: str) -> bool:
    return record.client.birth_date == parse_date(value) and record.client.birth_precision == BirthPrecision.DAY


def _language(record: Record, name: str, value: str) -> bool:
    return record.client.language.partition("-")[0] == value


def _phone(record: Record, name: str, value: dict[str, str]) -> bool:
    return e164(value["number"]) in [phone.e164 for phone in record.phones]


def _address(record: Record, name: str, value: dict[str, str]) -> bool:
    """One that was moved out of is known as well: the hospital has not heard of it yet."""
    return _place(value.get) in [_place(partial(getattr, address)) for address in record.addresses]


def _place(part: Callable[[str], Any]) -> tuple[str, str, str]:
    return plain(part("street") or ""), plain(part("city") or ""), str(part("postal_code") or "")[:5]


KNOWN: dict[str, Callable[[Record, str, Any], bool]] = {
    "given_name": _given, "middle_name": _middle, "birth_date": _birth_date, "language": _language, "phone": _phone, "address": _address,
}  # fmt: skip


def _without_known_name(record: Record, said: Said, found: Said) -> Said:
    """The same words put into other fields, and a name the client had before, are no other name."""
    written = [" ".join(said[name][0] for name in NAMES if name in said)]
    own = " ".join(getattr(record.client, name) for name in NAMES)
    before = [plain(str(name)) for name in record.former_names]
    short = plain(" ".join(said[name][0] for name in ("given_name", "family_name") if name in said))
    known = plain(written[0]) == plain(own) or short in before
    return {name: values for name, values in found.items() if not (known and name in NAMES)}


def mark(name: str, value: Any) -> str:
    """By which the same value is known again, however it is written."""
    if name == "phone":
        return mark_of({name: e164(value["number"])})
    return mark_of({name: _place(value.get) if name == "address" else plain(value)})


def without_decided(said: Said, decided: Iterable[str]) -> Said:
    """What somebody has decided about this client is not asked again."""
    marks = set(decided)
    left = {name: [value for value in values if mark(name, value) not in marks] for name, values in said.items()}
    return {name: values for name, values in left.items() if values}
