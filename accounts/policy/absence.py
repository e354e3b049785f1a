"""Who sees and changes working hours, time off, covers and the duty rota."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Cover, DutyShift, Membership, TeamRole, TimeOff, User
from accounts.policy.administration import ADMINISTRATOR
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if

SUPERVISOR = TeamRole.SUPERVISOR.value


def people_of(teams: frozenset[UUID]) -> "QuerySet[Any]":
    """Ids of those who hold a role in one of these teams now."""
    return Membership.objects.filter(team_id__in=teams, status=Membership.Status.ACTIVE).values("user_id")


def know_teams(people: list[Any]) -> None:
    """Foresight: the teams of all these people in one query, before each is asked about."""
    if all(hasattr(person, "known_teams") for person in people):
        return
    held = Membership.objects.filter(user__in=people, team__isnull=False, status=Membership.Status.ACTIVE)
    teams: dict[UUID, set[UUID | None]] = {person.pk: set() for person in people}
    for user_id, team_id in held.values_list("user_id", "team_id"):
        teams[user_id].add(team_id)
    for person in people:
        person.known_teams = teams[person.pk]


def supervises_person(actor: Actor, person: Any) -> bool:
    if not (teams := actor.teams(SUPERVISOR)):
        return False
    if not hasattr(person, "known_teams"):
        know_teams([person])
    return bool(teams & person.known_teams)


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


def may_plan_for(actor: Actor, person: User) -> Verdict:
    """Hours and time off: one's own; a supervisor for somebody who fell ill; an administrator for anybody."""
    permitted = actor.is_person and (actor.id == person.pk or actor.has(ADMINISTRATOR) or supervises_person(actor, person))
    return allowed_if(permitted, "Only the person themselves, their supervisor or an administrator can change this.")


def may_change_time_off(actor: Actor, time_off: TimeOff) -> Verdict:
    """Whoever sees it as its person, supervisor or administrator."""
    permitted = actor.is_system or actor.id == time_off.user_id or actor.has(SUPERVISOR) or actor.has(ADMINISTRATOR)
    return allowed_if(permitted, "Only the person themselves, their supervisor or an administrator can change this.")


def may_propose_cover(actor: Actor, time_off: TimeOff) -> Verdict:
    permitted = actor.is_person and (actor.id == time_off.user_id or actor.has(SUPERVISOR))
    return allowed_if(permitted, "Only the one who is away, or their supervisor, can ask somebody to cover.")


def may_read_summary(actor: Actor, time_off: TimeOff) -> Verdict:
    return allowed_if(actor.is_person and actor.id == time_off.user_id, "It is for the one who was away.")


def may_answer_cover(actor: Actor, cover: Cover) -> Verdict:
    return allowed_if(actor.is_person and actor.id == cover.coverer_id, "Only the one who is asked to cover can answer.")


def may_end_cover(actor: Actor, cover: Cover) -> Verdict:
    """Either side may give it up, and a supervisor who sees it: an agreement nobody can leave would not be offered."""
    permitted = actor.is_system or actor.id in (cover.away_id, cover.coverer_id) or actor.has(SUPERVISOR)
    return allowed_if(permitted, "Only the two people of this cover, or a supervisor, can end it.")


def may_move_by_time(actor: Actor, obj: Any) -> Verdict:
    return allowed_if(actor.is_system, "It begins and ends by itself, at its time.")


def may_plan_duty(actor: Actor, obj: Any) -> Verdict:
    return allowed_if(actor.is_person and (actor.has(SUPERVISOR) or actor.has(ADMINISTRATOR)), WHO_PLANS_DUTY)


def may_cancel_duty(actor: Actor, shift: DutyShift) -> Verdict:
    theirs = actor.has(SUPERVISOR) if shift.team_id is None else shift.team_id in actor.teams(SUPERVISOR)
    permitted = actor.is_system or actor.has(ADMINISTRATOR) or theirs
    return allowed_if(permitted, WHO_PLANS_DUTY)


WHO_PLANS_DUTY = "Only the team's supervisor or an administrator plans who is on duty."
