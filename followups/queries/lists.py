"""Lists of what is due: the rows themselves, and the buckets they fall into."""

from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import TeamRole, User
from clients.models import Case, Client
from clients.policy.sight import within_reach
from followups.models import FollowUp
from followups.policy.follow_ups import own_or_of_teams
from workflow.actor import Actor

BUCKETS = (
    ("overdue", "Overdue"), ("today", "Due today"), ("later", "Due later"), ("late-notes", "Late notes"),
    ("waiting", "Waiting on others"), ("late-others", "Late, waiting on others"),
    ("to-decide", "Waiting for a supervisor's decision"), ("left", "Left by somebody who is gone"),
)  # fmt: skip
# What others owe has its own buckets: it is nobody's lateness here.
OWN = Q(waiting_on="")
LEFT = Q(owner__status=User.Status.DEACTIVATED)
WHERE_TO_START = "telling the database where to start; what is seen is decided by visible_to"
# An index stands for it: what nobody but a supervisor decides, what belongs to the team and no person, and a safety flag nobody has answered yet.
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
        .filter(_where_to_start(actor), status=FollowUp.Status.OPEN)
        .select_related("client", "case", "owner", "team", "offered_to")
    )
    return rows


def _where_to_start(actor: Actor) -> Q:
    """True of every open row the actor sees.

    Looking through everything that is due until a page is full would read all of it for whoever has little of it.
    Supervisors have much of it, and a page is soon full; of all that others may see, intake leaves out the clients
    with an open case at once, and a case manager starts from the ids of the few rows of their clients and their own.
    """
    if not actor.is_person or actor.has(TeamRole.SUPERVISOR):
        return Q()
    ways = [Q(client_id__in=within_reach(actor)), *own_or_of_teams(actor)]
    if actor.has(TeamRole.INTAKE):
        opened = Case.objects.unscoped(WHERE_TO_START).filter(client_id=OuterRef("client_id"), status=Case.Status.OPEN)
        return reduce(or_, ways, Q(~Exists(opened)))
    rows = FollowUp.objects.unscoped(WHERE_TO_START).filter(status=FollowUp.Status.OPEN)
    first, *others = (rows.filter(way).values_list("pk", flat=True) for way in ways)
    return Q(pk__in=list(first.union(*others)))


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
