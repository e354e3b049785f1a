"""The scores taken for a stay, and the open transitions by them."""

from datetime import datetime
from typing import Any

from django.db.models import Case, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate
from django.utils import timezone

from assessments.models import Assessment
from transitions.models import Transition
from transitions.queries.page import with_clocks
from transitions.queries.risk import HOSPITAL, LACE
from workflow.actor import Actor

OPEN = (Transition.Status.ADMITTED, Transition.Status.DISCHARGED)
FINAL = (Assessment.Status.COMPLETED, Assessment.Status.AMENDED)
SHOWN = 50
TITLES = {LACE: "LACE", HOSPITAL: "HOSPITAL"}
# The highest that each rule can give; a share of it sets the two side by side inside one band.
HIGHEST = {LACE: 19.0, HOSPITAL: 13.0}


def newest_scores(actor: Actor, stay: Transition, until: datetime | None = None) -> dict[str, Assessment]:
    """The newest finished LACE and HOSPITAL since this stay began, and before the next one did."""
    if (began := stay.admitted_at or stay.discharged_at) is None:
        return {}
    rows = Assessment.objects.visible_to(actor).filter(
        client_id=stay.client_id, instrument_key__in=TITLES, status__in=FINAL, assessed_on__gte=timezone.localdate(began)
    )
    if until is not None:
        rows = rows.filter(assessed_on__lt=timezone.localdate(until))
    found: dict[str, Assessment] = {}
    for one in rows.defer("answers").order_by("-assessed_on", "-id")[:SHOWN]:
        found.setdefault(one.instrument_key, one)
    return found


def by_risk(actor: Actor, status: str = "", facility: str = "") -> tuple[list[Any], bool]:
    """Open transitions, the highest band first and then the highest share of the points; unscored last. And whether there are more."""
    rows: QuerySet[Any] = Transition.objects.visible_to(actor).filter(status__in=[status] if status in OPEN else OPEN)
    if facility:
        rows = rows.filter(facility__icontains=facility)
    ranked = _ranked(_scored(rows, actor)).select_related("client", "case__case_manager")
    found = list(ranked.order_by(F("rank").desc(nulls_last=True), F("share").desc(nulls_last=True), "-id")[: SHOWN + 1])
    shown = found[:SHOWN]
    with_clocks(actor, shown)
    for one in shown:
        one.next_clock = next((clock for clock in one.clock_rows if clock.status == "running"), None)
    return shown, len(found) > SHOWN


def _scored(rows: "QuerySet[Any]", actor: Actor) -> "QuerySet[Any]":
    rows = rows.annotate(began=TruncDate(Coalesce("admitted_at", "discharged_at")))
    return rows.annotate(lace=_newest(actor, LACE), hospital=_newest(actor, HOSPITAL))


def _newest(actor: Actor, key: str) -> Subquery:
    taken = Assessment.objects.visible_to(actor).filter(
        client_id=OuterRef("client_id"), instrument_key=key, status__in=FINAL, assessed_on__gte=OuterRef("began")
    )
    return Subquery(taken.order_by("-assessed_on", "-id").values("total")[:1])


def _ranked(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Bands: LACE low 0-4, moderate 5-9, high 10-19; HOSPITAL low 0-4, intermediate 5-6, high 7-13."""
    rank = Case(
        When(Q(lace__gte=10) | Q(hospital__gte=7), then=Value(3)),
        When(Q(lace__gte=5) | Q(hospital__gte=5), then=Value(2)),
        When(Q(lace__isnull=False) | Q(hospital__isnull=False), then=Value(1)),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank, share=Greatest(_share("lace", LACE), _share("hospital", HOSPITAL)))


def _share(name: str, key: str) -> Any:
    return Cast(F(name), FloatField()) / Value(HIGHEST[key])
