"""From the notices of a visit to its state. Their order of arrival does not matter, nor how often each was sent."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from django.utils.dateparse import parse_datetime

from transitions.models.codes import LEADS_TO, Setting

Kind = Literal[
    "expect",
    "admit",
    "transfer",
    "discharge",
    "cancel_expect",
    "cancel_expected_discharge",
    "cancel_admit",
    "cancel_discharge",
    "update",
]
# Of two notices of the same moment the later of these wins.
RANK: dict[str, int] = {
    "expect": 0, "cancel_expect": 1, "admit": 2, "update": 3, "cancel_expected_discharge": 4, "transfer": 5, "discharge": 6,
    "cancel_discharge": 7, "cancel_admit": 8,
}  # fmt: skip
# HL7 table 0004; a class we do not know is taken for an inpatient, whom the clocks protect.
STAYS_IN: dict[str, str] = {"E": Setting.EMERGENCY, "O": Setting.OUTPATIENT, "R": Setting.OUTPATIENT, "C": Setting.OUTPATIENT}
MOMENTS = ("occurred_at", "admitted_at", "discharged_at", "expected_admission_at", "expected_discharge_at")
# Left out where nothing is said, so that a notice kept before anybody read them is still known as the same.
PLANS = ("expected_admission_at", "expected_discharge_at")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice about one visit, as it was understood. `occurred_at` is when it happened, not when it was sent or came.

    `disposition` is a UB-04 code, `to_setting` one of our own; both may be empty. Moments are aware.
    """

    client_id: UUID
    facility: str
    visit_number: str
    kind: Kind
    occurred_at: datetime
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    expected_admission_at: datetime | None = None
    expected_discharge_at: datetime | None = None
    patient_class: str = ""
    disposition: str = ""
    diagnoses: tuple[tuple[str, str], ...] = field(default=())
    to_setting: str = ""

    @property
    def visit(self) -> str:
        """What tells visits apart; a feed without visit numbers is known by the moment of the admission."""
        if number := self.visit_number.strip()[:80]:
            return number
        if self.admitted_at:
            return f"admitted {self.admitted_at:%Y-%m-%d %H:%M}"
        planned = self.kind in ("expect", "cancel_expect") and self.expected_admission_at
        return f"expected {planned:%Y-%m-%d}" if planned else ""

    def as_told(self) -> dict[str, Any]:
        """For the database: everything but the client, moments as text."""
        told = {name: value for name, value in asdict(self).items() if name != "client_id" and (value or name not in PLANS)}
        return told | {name: told[name].isoformat() if told[name] else None for name in MOMENTS if name in told}

    @classmethod
    def from_told(cls, client_id: UUID, told: dict[str, Any]) -> Self:
        known = {one.name for one in fields(cls)}
        moments = {name: parse_datetime(told[name]) if told.get(name) else None for name in MOMENTS}
        diagnoses = tuple((code, words) for code, words in told.get("diagnoses", ()))
        return cls(**{**{k: v for k, v in told.items() if k in known}, **moments, "diagnoses": diagnoses, "client_id": client_id})

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.as_told(), sort_keys=True).encode()).hexdigest()


# What is written beside a notice that was told of the wrong person, and beside one that is told again after that.
WITHDRAWN, TOLD_AGAIN = "withdrawn", "told_again"


def standing(client_id: UUID, rows: list[tuple[str, dict[str, Any]]]) -> list[Notice]:
    """The notices that count, from digests and what was told in the order in which they were kept."""
    marks = {told["about"]: told["kind"] for _, told in rows if "about" in told}
    kept = [told for digest, told in rows if "about" not in told and marks.get(digest) != WITHDRAWN]
    return [Notice.from_told(client_id, told) for told in kept]


State = Literal["", "anticipated", "admitted", "discharged", "cancelled"]
# Cancellations and corrections: of what nobody has told of, they wait for what they are about.
OF_SOMETHING_ELSE = ("cancel_expect", "cancel_expected_discharge", "cancel_admit", "update")


@dataclass(frozen=True)
class Visit:
    """What all notices of a visit say together; `state` is empty while none of them says that there is a stay."""

    state: State = ""
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    expected_admission_at: datetime | None = None
    expected_discharge_at: datetime | None = None
    from_setting: str = ""
    to_setting: str = ""
    disposition: str = ""
    diagnoses: tuple[tuple[str, str], ...] = ()
    # Somebody has said that the client did not leave, and nobody since that they did.
    stays: bool = False


def visit_of(notices: Iterable[Notice]) -> Visit:
    """The state after all of them, by when they happened: a function of the set of notices and of nothing else."""
    visit, began = Visit(), False
    for notice in sorted(notices, key=lambda one: (one.occurred_at, RANK[one.kind], one.digest)):
        visit = STEPS[notice.kind](_told(visit, notice), notice)
        began = began or notice.kind not in OF_SOMETHING_ELSE or _tells_of_a_stay(notice)
    # A cancellation of what nobody has told of waits for what it cancels.
    return visit if began else replace(visit, state="")


def _tells_of_a_stay(notice: Notice) -> bool:
    return notice.kind == "update" and bool(notice.admitted_at or notice.discharged_at)


def _told(visit: Visit, notice: Notice) -> Visit:
    """What a later notice says replaces what an earlier one said; what it leaves out stays."""
    return replace(
        visit,
        admitted_at=notice.admitted_at or visit.admitted_at,
        expected_admission_at=notice.expected_admission_at or visit.expected_admission_at,
        expected_discharge_at=notice.expected_discharge_at or visit.expected_discharge_at,
        from_setting=STAYS_IN.get(notice.patient_class, Setting.HOSPITAL) if notice.patient_class else visit.from_setting,
        to_setting=notice.to_setting or LEADS_TO.get(notice.disposition, "") or visit.to_setting,
        disposition=notice.disposition or visit.disposition,
        diagnoses=notice.diagnoses or visit.diagnoses,
    )


def _expect(visit: Visit, notice: Notice) -> Visit:
    """A plan begins what has not begun yet, or was called off."""
    return replace(visit, state="anticipated") if visit.state in ("", "cancelled") else visit


def _cancel_expect(visit: Visit, notice: Notice) -> Visit:
    """Whoever is there already does not leave because a plan is called off."""
    return replace(visit, state="cancelled") if visit.state in ("", "anticipated") else visit


def _cancel_expected_discharge(visit: Visit, notice: Notice) -> Visit:
    return replace(visit, expected_discharge_at=None)


def _admit(visit: Visit, notice: Notice) -> Visit:
    since = notice.admitted_at or visit.admitted_at or notice.occurred_at
    # The admission told once more after the discharge is no new stay; a later one is.
    if visit.state == "discharged" and visit.discharged_at and since <= visit.discharged_at:
        return visit
    return replace(visit, state="admitted", admitted_at=since, discharged_at=None)


def _transfer(visit: Visit, notice: Notice) -> Visit:
    return visit if visit.state == "discharged" else replace(visit, state="admitted", admitted_at=_there_since(visit, notice))


def _there_since(visit: Visit, notice: Notice) -> datetime:
    """Where nobody told of the admission: at the latest from the moment at which the client is said to be there."""
    return visit.admitted_at or notice.occurred_at


def _discharge(visit: Visit, notice: Notice) -> Visit:
    return replace(visit, state="discharged", discharged_at=notice.discharged_at or notice.occurred_at, stays=False)


def _cancel_admit(visit: Visit, notice: Notice) -> Visit:
    return replace(visit, state="cancelled", discharged_at=None)


def _cancel_discharge(visit: Visit, notice: Notice) -> Visit:
    since = _there_since(visit, notice)
    return replace(visit, state="admitted", admitted_at=since, discharged_at=None, disposition="", to_setting="", stays=True)


def _update(visit: Visit, notice: Notice) -> Visit:
    """It corrects what is known; it begins a stay only where it tells of one nobody told of."""
    if visit.state == "cancelled":
        return visit
    if notice.discharged_at and visit.state in ("", "anticipated", "discharged"):
        return replace(visit, state="discharged", discharged_at=notice.discharged_at)
    there = notice.admitted_at and (
        not visit.state or (visit.state == "anticipated" and notice.admitted_at <= notice.occurred_at)
    )
    return replace(visit, state="admitted") if there else visit


STEPS = {
    "expect": _expect, "cancel_expect": _cancel_expect, "cancel_expected_discharge": _cancel_expected_discharge,
    "admit": _admit, "transfer": _transfer, "discharge": _discharge, "cancel_admit": _cancel_admit,
    "cancel_discharge": _cancel_discharge, "update": _update,
}  # fmt: skip
