"""The digest: once a day, when a person's own hours begin, how much is due; in the e-mail only the numbers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from accounts.models import Membership, TeamRole, User
from accounts.queries.hours import hours_of
from followups.actions import claims
from followups.models import Delivery, FollowUp, Lane, Rung
from followups.queries.lists import OWN, end_of_today

WHY = "the numbers of a person's own day"
# Planned so early that every zone's morning is still to come.
AHEAD = timedelta(hours=12)
HOLDS = timedelta(hours=8)
To, Channel = Delivery.To, Delivery.Channel


def plan_digests() -> int:
    """Write the digests of the mornings to come; run as often as one likes, for each person and day it is one."""
    now = claims.database_now()
    people = list(_workers())
    hours = hours_of(people)
    rows = []
    for person in people:
        for day in {(now + ahead).astimezone(hours[person.pk].zone).date() for ahead in (timedelta(0), AHEAD)}:
            starts = hours[person.pk].start_of_day(day)
            if starts is not None and now < starts <= now + AHEAD:
                rows += _rows(person, starts, f"digest:{person.pk}:{day.isoformat()}")
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _workers() -> "QuerySet[User]":
    holding = Membership.objects.filter(
        role__in=(TeamRole.CASE_MANAGER, TeamRole.SUPERVISOR), status=Membership.Status.ACTIVE
    ).values("user_id")
    return User.objects.filter(pk__in=holding, status=User.Status.ACTIVE).order_by("pk")


def _rows(person: User, starts: datetime, key: str) -> list[Delivery]:
    return [
        Delivery(
            key=f"{key}:{channel}", rung=Rung.DIGEST, to=To.PERSON, channel=channel, recipient=person, lane=Lane.BULK, due_at=starts,
            wakes_at=starts, expires_at=starts + HOLDS, url="/",
        )
        for channel in (Channel.IN_APP, Channel.EMAIL)
    ]  # fmt: skip


def counts_for(person: User, now: datetime) -> dict[str, int]:
    """How much is due today, overdue, and waiting on others."""
    open_ones = FollowUp.objects.unscoped(WHY).filter(owner=person, status=FollowUp.Status.OPEN)
    zone = hours_of([person])[person.pk].zone
    found: dict[str, int] = open_ones.aggregate(
        today=Count("pk", filter=OWN & Q(due_at__gte=now, due_at__lt=end_of_today(zone))),
        overdue=Count("pk", filter=OWN & Q(due_at__lt=now)),
        waiting=Count("pk", filter=~OWN & Q(due_at__lt=end_of_today(zone))),
    )
    return found


def digest_words(counts: Mapping[str, int]) -> str:
    return f"Due today: {counts['today']}. Overdue: {counts['overdue']}. Waiting on others: {counts['waiting']}."
