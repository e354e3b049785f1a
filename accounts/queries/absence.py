"""Who is or will be away, who can cover for them, and the lists of time off and covers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import Cover, Membership, TeamRole, TimeOff, User
from accounts.models.time_off import AGREED
from accounts.policy.absence import people_of
from workflow.actor import Actor

WHY = "whether somebody is away or covers at a time is no secret within the agency"
COVERERS = (TeamRole.CASE_MANAGER, TeamRole.SUPERVISOR)
COMING = timedelta(days=60)
UNFINISHED = (Cover.Status.PROPOSED, *AGREED)


def time_off_between(people: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> "QuerySet[TimeOff]":
    """Time off of these people that touches [starts_at, ends_at), the earliest first; cancelled ones do not count."""
    rows: QuerySet[TimeOff] = TimeOff.objects.unscoped(WHY).exclude(status=TimeOff.Status.CANCELLED)
    return rows.filter(user_id__in=list(people), starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("starts_at")


def covers_between(starts_at: datetime, ends_at: datetime, **which: Any) -> "QuerySet[Cover]":
    """Covers that are asked for, agreed or running and touch [starts_at, ends_at)."""
    rows: QuerySet[Cover] = Cover.objects.unscoped(WHY).filter(status__in=UNFINISHED, **which)
    return rows.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).select_related("away", "coverer").order_by("starts_at")


def possible_coverers(away_id: UUID, *, everybody: bool = False) -> "QuerySet[User]":
    """Active case managers and supervisors of the teams of the one away, or (with a supervisor's word) of all teams."""
    held = Membership.objects.filter(role__in=COVERERS, status=Membership.Status.ACTIVE)
    if not everybody:
        own = Membership.objects.filter(user_id=away_id, status=Membership.Status.ACTIVE, team__isnull=False)
        held = held.filter(team_id__in=own.values("team_id"))
    return User.objects.filter(pk__in=held.values("user_id"), status=User.Status.ACTIVE).order_by("name")


def with_covers(actor: Actor, rows: "QuerySet[TimeOff]") -> "QuerySet[TimeOff]":
    """Time off with its person, and those of its covers that the actor sees, each with its people."""
    covers = Cover.objects.visible_to(actor).select_related("coverer", "away")
    return rows.select_related("user").prefetch_related(Prefetch("covers", covers.order_by("starts_at", "id")))


def own_time_off(actor: Actor) -> "QuerySet[TimeOff]":
    return with_covers(actor, TimeOff.objects.visible_to(actor).filter(user_id=actor.own_id)).order_by("-starts_at", "-id")


def covers_of(actor: Actor) -> "QuerySet[Cover]":
    """What somebody is asked to cover, will cover or covers, the earliest first."""
    rows: QuerySet[Cover] = Cover.objects.visible_to(actor).filter(coverer_id=actor.id, status__in=UNFINISHED)
    return rows.filter(ends_at__gt=timezone.now()).select_related("away", "coverer", "time_off").order_by("starts_at", "id")


def team_time_off(actor: Actor) -> "QuerySet[TimeOff]":
    """Who of one's teams is away or will be within 60 days."""
    now = timezone.now()
    rows = TimeOff.objects.visible_to(actor).filter(user_id__in=people_of(actor.teams(TeamRole.SUPERVISOR)))
    rows = rows.filter(status__in=(TimeOff.Status.PLANNED, TimeOff.Status.BEGUN), ends_at__gt=now, starts_at__lt=now + COMING)
    return with_covers(actor, rows).order_by("starts_at", "id")


def unread_returns(user_id: UUID) -> "QuerySet[Any]":
    """Time off whose summary still waits for its reader."""
    rows: QuerySet[TimeOff] = TimeOff.objects.unscoped("one's own")
    return rows.filter(user_id=user_id, status=TimeOff.Status.ENDED, summary_read_at__isnull=True).values_list("pk", flat=True)
