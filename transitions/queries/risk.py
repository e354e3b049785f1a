"""What the record knows towards LACE and HOSPITAL for one stay; whatever it does not know is asked of a person.

LACE: van Walraven 2010, 0-19. HOSPITAL: Donzé 2013 and 2016, 0-13. The points are the instruments'; here are only answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.queries import the_agency
from assessments.queries.schedule import months_later
from transitions.models import Transition
from transitions.models.codes import Setting
from workflow.actor import Actor

LACE, HOSPITAL = "lace-index", "hospital-score"
ADMISSIONS = frozenset({Setting.HOSPITAL, Setting.PSYCHIATRIC, Setting.LONG_TERM_HOSPITAL})
HAPPENED = ("admitted", "discharged", "settled", "readmitted", "deceased")
AS_FAR_AS = "as far as our record knows"
LONG_STAY_DAYS = 5
MOST_STAYS = 500


@dataclass(frozen=True)
class Known:
    """One answer that can be proposed, and where it comes from."""

    link_id: str
    value: int | bool
    words: str


@dataclass(frozen=True)
class Proposal:
    instrument: str
    known: list[Known]
    asked: tuple[str, ...]

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        return {one.link_id: {"value": one.value} for one in self.known}


def proposals_for(actor: Actor, stay: Transition) -> list[Proposal]:
    """Both scores, from one query over the client's own transitions."""
    zone, others = the_agency().zone, _others(actor, stay)
    return [lace_from(stay, others, zone), hospital_from(stay, others, zone)]


def _others(actor: Actor, stay: Transition) -> list[Transition]:
    if stay.admitted_at is None:
        return []
    rows = Transition.objects.visible_to(actor).filter(client_id=stay.client_id, status__in=HAPPENED)
    near = rows.filter(admitted_at__gte=months_before(stay.admitted_at, 12), admitted_at__lt=stay.admitted_at)
    return list(near.exclude(pk=stay.pk).order_by("-admitted_at", "-id")[:MOST_STAYS])


def months_before(moment: datetime, months: int) -> datetime:
    """The same hour on the same day of an earlier month, or on its last day."""
    return moment - (moment.date() - months_later(moment.date(), -months))


def lace_from(stay: Transition, others: Sequence[Transition], zone: ZoneInfo) -> Proposal:
    known = []
    if (days := days_stayed(stay, zone)) is not None:
        known.append(Known("length_of_stay_days", days, f"{counted(days, 'day')} from admission to discharge"))
    if why := why_acute(stay, others):
        known.append(Known("acute_admission", True, why))
    if stay.admitted_at:
        visits = len(emergency_visits(stay, others))
        known.append(
            Known("ed_visits_prior_6_months", visits, f"{counted(visits, 'emergency visit')} in the 6 months before, {AS_FAR_AS}")
        )
    acute = () if why else ("whether the admission was acute",)
    return Proposal(LACE, known, (*_length_unless(stay), *acute, "the conditions the client has"))


def hospital_from(stay: Transition, others: Sequence[Transition], zone: ZoneInfo) -> Proposal:
    known = []
    if (days := days_stayed(stay, zone)) is not None:
        known.append(
            Known("length_of_stay_5_days_or_more", days >= LONG_STAY_DAYS, f"{counted(days, 'day')} from admission to discharge")
        )
    if why := why_acute(stay, others):
        known.append(Known("index_admission_urgent_or_emergent", True, why))
    if stay.admitted_at:
        times = len(earlier_admissions(stay, others))
        known.append(
            Known("admissions_previous_12_months", times, f"{counted(times, 'admission')} in the 12 months before, {AS_FAR_AS}")
        )
    acute = () if why else ("whether the admission was urgent",)
    laboratory = ("haemoglobin and sodium at discharge", "oncology service", "any procedure")
    return Proposal(HOSPITAL, known, (*_length_unless(stay), *acute, *laboratory))


def days_stayed(stay: Transition, zone: ZoneInfo) -> int | None:
    """Whole days as hospitals count them, by the midnights of the agency's zone: 0 on the same day; None while one end is unknown."""
    if stay.admitted_at is None or stay.discharged_at is None:
        return None
    return max((stay.discharged_at.astimezone(zone).date() - stay.admitted_at.astimezone(zone).date()).days, 0)


def why_acute(stay: Transition, others: Sequence[Transition]) -> str:
    """In words, or empty where the record cannot tell: silence is never taken for a planned admission."""
    if stay.from_setting == Setting.EMERGENCY:
        return "the stay is in an emergency department"
    led = any(_led_to(one, stay) for one in others)
    return "came by way of an emergency department" if led else ""


def emergency_visits(stay: Transition, others: Sequence[Transition]) -> list[Transition]:
    """In the 6 months before; not the one that led to this admission (LACE, E)."""
    rows = _before(stay, others, 6)
    return [one for one in rows if one.from_setting == Setting.EMERGENCY and not _led_to(one, stay)]


def earlier_admissions(stay: Transition, others: Sequence[Transition]) -> list[Transition]:
    """To hospitals in the 12 months before, without this one (HOSPITAL, A)."""
    return [one for one in _before(stay, others, 12) if one.from_setting in ADMISSIONS]


def counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _led_to(visit: Transition, stay: Transition) -> bool:
    """An emergency visit that went on to a hospital within the day before the admission."""
    if visit.from_setting != Setting.EMERGENCY or visit.to_setting not in ADMISSIONS or stay.admitted_at is None:
        return False
    left: datetime | None = visit.discharged_at or visit.admitted_at
    return left is not None and timedelta(0) <= stay.admitted_at - left <= timedelta(days=1)


def _before(stay: Transition, others: Sequence[Transition], months: int) -> list[Transition]:
    if stay.admitted_at is None:
        return []
    since = months_before(stay.admitted_at, months)
    return [one for one in others if one.pk != stay.pk and one.admitted_at and since <= one.admitted_at < stay.admitted_at]


def _length_unless(stay: Transition) -> tuple[str, ...]:
    return () if stay.admitted_at and stay.discharged_at else ("the length of the stay",)
