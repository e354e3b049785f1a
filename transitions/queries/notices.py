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

Kind = Literal["admit", "transfer", "discharge", "cancel_admit", "cancel_discharge", "update"]
# Of two notices of the same moment the later of these wins.
RANK: dict[str, int] = {"admit": 0, "update": 1, "transfer": 2, "discharge": 3, "cancel_discharge": 4, "cancel_admit": 5}
# HL7 table 0004; a class we do not know is taken for an inpatient, whom the clocks protect.
STAYS_IN: dict[str, str] = {"E": Setting.EMERGENCY, "O": Setting.OUTPATIENT, "R": Setting.OUTPATIENT, "C": Setting.OUTPATIENT}
MOMENTS = ("occurred_at", "admitted_at", "discharged_at")


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
    patient_class: str = ""
    disposition: str = ""
    diagnoses: tuple[tuple[str, str], ...] = field(default=())
    to_setting: str = ""

    @property
    def visit(self) -> str:
        """What tells visits apart; a feed without visit numbers is known by the moment of the admission."""
        return self.visit_number.strip()[:80] or (f"admitted {self.admitted_at:%Y-%m-%d %H:%M}" if self.admitted_at else "")

    def as_told(self) -> dict[str, Any]:
        """For the database: everything but the client, moments as text."""
        told = {name: value for name, value in asdict(self).items() if name != "client_id"}
        return told | {name: told[name].isoformat() if told[name] else None for name in MOMENTS}

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


State = Literal["", "admitted", "discharged", "cancelled"]


@dataclass(frozen=True)
class Visit:
    """What all notices of a visit say together; `state` is empty while none of them says that there is a stay."""

    state: State = ""
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    from_setting: str = Setting.HOSPITAL
    to_setting: str = ""
    disposition: str = ""
    diagnoses: tuple[tuple[str, str], ...] = ()


def visit_of(notices: Iterable[Notice]) -> Visit:
    """The state after all of them, by when they happened: a function of the set of notices and of nothing else."""
    visit, began = Visit(), False
    for notice in sorted(notices, key=lambda one: (one.occurred_at, RANK[one.kind], one.digest)):
        visit = STEPS[notice.kind](_told(visit, notice), notice)
        began = began or notice.kind not in ("cancel_admit", "update") or _tells_of_a_stay(notice)
    # A cancellation of what nobody has told of waits for what it cancels.
    return visit if began else replace(visit, state="")


def _tells_of_a_stay(notice: Notice) -> bool:
    return notice.kind == "update" and bool(notice.admitted_at or notice.discharged_at)


def _told(visit: Visit, notice: Notice) -> Visit:
    """What a later notice says replaces what an earlier one said; what it leaves out stays."""
    return replace(
        visit,
        admitted_at=notice.admitted_at or visit.admitted_at,
        from_setting=STAYS_IN.get(notice.patient_class, Setting.HOSPITAL) if notice.patient_class else visit.from_setting,
        to_setting=notice.to_setting or LEADS_TO.get(notice.disposition, "") or visit.to_setting,
        disposition=notice.disposition or visit.disposition,
        diagnoses=notice.diagnoses or visit.diagnoses,
    )


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
    return replace(visit, state="discharged", discharged_at=notice.discharged_at or notice.occurred_at)


def _cancel_admit(visit: Visit, notice: Notice) -> Visit:
    return replace(visit, state="cancelled", discharged_at=None)


def _cancel_discharge(visit: Visit, notice: Notice) -> Visit:
    since = _there_since(visit, notice)
    return replace(visit, state="admitted", admitted_at=since, discharged_at=None, disposition="", to_setting="")


def _update(visit: Visit, notice: Notice) -> Visit:
    """It corrects what is known; it begins a stay only where it tells of one nobody told of."""
    if visit.state == "cancelled":
        return visit
    if notice.discharged_at and visit.state in ("", "discharged"):
        return replace(visit, state="discharged", discharged_at=notice.discharged_at)
    return replace(visit, state="admitted") if notice.admitted_at and not visit.state else visit


STEPS = {
    "admit": _admit, "transfer": _transfer, "discharge": _discharge, "cancel_admit": _cancel_admit,
    "cancel_discharge": _cancel_discharge, "update": _update,
}  # fmt: skip
