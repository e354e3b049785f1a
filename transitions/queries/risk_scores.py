"""The scores taken for a stay, and the open transitions by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate
from django.utils import timezone

from assessments.models import Assessment
from assessments.queries.instruments import in_use
from transitions.models import Transition
from transitions.queries.page import visible, with_clocks
from transitions.queries.risk import HOSPITAL, LACE
from workflow.actor import Actor

OPEN = (Transition.Status.ADMITTED, Transition.Status.DISCHARGED)
FINAL = (Assessment.Status.COMPLETED, Assessment.Status.AMENDED)
SHOWN = 50
TITLES = {LACE: "LACE", HOSPITAL: "HOSPITAL"}
# The highest that each rule can give; a share of it sets the two side by side inside one band.
HIGHEST = {LACE: 19.0, HOSPITAL: 13.0}
# From so many points on moderate (HOSPITAL: intermediate) and high: van Walraven 2010; Donzé 2016.
STEPS = {LACE: (5, 10), HOSPITAL: (5, 7)}
BANDS = ("not_scored", "low", "moderate", "high")
RANKS = {band: rank for rank, band in enumerate(BANDS)}
TITLES_BY_NAME = {"lace": LACE, "hospital": HOSPITAL}
ANY_OPEN = "open"
BY_RISK = ("-rank", "-share", "-id")
# Below every share that can be scored, so that a page can begin after it.
UNSCORED = -1.0
# What a system needs to be told a score.
READS_SCORES = "assessments:read"


@dataclass(frozen=True)
class ScoreStanding:
    """Of one rule for one stay: whether it can be scored today, what was left unfinished, the newest score, and how often it was finished."""

    in_use: bool
    draft: Assessment | None
    newest: Assessment | None
    finished: int

    @property
    def shown(self) -> bool:
        return self.in_use or self.draft is not None or self.newest is not None


def scores_standing(actor: Actor, stay: Transition) -> dict[str, ScoreStanding]:
    """A rule that an administrator has retired or switched off is not begun any more; a draft of it can be finished."""
    later = Transition.objects.visible_to(actor).filter(previous=stay, admitted_at__isnull=False)
    until = later.order_by("admitted_at").values_list("admitted_at", flat=True).first()
    taken = _taken_for(actor, stay, (*FINAL, Assessment.Status.DRAFT), until)
    on = set(in_use().filter(key__in=TITLES).values_list("key", flat=True))
    return {key: _standing(key in on, [one for one in taken if one.instrument_key == key]) for key in TITLES}


def _standing(on: bool, taken: list[Assessment]) -> ScoreStanding:
    drafts = [one for one in taken if one.status == Assessment.Status.DRAFT]
    newest = next((one for one in taken if one.status in FINAL), None)
    return ScoreStanding(on, next(iter(drafts), None), newest, len(taken) - len(drafts))


def newest_scores(actor: Actor, stay: Transition, until: datetime | None = None) -> dict[str, Assessment]:
    """The newest finished LACE and HOSPITAL since this stay began, and before the next one did."""
    found: dict[str, Assessment] = {}
    for one in _taken_for(actor, stay, FINAL, until):
        found.setdefault(one.instrument_key, one)
    return found


def _taken_for(actor: Actor, stay: Transition, states: Sequence[str], until: datetime | None) -> list[Assessment]:
    if (began := stay.admitted_at or stay.discharged_at) is None:
        return []
    rows = Assessment.objects.visible_to(actor).filter(
        client_id=stay.client_id, instrument_key__in=TITLES, status__in=states, assessed_on__gte=timezone.localdate(began)
    )
    if until is not None:
        rows = rows.filter(assessed_on__lt=timezone.localdate(until))
    return list(rows.defer("answers").order_by("-assessed_on", "-id")[:SHOWN])


def asked_for(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Any]":
    """What the page and the API ask in the same words: a state (or all that are open), a part of the facility's name, a risk.

    A risk is asked of open stays only, so that no more is scored than anybody can still act on.
    """
    told = {name: value for name, value in filters.items() if value}
    state, facility, risk = (told.pop(name, "") for name in ("status", "facility", "risk"))
    rows: QuerySet[Any] = visible(Transition, actor).filter(**told)
    if state or risk:
        rows = rows.filter(status__in=OPEN if state in ("", ANY_OPEN) else [state])
    if facility:
        rows = rows.filter(facility__icontains=facility)
    return _ranked(_scored(rows, actor)).filter(rank=RANKS[risk]) if risk else rows


def by_risk(actor: Actor, filters: dict[str, Any] | None = None) -> "QuerySet[Any]":
    """Open transitions with what `BY_RISK` sorts them by: the highest band first, then the highest share of the points, unscored last."""
    told = filters or {}
    rows = asked_for(actor, {**told, "status": told.get("status") or ANY_OPEN}).select_related("case__case_manager")
    return rows if told.get("risk") else _ranked(_scored(rows, actor))


def with_next_clock(actor: Actor, shown: Sequence[Any]) -> None:
    """What is due next at each of them, and what was missed and is still owed."""
    with_clocks(actor, shown)
    for one in shown:
        one.next_clock = next((clock for clock in one.clock_rows if clock.status == "running"), None)
        one.missed = [clock for clock in one.clock_rows if clock.still_owed and clock.status == "missed"]


def with_risk(actor: Actor, transitions: Sequence[Any]) -> None:
    """The scores of all of them, in one query; none told to a system that may not read assessments."""
    told: dict[Any, Any] = {}
    if not actor.is_api_client or READS_SCORES in actor.scopes:
        rows = Transition.objects.visible_to(actor).filter(pk__in=[one.pk for one in transitions])
        told = {row["pk"]: row for row in _ranked(_scored(rows, actor)).values("pk", "rank", *TITLES_BY_NAME)}
    for one in transitions:
        one.risk = _risk(told[one.pk]) if one.pk in told else None


def _risk(row: dict[str, Any]) -> dict[str, Any]:
    scores = {name: _score(key, row[name]) for name, key in TITLES_BY_NAME.items()}
    return {"band": BANDS[row["rank"]], **scores}


def _score(key: str, points: Any) -> dict[str, Any] | None:
    if points is None:
        return None
    moderate, high = STEPS[key]
    band = BANDS[1 + (points >= moderate) + (points >= high)]
    return {"points": int(points), "of": int(HIGHEST[key]), "band": band}


def _scored(rows: "QuerySet[Any]", actor: Actor) -> "QuerySet[Any]":
    """With the newest total of each rule since the stay began, and before a linked one after it did."""
    following = Transition.objects.visible_to(actor).filter(previous=OuterRef("pk"), admitted_at__isnull=False)
    rows = rows.annotate(
        began=TruncDate(Coalesce("admitted_at", "discharged_at")),
        again=Subquery(following.order_by("admitted_at").annotate(day=TruncDate("admitted_at")).values("day")[:1]),
    )
    return rows.annotate(lace=_newest(actor, LACE), hospital=_newest(actor, HOSPITAL))


def _newest(actor: Actor, key: str) -> Subquery:
    taken = Assessment.objects.visible_to(actor).filter(
        client_id=OuterRef("client_id"), instrument_key=key, status__in=FINAL, assessed_on__gte=OuterRef("began"),
        assessed_on__lt=Coalesce(OuterRef("again"), Value(date.max)),
    )  # fmt: skip
    return Subquery(taken.order_by("-assessed_on", "-id").values("total")[:1])


def _ranked(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The higher of the two bands; nothing where neither was scored."""
    (lace_moderate, lace_high), (hospital_moderate, hospital_high) = STEPS[LACE], STEPS[HOSPITAL]
    rank = Case(
        When(Q(lace__gte=lace_high) | Q(hospital__gte=hospital_high), then=Value(3)),
        When(Q(lace__gte=lace_moderate) | Q(hospital__gte=hospital_moderate), then=Value(2)),
        When(Q(lace__isnull=False) | Q(hospital__isnull=False), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank, share=Coalesce(Greatest(_share("lace", LACE), _share("hospital", HOSPITAL)), Value(UNSCORED)))


def _share(name: str, key: str) -> Any:
    return Cast(F(name), FloatField()) / Value(HIGHEST[key])
