"""Hours, time off and covers of several people in one query, for pages that show them beside the work."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import Agency, Cover, TimeOff, User, WorkingHours
from accounts.models.time_off import AGREED
from accounts.policy.hours import Hours
from accounts.queries import closed_days

WHY = "when people of a team work is no secret within it"
# Cover that begins within this time is told.
SOON = timedelta(days=7)
# A week that is shown begins at most so long ago.
THIS_WEEK = timedelta(days=8)


def asked_about(people: Sequence[User], agency: Agency, now: datetime) -> "list[QuerySet[Any]]":
    """What `hours_from` wants, and the covers near now: for `together`, with whatever else the page asks."""
    mine = Q(away__in=people) | Q(coverer__in=people)
    near = Cover.objects.unscoped(WHY).filter(mine, status__in=(*AGREED, Cover.Status.PROPOSED), ends_at__gt=now)
    away = TimeOff.objects.unscoped(WHY).filter(user__in=people, ends_at__gt=now - THIS_WEEK)
    return [
        WorkingHours.objects.filter(user__in=people),
        away.exclude(status=TimeOff.Status.CANCELLED),
        agency.closures.filter(day__gte=(now - THIS_WEEK).date()),
        near.filter(starts_at__lt=now + SOON).select_related("away", "coverer").order_by("starts_at", "id"),
    ]


def hours_from(
    people: Sequence[User], agency: Agency, weekly: list[Any], absences: list[Any], closures: list[Any]
) -> dict[UUID, Hours]:
    """The working time of each, as accounts.queries.hours_of has it, from rows that were read already."""
    spans, away = defaultdict(list), defaultdict(list)
    for row in weekly:
        spans[row.user_id].append((row.weekday, row.starts, row.ends))
    for row in absences:
        away[row.user_id].append((row.starts_at, row.ends_at))
    closed = closed_days(agency, [row.day for row in closures])
    return {
        person.pk: Hours(
            zone=ZoneInfo(person.time_zone), agency_zone=agency.zone, closed=closed, opens=agency.office_opens,
            weekly=spans[person.pk] or agency.office_week, absences=away[person.pk],
        )
        for person in people
    }  # fmt: skip
