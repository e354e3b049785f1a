"""Who sends hospital notices, who sees them, and who decides whom one is about."""

from typing import Any

from django.db.models import Q

from accounts.models import TeamRole
from clients.policy.cases import stands_in_for_staff
from clients.policy.sight import of_visible_client
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def _decides(actor: Actor) -> bool:
    return actor.has(TeamRole.INTAKE) or actor.has(TeamRole.SUPERVISOR) or stands_in_for_staff(actor)


def notice_visibility(actor: Actor) -> Q:
    """With the client for whoever sees the client; about nobody yet, for intake and supervisors.

    A hospital does not read back what it sent: whether it found a client would tell who is known here.
    """
    if actor.is_system:
        return Q()
    if actor.is_api_client and not stands_in_for_staff(actor):
        return Q(pk__in=())
    unmatched = Q(client__isnull=True) if _decides(actor) else Q(pk__in=())
    return unmatched | Q(client__isnull=False) & of_visible_client(actor)


def may_receive(actor: Actor, _: Any) -> Verdict:
    return allowed_if(actor.is_api_client or actor.is_system, "Only a hospital's system can send notices.")


def may_process(actor: Actor, _: Any) -> Verdict:
    return allowed_if(actor.is_system, "This happens by itself.")


def may_decide(actor: Actor, _: Any) -> Verdict:
    return allowed_if(
        _decides(actor) or actor.is_system, "Only intake workers and supervisors can decide about hospital notices."
    )
