"""What an ADT message says: about whom, of which visit, what happened and when, and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from interop.forms.hl7_heads import LONGEST, Fault, Head
from interop.forms.hl7_segments import Segments
from interop.forms.hl7_times import WrongTime, day_of, stamp_of

# What each event does to a visit; the last two are about the person, and A40 about two of them.
KINDS = {
    "A01": "admit", "A02": "transfer", "A03": "discharge", "A04": "admit", "A06": "update", "A07": "update", "A08": "update",
    "A11": "cancel_admit", "A12": "update", "A13": "cancel_discharge", "A05": "expect", "A14": "expect", "A16": "update",
    "A25": "cancel_expected_discharge", "A27": "cancel_expect", "A38": "cancel_expect",
}  # fmt: skip
PERSON, MERGE = "A31", "A40"
# Events that are sent because something about the person, or all of the visit, was put right.
TELLS_OF_PERSON = (PERSON, "A08")
UNDERSTOOD = frozenset({*KINDS, PERSON, MERGE})
DIED = ("20", "40", "41", "42")
# Types of table 0203 that name the person and not the visit.
NOT_THE_PERSON = ("AN", "VN", "PNT")
SSN = "SS"
# Of the numbers of table 0203 those that a hospital gives itself, each person one.
OWN_KINDS = ("MR", "")


@dataclass(frozen=True)
class Number:
    """One number of a patient with the authority that gave it."""

    value: str
    issuer: str
    kind: str = ""


@dataclass(frozen=True)
class Person:
    """The patient as PID tells of them."""

    numbers: tuple[Number, ...] = ()
    family_name: str = ""
    given_name: str = ""
    birth_date: date | None = None
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass
class Notice:
    """One message, read; `faults` keep it from being applied, `remarks` do not."""

    event: str
    facility: str
    person: Person
    prior_numbers: tuple[Number, ...] = ()
    visit_number: str = ""
    occurred_at: datetime | None = None
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    expected_admission_at: datetime | None = None
    expected_discharge_at: datetime | None = None
    patient_class: str = ""
    disposition: str = ""
    to_setting: str = ""
    diagnoses: list[tuple[str, str]] = field(default_factory=list)
    died: bool = False
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return KINDS.get(self.event, "")

    @property
    def numbers(self) -> tuple[Number, ...]:
        """What it knows the person by; where two numbers are said to be one person's, both."""
        return (*self.person.numbers, *self.prior_numbers) if self.event == MERGE else self.person.numbers

    @property
    def is_understood(self) -> bool:
        return self.event in UNDERSTOOD


def notice_of(text: str, head: Head, zone: tzinfo) -> Notice:
    """Read everything we use. Never fails on a message that has a head: what cannot be read is a fault or a remark."""
    segments = Segments(text, head)
    facility = (head.part(4) or head.part(3) or segments.value("PV1", 3, 4))[:LONGEST]
    notice = Notice(head.event or _event_of(segments), facility, Person())
    _read_person(notice, segments, facility)
    _read_visit(notice, segments)
    _read_times(notice, segments, zone)
    notice.occurred_at = notice.occurred_at or _sent_at(head, zone)
    if notice.is_understood:
        _judge(notice, segments)
    return notice


def _event_of(segments: Segments) -> str:
    """MSH-9 is to be trusted before EVN-1, which many systems never change; only where MSH-9 is silent EVN-1 tells."""
    return segments.value("EVN", 1)[:3].upper()


def _read_person(notice: Notice, segments: Segments, facility: str) -> None:
    names = [one for one in segments.repetitions("PID", 5) if segments.part(one)] or [""]
    phones = segments.repetitions("PID", 13) or [""]
    notice.person = Person(
        numbers=_numbers(segments, "PID", (3, 2, 4), facility),
        family_name=segments.part(names[0])[:100],
        given_name=segments.part(names[0], 2)[:100],
        birth_date=_birth_date(notice, segments),
        phone=phone_of(segments, phones[0]),
    )
    notice.prior_numbers = _numbers(segments, "MRG", (1, 4), facility)
    notice.died = segments.value("PID", 30).upper() == "Y"


def _numbers(segments: Segments, name: str, fields: tuple[int, ...], facility: str) -> tuple[Number, ...]:
    """PID-3; the fields of older versions only where it is empty."""
    found: list[Number] = []
    for number in fields:
        for one in segments.repetitions(name, number):
            value, kind = segments.part(one)[:LONGEST], segments.part(one, 5).upper()[:20]
            if value and kind not in NOT_THE_PERSON:
                found.append(Number(value, (segments.part(one, 4) or facility)[:LONGEST], kind))
        if found:
            break
    return tuple(dict.fromkeys(found))


def _birth_date(notice: Notice, segments: Segments) -> date | None:
    try:
        return day_of(segments.value("PID", 7))
    except WrongTime:
        notice.remarks.append("The birth date cannot be read.")
        return None


def phone_of(segments: Segments, written: str) -> str:
    """As a whole in the first component, or in parts: country, area, number."""
    whole = segments.part(written)
    return (whole if any(c.isdigit() for c in whole) else segments.part(written, 6) + segments.part(written, 7))[:40]


def _read_visit(notice: Notice, segments: Segments) -> None:
    notice.visit_number = (segments.value("PV1", 19) or segments.value("PID", 18))[:LONGEST]
    notice.patient_class = segments.value("PV1", 2)[:20].upper()
    notice.disposition = segments.value("PV1", 36)[:LONGEST]
    notice.to_setting = (segments.value("PV1", 37, 1) or segments.value("PV1", 37, 2))[:LONGEST]
    for nth in range(segments.count("DG1")):
        code, words = segments.value("DG1", 3, 1, nth), segments.value("DG1", 3, 2, nth) or segments.value("DG1", 4, 1, nth)
        if code or words:
            notice.diagnoses.append((code[:40], words[:LONGEST]))


def _read_times(notice: Notice, segments: Segments, zone: tzinfo) -> None:
    """The moment it happened is EVN-6; without one, the moment it was recorded, EVN-2."""
    occurred = _time(notice, segments, ("EVN", 6), zone) or _time(notice, segments, ("EVN", 2), zone)
    notice.admitted_at = _time(notice, segments, ("PV1", 44), zone)
    notice.discharged_at = _time(notice, segments, ("PV1", 45), zone)
    notice.expected_admission_at = _expected(notice, segments, 8, zone)
    notice.expected_discharge_at = _expected(notice, segments, 9, zone)
    by_kind = {"discharge": notice.discharged_at, "admit": notice.admitted_at}
    notice.occurred_at = occurred or by_kind.get(notice.kind)


def _time(notice: Notice, segments: Segments, place: tuple[str, int], zone: tzinfo) -> datetime | None:
    try:
        stamp = stamp_of(segments.value(*place), zone)
    except WrongTime:
        notice.faults.append(Fault("102", f"{place[0]}^1^{place[1]}", "This date or time cannot be read; send YYYYMMDDHHMM."))
        return None
    return stamp.at if stamp else None


def _expected(notice: Notice, segments: Segments, number: int, zone: tzinfo) -> datetime | None:
    """No clock starts from a plan, so one that cannot be read is nothing the sender has to mend."""
    try:
        stamp = stamp_of(segments.value("PV2", number), zone)
    except WrongTime:
        notice.remarks.append("A date that is expected cannot be read.")
        return None
    return stamp.at if stamp else None


def _sent_at(head: Head, zone: tzinfo) -> datetime | None:
    """Better than nothing where no other time is told; it is new each time a message is sent again."""
    try:
        stamp = stamp_of(head.get(7), zone)
    except WrongTime:
        return None
    return stamp.at if stamp else None


def _judge(notice: Notice, segments: Segments) -> None:
    """What the sender has to mend: nobody it is about, or a time that a clock would start from."""
    if "PID" not in segments:
        notice.faults.insert(0, Fault("100", "PID", "The segment PID is missing, so nobody knows whom this is about."))
    elif not notice.person.numbers:
        notice.faults.insert(0, Fault("101", "PID^1^3", "The patient's number is missing."))
    if notice.event == MERGE and not notice.prior_numbers:
        notice.faults.append(Fault("101", "MRG^1^1", "The number that is given up is missing."))
    if notice.kind and "PV1" not in segments:
        notice.remarks.append("There is no PV1, so nothing is known of the visit.")
