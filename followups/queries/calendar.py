"""One's week: working hours, time off, and what is due on each day; and the same for a calendar programme."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Agency, User
from accounts.policy.hours import Hours, Span
from accounts.queries import actor_for
from accounts.queries.hours import hours_for
from followups.models import CalendarFeed, FollowUp
from followups.queries.lists import with_sight
from workflow.actor import Actor
from workflow.business_days import end_of_day

DAYS, MOST = 7, 300
# What a calendar programme is told: a week back, so that what is late does not vanish, and two months ahead.
BACK, AHEAD = timedelta(days=7), timedelta(days=62)
WHY = "one's own follow-ups"


@dataclass
class Day:
    day: date
    spans: list[Span]
    is_closed: bool
    is_away: bool
    is_today: bool
    rows: list[FollowUp] = field(default_factory=list)


@dataclass
class Week:
    days: list[Day]
    hours: Hours
    cut: bool

    def everybody(self) -> list[Any]:
        return [row for day in self.days for row in day.rows if row.client_shown]  # type: ignore[attr-defined]  # set by with_sight

    @property
    def before(self) -> date:
        return self.days[0].day - timedelta(days=DAYS)

    @property
    def after(self) -> date:
        return self.days[0].day + timedelta(days=DAYS)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(actor: Actor, person: User, agency: Agency, first: date) -> Week:
    """Seven days from `first`, in the agency's days, which deadlines are counted in."""
    hours, today = hours_for(person), timezone.now().astimezone(agency.zone).date()
    starts, ends = (datetime.combine(day, time.min, tzinfo=agency.zone) for day in (first, first + timedelta(days=DAYS)))
    rows = list(_due(actor, starts, ends)[: MOST + 1])
    days = [_day(hours, first + timedelta(days=number), today) for number in range(DAYS)]
    for row in with_sight(actor, rows[:MOST]):
        days[(row.due_at.astimezone(agency.zone).date() - first).days].rows.append(row)
    return Week(days, hours, cut=len(rows) > MOST)


def _day(hours: Hours, day: date, today: date) -> Day:
    spans, noon = hours.spans(day), datetime.combine(day, time(12), tzinfo=hours.zone)
    return Day(day, spans, hours.closed(day), hours.is_away(noon), day == today)


def _due(actor: Actor, starts: datetime, ends: datetime) -> "QuerySet[FollowUp]":
    rows: QuerySet[FollowUp] = FollowUp.objects.unscoped(WHY).filter(
        owner_id__in=actor.acts_for, status=FollowUp.Status.OPEN, due_at__gte=starts, due_at__lt=ends
    )
    return rows.select_related("client").order_by("due_at", "id")


def active_feed(person_id: Any) -> CalendarFeed | None:
    found: CalendarFeed | None = (
        CalendarFeed.objects.unscoped("one's own address").filter(user_id=person_id, status=CalendarFeed.Status.ACTIVE).first()
    )
    return found


def fed_by(fingerprint: str) -> User | None:
    """Whose calendar an address opens: an active one of somebody who still works here."""
    feeds = CalendarFeed.objects.unscoped("the secret of the address is the key").filter(
        fingerprint=fingerprint, status=CalendarFeed.Status.ACTIVE, user__status=User.Status.ACTIVE
    )
    feed: CalendarFeed | None = feeds.select_related("user").first()
    return feed.user if feed else None


def fed_rows(person: User) -> "list[FollowUp]":
    now = timezone.now()
    return list(_due(actor_for(person, "api"), now - BACK, now + AHEAD)[:MOST])


def has_no_hour(row: FollowUp, agency: Agency) -> bool:
    """Due by the end of its day, and so a matter of the whole day."""
    local = row.due_at.astimezone(agency.zone)
    return local == end_of_day(local.date(), agency.zone)
