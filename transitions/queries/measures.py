"""Measures of transitions: how many discharges of a period were followed up in time, each a numerator over an exact denominator.

Counted are stays of the supervisor's own teams that ended in the period. A step that was not needed is in no denominator; one
whose time is not over is *open* and not counted yet; one that was met late, missed or has run out counts as not in time.
Failed attempts are no contact here: they let CMS pay for the service, and still nobody was reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from accounts.models import Team, TeamRole
from transitions.models import Clock, Transition
from transitions.models.codes import DIED, Disposition, Setting
from workflow.actor import Actor

PERIODS = (30, 90, 180, 365)
PERIOD = 90
GROUPINGS = {"team": "Team", "facility": "Facility", "tier": "Tier"}
OUTCOMES = {"1": "met", "0": "not_met", "open": "open"}
READMISSION = "readmission"
# Days after the discharge in which a return counts (CMS, 30-day readmission; HEDIS, Plan All-Cause Readmissions).
RETURN_DAYS = 30
# Acute and non-acute stays (HEDIS TRC); who goes on to another such place is moved and has not gone home.
INPATIENT = (Setting.HOSPITAL, Setting.PSYCHIATRIC, Setting.REHABILITATION, Setting.LONG_TERM_HOSPITAL, Setting.SNF)
PLANNED_RETURN = (Disposition.HOME_RETURNING, Disposition.HOME_HEALTH_RETURNING)
NO_STAY = (Transition.Status.ANTICIPATED, Transition.Status.CANCELLED)
# Neither can be reported for somebody who died inside the 30 days (CMS; HEDIS asks for enrolment through day 30).
DECEASED = Q(transition__status=Transition.Status.DECEASED)
# HEDIS takes the last discharge of those that follow each other within 30 days.
CONTINUED = Q(transition__status=Transition.Status.READMITTED, protocol__key="trc")


@dataclass(frozen=True)
class Measure:
    """What is counted, in words, and whose rule it is."""

    key: str
    label: str
    source: str


MEASURES = (
    Measure("tcm:contact", "Contact in time", "Within 2 business days after the discharge (CMS, TCM, CPT 99495 and 99496)"),
    Measure(
        "tcm:visit", "Visit in time", "Within 7 days when decisions are highly complex, else 14 (CMS, TCM, CPT 99496 and 99495)"
    ),
    Measure(
        READMISSION, "Readmitted", "Unplanned, within 30 days after the discharge; fewer is better (CMS, 30-day readmission)"
    ),
    Measure("trc:admission", "Notice of admission", "On the day of the admission or within 2 days after it (HEDIS TRC)"),
    Measure("trc:information", "Discharge information", "On the day of the discharge or within 2 days after it (HEDIS TRC)"),
    Measure("trc:engagement", "Client engaged", "Within 30 days after the discharge, not on its day (HEDIS TRC)"),
    Measure("trc:medicines", "Medicines reconciled", "From the day of the discharge through 30 days after it (HEDIS TRC)"),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True)
class Tally:
    """One measure of one group: met of so many whose time is over, and how many are still open."""

    measure: Measure
    group: str
    label: str
    met: int = 0
    not_met: int = 0
    open: int = 0

    @property
    def counted(self) -> int:
        return self.met + self.not_met

    @property
    def share(self) -> int | None:
        """In whole per cent; none where nothing is counted yet."""
        return round(100 * self.met / self.counted) if self.counted else None


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


def tallies(actor: Actor, days: int, by: str = "") -> list[Tally]:
    """All measures of each group in one query; without a grouping one total each."""
    names = labels(actor, by)
    clocks = _counted(_clocks(actor, days), "transition__", by, of_clocks(timezone.now()))
    returns = _counted(_discharges(actor, days), "", by, of_returns())
    rows = [row for row in clocks.union(returns, all=True) if row["met"] + row["not_met"] + row["open"]]
    found = [Tally(BY_KEY[row.pop("measure")], label=names.get(row["group"], row["group"]), **row) for row in rows]
    return sorted(found, key=lambda tally: (tally.label, tally.group, MEASURES.index(tally.measure)))


def labels(actor: Actor, by: str) -> dict[str, str]:
    if by == "team":
        return {str(team.pk): team.name for team in Team.objects.filter(pk__in=actor.teams(TeamRole.SUPERVISOR))}
    return {"": "No tier yet", **{str(tier): f"Tier {tier}" for tier in range(1, 5)}} if by == "tier" else {}


def stays_behind(actor: Actor, days: int, measure: str, outcome: str, by: str, group: str) -> "QuerySet[Transition]":
    """The stays behind one number, by the same rule that counted them."""
    rows = _of_group(_stays(actor, days), "", by, group)
    if measure == READMISSION:
        return rows.filter(pk__in=_discharges(actor, days).filter(of_returns()[outcome]).values("pk"))
    clocks = _clocks(actor, days).filter(of_clocks(timezone.now())[outcome], measure=measure)
    return rows.filter(pk__in=clocks.values("transition_id"))


def _stays(actor: Actor, days: int) -> "QuerySet[Any]":
    rows = Transition.objects.visible_to(actor).filter(case__team_id__in=actor.teams(TeamRole.SUPERVISOR))
    return rows.filter(discharged_at__gte=since(days)).exclude(status__in=NO_STAY)  # type: ignore[no-any-return]  # the manager is typed loosely


def _discharges(actor: Actor, days: int) -> "QuerySet[Any]":
    """Left an inpatient place alive, not for another one or a hospice, and with no return planned."""
    rows = _stays(actor, days).filter(from_setting__in=INPATIENT).exclude(to_setting__in=(*INPATIENT, Setting.HOSPICE))
    return rows.exclude(disposition__in=(*DIED, *PLANNED_RETURN)).annotate(measure=Value(READMISSION, TextField()))


def _clocks(actor: Actor, days: int) -> "QuerySet[Any]":
    told = Concat("protocol__key", Value(":"), "key", output_field=TextField())
    rows = (
        Clock.objects.visible_to(actor).annotate(measure=told).filter(measure__in=[key for key in BY_KEY if key != READMISSION])
    )
    stays = _stays(actor, days).values("pk")
    return rows.filter(transition_id__in=stays).exclude(DECEASED).exclude(CONTINUED)  # type: ignore[no-any-return]  # the manager is typed loosely


def _counted(rows: "QuerySet[Any]", to: str, by: str, outcomes: dict[str, Q]) -> "QuerySet[Any, Any]":
    counts = {name: Count("pk", filter=asked) for name, asked in outcomes.items()}
    return rows.annotate(group=_group(to, by)).values("measure", "group").annotate(**counts).order_by()


def _of_group(rows: "QuerySet[Any]", to: str, by: str, group: str) -> "QuerySet[Any]":
    return rows.annotate(group=_group(to, by)).filter(group=group) if by else rows


def _group(to: str, by: str) -> Any:
    """As text: the team, the facility, or the tier that counts today for the case."""
    if by == "team":
        return Cast(f"{to}case__team_id", TextField())
    if by == "facility":
        return Cast(f"{to}facility", TextField())
    return Coalesce(Cast(_tier(to), CharField()), Value(""), output_field=TextField()) if by else Value("", TextField())


def _tier(to: str) -> Choice:
    ended = When(**{f"{to}case__tier_until__lt": timezone.localdate()}, then=F(f"{to}case__tier_then"))
    return Choice(ended, default=F(f"{to}case__tier"))


def cells(found: Iterable[Tally]) -> Iterable[tuple[Any, ...]]:
    """For a spreadsheet: counts only, no client is named."""
    return (
        (t.label, t.measure.label, t.met, t.counted, "" if t.share is None else t.share, t.open, t.measure.source) for t in found
    )
