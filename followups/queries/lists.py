"""Lists of what is due: the rows themselves, and the buckets they fall into."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from followups.models import FollowUp
from workflow.actor import Actor

BUCKETS = (
    ("overdue", "Overdue"), ("today", "Due today"), ("later", "Due later"), ("late-notes", "Late notes"),
    ("waiting", "Waiting on others"), ("late-others", "Late, waiting on others"),
    ("to-decide", "Waiting for a supervisor's decision"), ("left", "Left by somebody who is gone"),
)  # fmt: skip
# What others owe has its own buckets: it is nobody's lateness here.
OWN = Q(waiting_on="")
LEFT = Q(owner__status=User.Status.DEACTIVATED)
# What nobody but a supervisor decides, what belongs to the team and no person, and a safety flag nobody has answered yet.
DECISIONS = (
    Q(kind=FollowUp.Kind.REVIEW_ACCESS)
    | Q(kind=FollowUp.Kind.SAFETY_FLAG, acknowledged_at__isnull=True)
    | (Q(owner__isnull=True) & ~Q(kind__in=(FollowUp.Kind.ASSIGN, FollowUp.Kind.SCREEN)))
)


def end_of_today(zone: ZoneInfo) -> datetime:
    return datetime.combine(timezone.now().astimezone(zone).date() + timedelta(days=1), time.min, tzinfo=zone)


def open_rows(actor: Actor) -> "QuerySet[FollowUp]":
    rows: QuerySet[FollowUp] = (
        FollowUp.objects.visible_to(actor)
        .filter(status=FollowUp.Status.OPEN)
        .select_related("client", "case", "owner", "team", "offered_to")
    )
    return rows


def in_bucket(bucket: str, zone: ZoneInfo) -> Q:
    now, tomorrow = timezone.now(), end_of_today(zone)
    return {
        "overdue": OWN & Q(due_at__lt=now),
        "today": OWN & Q(due_at__gte=now, due_at__lt=tomorrow),
        "later": OWN & Q(due_at__gte=tomorrow),
        "late-notes": Q(kind=FollowUp.Kind.NOTE, due_at__lt=now),
        "waiting": ~OWN,
        "late-others": ~OWN & Q(due_at__lt=now),
        "to-decide": DECISIONS,
        "left": LEFT,
    }[bucket]


def follow_ups_like(actor: Actor, filters: dict[str, Any], zone: ZoneInfo) -> "QuerySet[FollowUp]":
    """The list behind a number: open follow-ups by bucket, kind, owner or team."""
    rows = open_rows(actor)
    if filters.get("bucket"):
        rows = rows.filter(in_bucket(filters["bucket"], zone))
    given = {name: filters[name] for name in ("kind", "owner", "team", "client") if filters.get(name)}
    return rows.filter(**given)


def with_sight(actor: Actor, rows: list[Any]) -> list[Any]:
    """Mark which clients the actor may see: work on a record that was closed to somebody stays theirs, whose it is does not."""
    ids = {row.client_id for row in rows}
    seen = set(Client.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for row in rows:
        row.client_shown = row.client_id in seen
    return rows
