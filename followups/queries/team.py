"""Team: what needs the supervisor's decision, how the work is spread, where it drifts. Never a ranking of people."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import Team, TeamRole, User
from accounts.models.time_off import AGREED
from accounts.policy.hours import Hours
from accounts.queries import case_managers_in, the_agency
from clients.models import Case
from clients.models.codes import Language
from clients.queries.caseload import STATES, last_reached, of_high_tier, of_teams, out_of_touch
from followups.models import FollowUp
from followups.queries.absences import asked_about, hours_from
from followups.queries.lists import DECISIONS, LEFT, OWN, with_sight
from workflow.actor import Actor
from workflow.together import together

WHY = "the supervisor's own teams"
SHOWN = 10
LANGUAGES = dict(Language.choices)
Kind = FollowUp.Kind


@dataclass(frozen=True)
class Load:
    """One worker's share, in counts that each open their list."""

    person: User
    open_cases: int = 0
    asked: int = 0
    high_tier: int = 0
    overdue: int = 0
    waiting_late: int = 0
    late_notes: int = 0
    out_of_touch: int = 0
    # When the longest unwritten note was due.
    oldest_note: datetime | None = None
    hours_off: int = 0
    away: bool = False
    covered_by: User | None = None


@dataclass
class TeamDay:
    checked_at: datetime
    teams: list[Team]
    to_decide: list[FollowUp] = field(default_factory=list)
    unassigned: list[Case] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    drift: list[Case] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def everybody(self) -> list[Any]:
        return [*(row for row in self.to_decide if row.client_shown), *self.unassigned, *self.drift]  # type: ignore[attr-defined]  # set by with_sight


def team_day(actor: Actor) -> TeamDay:
    """The supervisor's day over all their teams."""
    team_ids, now = actor.teams(TeamRole.SUPERVISOR), timezone.now()
    cases = Case.objects.unscoped(WHY).filter(team_id__in=team_ids)
    due = FollowUp.objects.unscoped(WHY).filter(team_id__in=team_ids, status=FollowUp.Status.OPEN)
    teams, unassigned, drift, decide, people = together(*_lists(team_ids, due))
    for case in unassigned:
        case.speaks = LANGUAGES.get(case.client.language, case.client.language)
    day = TeamDay(now, teams, to_decide=with_sight(actor, decide), unassigned=unassigned, drift=drift)
    of_cases, of_due = _cases_by_person(cases), _due_by_person(due, now)
    times = _times(people, now)
    day.loads = [Load(person, **_share(of_cases, of_due, person.pk), **times[person.pk]) for person in people]
    day.numbers = _numbers(of_cases, of_due)
    return day


def _lists(team_ids: Any, due: "QuerySet[FollowUp]") -> "list[QuerySet[Any]]":
    """The short lists of the page, in one query."""
    seen, by_touch = of_teams(team_ids), (F("last_reached").asc(nulls_first=True), "id")
    drifting = seen.filter(out_of_touch()).annotate(last_reached=last_reached()).order_by(*by_touch)[:SHOWN]
    decide = due.filter(DECISIONS).select_related("client", "case", "owner", "team", "offered_to")
    return [
        Team.objects.filter(pk__in=team_ids),
        _shown(seen.filter(STATES["unassigned"]).order_by("opened_at", "id")[:SHOWN]).order_by("opened_at", "id"),
        _shown(drifting).order_by(*by_touch),
        decide.order_by("due_at", "id")[:SHOWN],
        case_managers_in(team_ids),
    ]


def _shown(few: "QuerySet[Case]") -> "QuerySet[Case]":
    """These few with what a row shows: who they are is decided from indexes, before anything is joined."""
    rows: QuerySet[Case] = Case.objects.unscoped(WHY).filter(pk__in=few.values("pk")).select_related("client", "case_manager")
    return rows.annotate(last_reached=last_reached())


def _times(people: list[User], now: datetime) -> dict[UUID, dict[str, Any]]:
    """Of each person: whole working hours they are off in this week of theirs, whether they are away now, who covers."""
    agency = the_agency()
    weekly, absences, closures, covers = together(*asked_about(people, agency, now))
    running = [cover for cover in covers if cover.status in AGREED and cover.starts_at <= now and cover.coverer.is_active]
    covered = {cover.away_id: cover.coverer for cover in running}
    hours = hours_from(people, agency, weekly, absences, closures)
    return {
        pk: {"hours_off": _hours_off(own, now), "away": own.is_away(now), "covered_by": covered.get(pk)}
        for pk, own in hours.items()
    }


def _hours_off(hours: Hours, now: datetime) -> int:
    """Working time of Monday to Sunday that time off takes out, rounded to hours."""
    if not hours.absences:
        return 0
    today = now.astimezone(hours.zone).date()
    days = [today + timedelta(days=number - today.weekday()) for number in range(7)]
    usual = Hours(zone=hours.zone, agency_zone=hours.agency_zone, closed=hours.closed, weekly=hours.weekly)
    seconds = sum(_seconds(usual.spans(day)) - _seconds(hours.spans(day)) for day in days)
    return round(seconds / 3600)


def _seconds(spans: list[tuple[datetime, datetime]]) -> float:
    return sum((ends - starts).total_seconds() for starts, ends in spans)


Counts = dict[UUID | None, dict[str, Any]]
OF_CASES = ("open_cases", "asked", "high_tier", "out_of_touch")
OF_DUE = ("overdue", "waiting_late", "late_notes", "oldest_note")
# Each is a number of the page that opens a list.
OF_TEAM = (
    "overdue",
    "waiting_late",
    "late_notes",
    "to_decide",
    "reviews_late",
    "answers_late",
    "promises_late",
    "left_follow_ups",
)


def _cases_by_person(cases: "QuerySet[Case]") -> Counts:
    """Open cases only: what was closed over the years is no part of today's load."""
    return _by_person(
        cases.filter(status=Case.Status.OPEN), "case_manager_id", all=Count("pk"),
        open_cases=Count("pk", filter=Q(accepted_at__isnull=False)), asked=Count("pk", filter=Q(accepted_at__isnull=True)),
        high_tier=Count("pk", filter=of_high_tier()), out_of_touch=Count("pk", filter=out_of_touch()), left=Count("pk", filter=STATES["left"]),
    )  # fmt: skip


def _due_by_person(due: "QuerySet[FollowUp]", now: datetime) -> Counts:
    """What is late of whom: a worker's own, what others owe, and where plans drift."""
    late = Q(due_at__lt=now)
    late_note, others = late & Q(kind=Kind.NOTE), late & ~OWN
    return _by_person(
        due, "owner_id", overdue=Count("pk", filter=late & OWN), waiting_late=Count("pk", filter=others),
        late_notes=Count("pk", filter=late_note), oldest_note=Min("due_at", filter=late_note), to_decide=Count("pk", filter=DECISIONS),
        reviews_late=Count("pk", filter=late & OWN & Q(kind=Kind.REVIEW)), answers_late=Count("pk", filter=others & Q(kind=Kind.PLAN_ANSWER)),
        promises_late=Count("pk", filter=others & Q(kind=Kind.COMMITMENT)), left_follow_ups=Count("pk", filter=LEFT),
    )  # fmt: skip


def _share(of_cases: Counts, of_due: Counts, person: UUID) -> dict[str, Any]:
    cases, due = of_cases.get(person, {}), of_due.get(person, {})
    return {name: cases.get(name, 0) for name in OF_CASES} | {name: due.get(name, 0) or 0 for name in OF_DUE[:3]} | {
        "oldest_note": due.get("oldest_note")
    }  # fmt: skip


def _numbers(of_cases: Counts, of_due: Counts) -> dict[str, int]:
    """The team's numbers are the sums of its people's and of what nobody has yet."""
    nobody = of_cases.get(None, {}).get("all", 0)
    return {
        "open": _sum(of_cases, "all"), "unassigned": nobody, "asked": _sum(of_cases, "asked") - nobody,
        "out_of_touch": _sum(of_cases, "out_of_touch"), "left_cases": _sum(of_cases, "left"),
        **{name: _sum(of_due, name) for name in OF_TEAM},
    }  # fmt: skip


def _sum(counts: Counts, name: str) -> int:
    return sum(row[name] for row in counts.values())


def _by_person(rows: "QuerySet[Any]", key: str, **counts: Any) -> Counts:
    grouped = rows.order_by().values(key).annotate(**counts)
    return {row.pop(key): row for row in grouped}
