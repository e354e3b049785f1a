"""The rota of the next days: who is on duty when, and the hours nobody is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import DutyShift, Team, User
from accounts.policy.hours import Hours, Span, without
from accounts.queries.absence import time_off_between
from accounts.queries.agency import closed_days, the_agency

DAYS_AHEAD = 14


@dataclass
class Rota:
    """One team's shifts (with the agency's), and the gaps between them outside office hours."""

    team: Team
    shifts: list[DutyShift] = field(default_factory=list)
    gaps: list[Span] = field(default_factory=list)


@dataclass
class Duty:
    """What the page shows: the agency's own shifts, and each team's rota."""

    since: datetime
    until: datetime
    agency_shifts: list[DutyShift]
    rotas: list[Rota]


def duty_ahead(teams: Iterable[Team], now: datetime) -> Duty:
    """The next 14 days of these teams, in a fixed number of queries."""
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    until, teams = now + timedelta(days=DAYS_AHEAD), list(teams)
    shifts = _shifts(teams, now, until)
    away = _absences({shift.person_id for shift in shifts}, now, until)
    for shift in shifts:
        shift.spans = list(without([(shift.starts_at, shift.ends_at)], away[shift.person_id]))  # type: ignore[attr-defined]  # what is left of it, for the page
        shift.absent = shift.spans != [(shift.starts_at, shift.ends_at)]  # type: ignore[attr-defined]  # said by the page
    office = _office_hours(now, until)
    whole = [shift for shift in shifts if shift.team_id is None]
    return Duty(now, until, whole, [_rota(team, shifts, whole, office, (now, until)) for team in teams])


def _rota(team: Team, shifts: list[DutyShift], whole: list[DutyShift], office: list[Span], span: Span) -> Rota:
    own = [shift for shift in shifts if shift.team_id == team.pk]
    there = [held for shift in (*own, *whole) for held in shift.spans]  # type: ignore[attr-defined]  # what duty_ahead found left of each
    return Rota(team, own, list(without([span], [*there, *office])))


def _shifts(teams: list[Team], since: datetime, until: datetime) -> list[DutyShift]:
    rows = DutyShift.objects.filter(Q(team=None) | Q(team__in=teams), status=DutyShift.Status.PLANNED)
    rows = rows.filter(ends_at__gt=since, starts_at__lt=until, person__status=User.Status.ACTIVE)
    return list(rows.select_related("person", "team").order_by("starts_at", "id"))


def _absences(people: set[UUID], since: datetime, until: datetime) -> dict[UUID, list[Span]]:
    found: dict[UUID, list[Span]] = defaultdict(list)
    for off in time_off_between(people, since, until):
        found[off.user_id].append((off.starts_at, off.ends_at))
    return found


def _office_hours(since: datetime, until: datetime) -> list[Span]:
    """Monday to Friday while the agency's office is open, but for closed days: then the case manager or their coverer answers."""
    agency = the_agency()
    usual = Hours(zone=agency.zone, agency_zone=agency.zone, closed=closed_days(agency), weekly=agency.office_week)
    first = since.astimezone(agency.zone).date()
    return [span for n in range((until - since).days + 2) for span in usual.spans(first + timedelta(days=n))]
