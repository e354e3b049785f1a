"""Whom a hospital notice is about: by numbers first, then by name and birth date; a doubt is left to a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from clients.forms.fields import e164
from clients.models import Client, Identifier, RecordLink
from clients.queries.identity import identifier_index
from clients.queries.matching import CERTAIN, LIKELY, SAME_BIRTH_DATE, SAME_NAME, Match, Sought, possible_matches
from interop.forms.hl7_notices import OWN_KINDS, SSN, Number, Person
from interop.models import PatientLink
from interop.queries.notices import number_index
from workflow.actor import system_actor

WHY = "finding whom a hospital notice is about"
MATCHER = system_actor("hospital notices")
# How our own records name the issuer of a social security number.
SSN_ISSUERS = (
    "http://hl7.org/fhir/sid/us-ssn",
    "urn:oid:2.16.840.1.113883.4.1",
    "social security administration",
    "usssa",
    "ssa",
)


@dataclass(frozen=True)
class Finding:
    """The one client, or nobody with the reason why a person has to look."""

    client: Client | None = None
    how: str = ""
    doubt: str = ""


NOBODY = Finding(doubt="Nobody here has this number, nor this name with this birth date.")
DECIDED = "A number decided before"
BY_A_PERSON = "Decided by"
NOT_THEM = Finding(doubt="The record that is like this was found to be another person's. Look whom else it may be about.")
SEVERAL = Finding(doubt="More than one record may be meant.")
ANOTHER_NUMBER = Finding(doubt="The name and birth date fit, but the record has another number of this hospital.")


def patient_index(numbers: tuple[Number, ...]) -> str:
    """By which the notices about one person are found again: the first number with its issuer."""
    return index_of(numbers[0]) if numbers else ""


def index_of(number: Number) -> str:
    return number_index(number.issuer, number.value)


def one_at_a_time(numbers: Iterable[Number]) -> None:
    """Two notices under one number, worked on at the same moment, would each miss what the other decides about it."""
    turns = sorted({int(index_of(number)[:15], 16) for number in numbers})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(turn) FROM unnest(%s::bigint[]) AS turn", [turns])


def find(person: Person) -> Finding:
    """One client beyond doubt, or nobody."""
    by_number = find_by_numbers(person.numbers)
    found = by_number if by_number.client or by_number is SEVERAL else _by_name_and_birth_date(person)
    return NOT_THEM if found.client and found.how != DECIDED and _was_taken_back(person.numbers, found.client) else found


def _was_taken_back(numbers: tuple[Number, ...], client: Client) -> bool:
    """What somebody undid is never done again by itself."""
    indexes = [index_of(number) for number in numbers]
    ended = PatientLink.objects.unscoped(WHY).filter(client=client, value_index__in=indexes, ended_at__isnull=False)
    return bool(ended.exists())


def find_by_numbers(numbers: tuple[Number, ...]) -> Finding:
    """A number decided before, then a number on a record; both with the issuer, for two hospitals give the same number."""
    for how, found in ((DECIDED, _decided(numbers)), ("Same number", _on_records(numbers))):
        kept = {_kept(client_id) for client_id in found}
        if len(kept) > 1:
            return SEVERAL
        if kept:
            return Finding(Client.objects.unscoped(WHY).get(pk=kept.pop()), how)
    return NOBODY


def _decided(numbers: tuple[Number, ...]) -> set[UUID]:
    rows = PatientLink.objects.unscoped(WHY).filter(ended_at__isnull=True)
    found: set[UUID] = set()
    for number in numbers:
        found |= set(rows.filter(value_index=index_of(number)).values_list("client_id", flat=True))
    return found


def _on_records(numbers: tuple[Number, ...]) -> set[UUID]:
    found: set[UUID] = set()
    for number in numbers:
        rows = Identifier.objects.unscoped(WHY).filter(value_index=identifier_index(number.value))
        found |= {client_id for client_id, issuer in rows.values_list("client_id", "issuer") if _same_issuer(number, issuer)}
    return found


def _same_issuer(number: Number, issuer: str) -> bool:
    if number.kind == SSN:
        return issuer.casefold() in SSN_ISSUERS
    return issuer.casefold() == number.issuer.casefold()


def _kept(client_id: UUID) -> UUID:
    """New work goes to the record that is kept, not to its duplicate."""
    links = RecordLink.objects.unscoped(WHY).filter(duplicate_id=client_id, status=RecordLink.Status.LINKED)
    return links.values_list("client_id", flat=True).first() or client_id


def sought(person: Person) -> Sought:
    first = person.numbers[0] if person.numbers else Number("", "")
    return Sought(person.given_name, person.family_name, person.birth_date, e164(person.phone), first.value, first.issuer)


def _by_name_and_birth_date(person: Person) -> Finding:
    """Both exactly the same, nobody else likely, and no other number of this hospital on the record."""
    if not (person.given_name and person.family_name and person.birth_date):
        return NOBODY
    matches = [match for match in possible_matches(MATCHER, sought(person)) if match.level in (CERTAIN, LIKELY)]
    people = {_kept(match.client.pk) for match in matches}
    if not matches:
        return NOBODY
    if len(people) > 1 or not _is_exact(matches[0]):
        return SEVERAL if len(people) > 1 else Finding(doubt="A record is like this, but not the same in name and birth date.")
    client = Client.objects.unscoped(WHY).get(pk=people.pop())
    return ANOTHER_NUMBER if _has_another_number(client, person.numbers) else Finding(client, "Same name and birth date")


def _is_exact(match: Match) -> bool:
    return {SAME_NAME, SAME_BIRTH_DATE} <= set(match.reasons)


def _has_another_number(client: Client, numbers: tuple[Number, ...]) -> bool:
    """A hospital gives one person one number of its own: two people of one name have two.

    Only what a person wrote down or decided counts. Of numbers that name and birth date alone have found, none is surer for having
    come first; somebody is asked about them (`interop/actions/doubts.py`).
    """
    issuers = {number.issuer.casefold() for number in numbers if number.kind in OWN_KINDS}
    known = client.identifiers.unscoped(WHY).filter(kind="MR").values_list("issuer", flat=True)
    decided = client.hospital_numbers.unscoped(WHY).filter(ended_at__isnull=True, how__startswith=BY_A_PERSON)
    return bool(issuers & {issuer.casefold() for issuer in [*known, *decided.values_list("issuer", flat=True)]})


def remember(numbers: Iterable[Number], client: Client, how: str) -> list[Number]:
    """What was decided once needs no second decision; what somebody decided before stays. Answers which are known from now on."""
    learnt = []
    for number in numbers:
        _, is_new = PatientLink.objects.unscoped(WHY).get_or_create(
            issuer=number.issuer, value_index=index_of(number), ended_at=None, defaults={"client": client, "how": how}
        )
        if is_new:
            learnt.append(number)
    return learnt


def forget(numbers: Iterable[Number], client: Client, at: datetime) -> None:
    """The numbers are another person's; that they were taken for this client's stays on record, so that nobody guesses so again."""
    for number in numbers:
        rows = PatientLink.objects.unscoped(WHY).filter(client=client, ended_at__isnull=True)
        rows.filter(issuer=number.issuer, value_index=index_of(number)).update(ended_at=at)
