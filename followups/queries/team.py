"""Team: what needs the supervisor's decision, how the work is spread, where it drifts. Never a ranking of people."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from accounts.models import Team, TeamRole, User
from accounts.queries import case_managers_in
from clients.models import Case
from clients.queries.caseload import STATES, last_reached, of_high_tier, out_of_touch
from followups.models import FollowUp
from followups.queries.lists import OWN
from workflow.actor import Actor

WHY = "the supervisor's own teams"
SHOWN = 10


@dataclass(frozen=True)
class Load:
    """One worker's share, in counts that each open their list."""

    person: User
    open_cases: int = 0
    asked: int = 0
    high_tier: int = 0
    overdue: int = 0
    late_notes: int = 0
    out_of_touch: int = 0


@dataclass
class TeamDay:
    checked_at: datetime
    teams: list[Team]
    unassigned: list[Case] = field(default_factory=list)
    to_review: list[FollowUp] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    drift: list[Case] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)


def team_day(actor: Actor) -> TeamDay:
    """The supervisor's day over all their teams."""
    team_ids = actor.teams(TeamRole.SUPERVISOR)
    now = timezone.now()
    day = TeamDay(checked_at=now, teams=list(Team.objects.filter(pk__in=team_ids)))
    cases = Case.objects.unscoped(WHY).filter(team_id__in=team_ids)
    due = FollowUp.objects.unscoped(WHY).filter(team_id__in=team_ids, status=FollowUp.Status.OPEN)
    seen = cases.filter(client__restricted=False).select_related("client", "case_manager").annotate(last_reached=last_reached())
    day.unassigned = list(seen.filter(STATES["unassigned"]).order_by("opened_at", "id")[:SHOWN])
    longest_first = F("last_reached").asc(nulls_first=True)
    day.drift = list(seen.filter(out_of_touch()).order_by(longest_first, "id")[:SHOWN])
    day.to_review = list(due.filter(kind=FollowUp.Kind.REVIEW_ACCESS).select_related("client").order_by("due_at")[:SHOWN])
    of_cases, of_due = _cases_by_person(cases), _due_by_person(due, now)
    day.loads = [Load(person, **_share(of_cases, of_due, person.pk)) for person in case_managers_in(team_ids)]
    day.numbers = _numbers(of_cases, of_due)
    return day


Counts = dict[UUID | None, dict[str, int]]
OF_CASES = ("open_cases", "asked", "high_tier", "out_of_touch")
OF_DUE = ("overdue", "late_notes")


def _cases_by_person(cases: "QuerySet[Case]") -> Counts:
    """Open cases only: what was closed over the years is no part of today's load."""
    return _by_person(
        cases.filter(status=Case.Status.OPEN), "case_manager_id", all=Count("pk"),
        open_cases=Count("pk", filter=Q(accepted_at__isnull=False)), asked=Count("pk", filter=Q(accepted_at__isnull=True)),
        high_tier=Count("pk", filter=of_high_tier()), out_of_touch=Count("pk", filter=out_of_touch()),
    )  # fmt: skip


def _due_by_person(due: "QuerySet[FollowUp]", now: datetime) -> Counts:
    return _by_person(
        due, "owner_id", overdue=Count("pk", filter=OWN & Q(due_at__lt=now)),
        late_notes=Count("pk", filter=Q(due_at__lt=now, kind=FollowUp.Kind.NOTE)),
        to_review=Count("pk", filter=Q(kind=FollowUp.Kind.REVIEW_ACCESS)),
    )  # fmt: skip


def _share(of_cases: Counts, of_due: Counts, person: UUID) -> dict[str, int]:
    cases, due = of_cases.get(person, {}), of_due.get(person, {})
    return {name: cases.get(name, 0) for name in OF_CASES} | {name: due.get(name, 0) for name in OF_DUE}


def _numbers(of_cases: Counts, of_due: Counts) -> dict[str, int]:
    """The team's numbers are the sums of its people's and of what nobody has yet."""
    nobody = of_cases.get(None, {}).get("all", 0)
    return {
        "open": _sum(of_cases, "all"), "unassigned": nobody, "asked": _sum(of_cases, "asked") - nobody,
        "out_of_touch": _sum(of_cases, "out_of_touch"), "overdue": _sum(of_due, "overdue"),
        "late_notes": _sum(of_due, "late_notes"), "to_review": _sum(of_due, "to_review"),
    }  # fmt: skip


def _sum(counts: Counts, name: str) -> int:
    return sum(row[name] for row in counts.values())


def _by_person(rows: "QuerySet[Any]", key: str, **counts: Count) -> Counts:
    grouped = rows.order_by().values(key).annotate(**counts)
    return {row.pop(key): row for row in grouped}
