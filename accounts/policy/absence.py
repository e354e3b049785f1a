"""Who sees and changes working hours, time off, covers and the duty rota."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Membership, TeamRole
from accounts.policy.administration import ADMINISTRATOR
from workflow.actor import Actor

SUPERVISOR = TeamRole.SUPERVISOR.value


def people_of(teams: frozenset[UUID]) -> "QuerySet[Any]":
    """Ids of those who hold a role in one of these teams now."""
    return Membership.objects.filter(team_id__in=teams, status=Membership.Status.ACTIVE).values("user_id")


def supervises_person(actor: Actor, person_id: UUID) -> bool:
    teams = actor.teams(SUPERVISOR)
    return bool(teams) and people_of(teams).filter(user_id=person_id).exists()


def time_off_visibility(actor: Actor) -> Q:
    """One's own; of one's teams for a supervisor; everybody's dates for an administrator and for what runs unattended."""
    if actor.is_system or actor.has(ADMINISTRATOR):
        return Q()
    if not actor.is_person:
        return Q(pk__in=())
    teams = actor.teams(SUPERVISOR)
    return Q(user_id=actor.id) | (Q(user_id__in=people_of(teams)) if teams else Q(pk__in=()))


def cover_visibility(actor: Actor) -> Q:
    """The one away, the coverer, and supervisors of either. Not the administrator: a hand-over note is about clients."""
    if actor.is_system:
        return Q()
    if not actor.is_person:
        return Q(pk__in=())
    seen = Q(away_id=actor.id) | Q(coverer_id=actor.id)
    if teams := actor.teams(SUPERVISOR):
        seen |= Q(away_id__in=people_of(teams)) | Q(coverer_id__in=people_of(teams))
    return seen


def duty_visibility(actor: Actor) -> Q:
    """The rota is for everybody who works here; a partner's system has no use for it."""
    return Q() if actor.is_system or actor.is_person else Q(pk__in=())
