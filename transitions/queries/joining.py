"""Whether a stay somebody wrote down is the one that a hospital's notices tell of: by facility and time, and nothing else."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from transitions.models import Transition
from transitions.models.transitions import BY_NOTICES
from transitions.queries.notices import Visit

WHY = "one stay stands on a client's record once"
S = Transition.Status
# A plan that is kept, and an admission that somebody heard of later, are this near. Further off it is the next stay, and whichever
# visit is told of first must not take what another one began.
NEAR = timedelta(days=3)
WORDS = re.compile(r"\w+")
# What many facilities are called, and what therefore tells none apart.
COMMON = frozenset(
    {"the", "of", "and", "at", "hospital", "hosp", "medical", "med", "center", "centre", "ctr", "general", "health", "inc"}
)


@dataclass(frozen=True)
class Span:
    """From when until when, as far as it is known, planned or not. `known_at` stands in where nothing is."""

    begins: datetime | None
    ends: datetime | None
    known_at: datetime | None = None


def span_of(stay: Any) -> Span:
    return Span(stay.admitted_at or stay.expected_admission_at, stay.discharged_at, stay.created_at or timezone.now())


def span_told(visit: Visit) -> Span:
    planned = visit.state == "anticipated"
    return Span((visit.expected_admission_at if planned else None) or visit.admitted_at, visit.discharged_at)


def are_one(one: Span, other: Span) -> bool:
    """The same day of admission or of discharge, or both at the same time from about the same day on."""
    if _same_day(one.begins, other.begins) or _same_day(one.ends, other.ends):
        return True
    if _over_before(one, other) or _over_before(other, one):
        return False
    begins = one.begins or one.known_at, other.begins or other.known_at
    if begins[0] is None or begins[1] is None:
        return True
    return abs(begins[0] - begins[1]) <= NEAR


def _same_day(one: datetime | None, other: datetime | None) -> bool:
    return bool(one and other and timezone.localdate(one) == timezone.localdate(other))


def _over_before(one: Span, other: Span) -> bool:
    return bool(one.ends and other.begins and one.ends < other.begins)


def is_one_facility(one: str, other: str) -> bool:
    """Bay Hospital and BAY: a feed has a short name for the place that people call by its long one."""
    words, others = _telling(one), _telling(other)
    return bool(words and others) and (words <= others or others <= words)


def _telling(name: str) -> set[str]:
    words = set(WORDS.findall(name.casefold()))
    return words - COMMON or words


def written_down(client_id: Any, facility: str, number: str, visit: Visit) -> list[Transition]:
    """The stays that somebody wrote down and that may be this visit: by the number if one has it, else by the time."""
    rows = Transition.objects.unscoped(WHY).filter(client_id=client_id, told_as="").exclude(opened_by_name=BY_NOTICES)
    rows = rows.filter(visit_number__in={number, ""}).exclude(status=S.CANCELLED).select_related("client").order_by("id")
    here = [stay for stay in rows if is_one_facility(stay.facility, facility)]
    named = [stay for stay in here if number and stay.visit_number == number]
    return named or [stay for stay in here if not stay.visit_number and are_one(span_of(stay), span_told(visit))]


def told_already(stay: Transition) -> Transition | None:
    """The same stay, if hospitals' notices have told of it already."""
    rows = Transition.objects.unscoped(WHY).filter(Q(opened_by_name=BY_NOTICES) | ~Q(told_as=""), client_id=stay.client_id)
    for told in rows.exclude(status=S.CANCELLED).order_by("id"):
        if is_one_facility(told.facility, stay.facility) or is_one_facility(told.told_as, stay.facility):
            numbered = stay.visit_number and stay.visit_number == told.visit_number
            dated = not stay.visit_number and (stay.admitted_at or stay.discharged_at)
            if numbered or (dated and are_one(span_of(stay), span_of(told))):
                return told
    return None
