"""Who sees and closes follow-ups."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import TeamRole
from clients.policy.cases import is_staff, stands_in_for_staff
from clients.policy.sight import of_visible_client
from followups.models import FollowUp
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if

SUPERVISOR = TeamRole.SUPERVISOR.value


def follow_up_visibility(actor: Actor) -> Q:
    """One's own, one's teams', and those of the clients one sees. Titles name no client, so a restricted one stays hidden."""
    if actor.is_system:
        return Q()
    seen = of_visible_client(actor)
    return reduce(or_, own_or_of_teams(actor), seen) if actor.is_person else seen


def own_or_of_teams(actor: Actor) -> list[Q]:
    """What somebody sees whoever the client is, one way after the other: each has an index."""
    mine = [Q(owner_id__in=actor.acts_for), Q(offered_to_id__in=actor.acts_for, status=FollowUp.Status.OPEN)]
    return [*mine, Q(team_id__in=teams)] if (teams := actor.teams(SUPERVISOR)) else mine


def clients_handed_to(actor: Actor) -> "QuerySet[Any]":
    """Ids of clients for whom the actor was asked to do something, or does what a colleague handed over: while it is open."""
    asked = Q(offered_to_id__in=actor.acts_for) | Q(owner_id__in=actor.acts_for, taken_over=True)
    rows = FollowUp.objects.unscoped("deciding who sees whom").filter(asked, status=FollowUp.Status.OPEN)
    return rows.values("client_id")


def may_open(actor: Actor, client: Any) -> Verdict:
    return allowed_if(actor.is_system, "Follow-ups open by themselves when something becomes due.")


def may_acknowledge(actor: Actor, follow_up: FollowUp) -> Verdict:
    """Whoever of the staff sees it: an urgent matter waits for nobody in particular."""
    return allowed_if(is_staff(actor), "Only staff who work with this client can acknowledge it.")


def may_close(actor: Actor, follow_up: FollowUp) -> Verdict:
    own = follow_up.owner_id in actor.acts_for if follow_up.owner_id else False
    permitted = own or follow_up.team_id in actor.teams(SUPERVISOR) or actor.is_system
    return allowed_if(permitted, "Only the person it is due from, or their supervisor, can close it.")


def answers_it(actor: Actor, follow_up: FollowUp) -> bool:
    """They acknowledged what could not wait, and nobody has taken it over from them since."""
    return actor.is_person and follow_up.acknowledged_by_id == actor.id


def may_finish(actor: Actor, follow_up: FollowUp) -> Verdict:
    """Whoever acknowledged something urgent of a colleague has acted on it: they say what happened, or hand it over."""
    permitted = bool(may_close(actor, follow_up)) or answers_it(actor, follow_up)
    return allowed_if(permitted, "Only the person it is due from, whoever acknowledged it, or their supervisor can do this.")


def may_add(actor: Actor, client: Any) -> Verdict:
    permitted = is_staff(actor) or stands_in_for_staff(actor)
    return allowed_if(permitted, "Only staff who work with this client can add a follow-up.")


def may_answer(actor: Actor, follow_up: FollowUp) -> Verdict:
    asked = follow_up.offered_to_id in actor.acts_for if follow_up.offered_to_id else False
    return allowed_if(asked, "Only the person it was offered to can answer.")


def may_assign(actor: Actor, follow_up: FollowUp) -> Verdict:
    permitted = follow_up.team_id in actor.teams(SUPERVISOR) or actor.is_system
    return allowed_if(permitted, "Only the team's supervisor can give it to somebody.")
