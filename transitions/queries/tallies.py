"""Counting the measures of transitions: each number, and the stays behind it by the same rule."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from accounts.models import Team, TeamRole
from transitions.models import Clock, Transition
from transitions.models.codes import DIED, Setting
from transitions.queries.measures import (
    BY_KEY,
    CONTINUED,
    DECEASED,
    INPATIENT,
    MEASURES,
    NO_STAY,
    PLANNED_RETURN,
    READMISSION,
    RETURN_DAYS,
    TIERS,
    UNKNOWN,
    Asked,
    Tally,
)
from workflow.actor import Actor


def since(days: int) -> datetime:
    """The first moment of the period: so many days before today, by the agency's calendar."""
    return midnight(days)


def midnight(days_ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=days_ago), time.min))


def of_clocks(now: datetime) -> dict[str, Q]:
    running = Q(status=Clock.Status.RUNNING)
    late = Q(status=Clock.Status.MET, late=True) | Q(status=Clock.Status.MISSED) | running & Q(due_at__lt=now)
    return {"met": Q(status=Clock.Status.MET, late=False), "not_met": late, "open": running & Q(due_at__gte=now)}


def of_returns() -> dict[str, Q]:
    """Who has not come back is counted when the 30 days are over, and not before."""
    back, recent = Q(status=Transition.Status.READMITTED), Q(discharged_at__gte=midnight(RETURN_DAYS))
    return {"met": back, "not_met": ~back & ~recent, "open": ~back & recent}


def tallies(actor: Actor, asked: Asked) -> list[Tally]:
    """All measures of each group in one query; without a grouping one total each."""
    names = labels(actor, asked.by)
    clocks = _counted(_clocks(actor, asked), "transition__", asked.by, of_clocks(timezone.now()))
    returns = _counted(_discharges(actor, asked), "", asked.by, of_returns())
    rows = [row for row in clocks.union(returns, all=True) if row["met"] + row["not_met"] + row["open"]]
    found = [Tally(BY_KEY[row.pop("measure")], label=names.get(row["group"], row["group"]), asked=asked, **row) for row in rows]
    return sorted(found, key=lambda tally: (tally.label, tally.group, MEASURES.index(tally.measure)))


def labels(actor: Actor, by: str) -> dict[str, str]:
    if by == "team":
        return teams_of(actor)
    return {UNKNOWN: "Not known then", **TIERS} if by == "tier" else {}


def teams_of(actor: Actor) -> dict[str, str]:
    rows = Team.objects.filter(pk__in=actor.teams(TeamRole.SUPERVISOR)).order_by("name", "id")
    return {str(team.pk): team.name for team in rows}


def stays_behind(actor: Actor, asked: Asked, measure: str, outcome: str, group: str = "") -> "QuerySet[Transition]":
    """The stays behind one number, by the same rule that counted them."""
    rows = _of_group(_stays(actor, asked), "", asked.by, group)
    if measure == READMISSION:
        return rows.filter(pk__in=_discharges(actor, asked).filter(of_returns()[outcome]).values("pk"))
    clocks = _clocks(actor, asked).filter(of_clocks(timezone.now())[outcome], measure=measure)
    return rows.filter(pk__in=clocks.values("transition_id"))


def _stays(actor: Actor, asked: Asked) -> "QuerySet[Any]":
    teams = actor.teams(TeamRole.SUPERVISOR)
    if asked.team:
        teams = frozenset(team for team in teams if str(team) == asked.team)
    rows: QuerySet[Any] = Transition.objects.visible_to(actor).filter(case__team_id__in=teams)
    if asked.facility:
        rows = rows.filter(facility__icontains=asked.facility)
    if asked.tier:
        rows = rows.filter(tier_then=None if asked.tier == UNKNOWN else int(asked.tier))
    return rows.filter(discharged_at__gte=since(asked.days)).exclude(status__in=NO_STAY)


def _discharges(actor: Actor, asked: Asked) -> "QuerySet[Any]":
    """Left an inpatient place alive, not for another one or a hospice, and with no return planned."""
    rows = _stays(actor, asked).filter(from_setting__in=INPATIENT).exclude(to_setting__in=(*INPATIENT, Setting.HOSPICE))
    return rows.exclude(disposition__in=(*DIED, *PLANNED_RETURN)).annotate(measure=Value(READMISSION, TextField()))


def _clocks(actor: Actor, asked: Asked) -> "QuerySet[Any]":
    told = Concat("protocol__key", Value(":"), "key", output_field=TextField())
    rows = (
        Clock.objects.visible_to(actor).annotate(measure=told).filter(measure__in=[key for key in BY_KEY if key != READMISSION])
    )
    stays = _stays(actor, asked).values("pk")
    return rows.filter(transition_id__in=stays).exclude(DECEASED).exclude(CONTINUED)


def _counted(rows: "QuerySet[Any]", to: str, by: str, outcomes: dict[str, Q]) -> "QuerySet[Any, Any]":
    counts = {name: Count("pk", filter=asked) for name, asked in outcomes.items()}
    return rows.annotate(group=_group(to, by)).values("measure", "group").annotate(**counts).order_by()


def _of_group(rows: "QuerySet[Any]", to: str, by: str, group: str) -> "QuerySet[Any]":
    return rows.annotate(group=_group(to, by)).filter(group=group) if by and group else rows


def _group(to: str, by: str) -> Any:
    """As text: the team, the facility, or the tier of the case at the discharge."""
    if by == "team":
        return Cast(f"{to}case__team_id", TextField())
    if by == "facility":
        return Cast(f"{to}facility", TextField())
    known = Coalesce(Cast(f"{to}tier_then", CharField()), Value(UNKNOWN), output_field=TextField())
    return known if by else Value("", TextField())


def cells(found: Iterable[Tally]) -> Iterable[tuple[Any, ...]]:
    """For a spreadsheet: counts only, no client is named."""
    return (
        (t.label, t.measure.label, t.met, t.counted, "" if t.share is None else t.share, t.open, t.measure.source) for t in found
    )
