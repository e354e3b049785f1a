"""Who sees deliveries, notifications and dead letters, and who decides about them."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import AgencyRole
from clients.policy.sight import client_visibility
from followups.models import FollowUp, Notification, Rung
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if

WHY = "deciding who sees whom"
ADMINISTRATOR = AgencyRole.ADMINISTRATOR.value


def own(actor: Actor, field: str) -> Q:
    """A person's own rows and nobody else's: not even a supervisor reads what a colleague was told."""
    if actor.is_system:
        return Q()
    return Q(**{field: actor.id}) if actor.is_person else Q(pk__in=())


def delivery_visibility(actor: Actor) -> Q:
    """One's own, and those about clients one sees."""
    if actor.is_system:
        return Q()
    return own(actor, "recipient_id") | client_visibility(actor, "follow_up__client__")


def clients_alarmed_about(actor: Actor) -> "QuerySet[Any]":
    """Ids of clients for whom the actor was called because it could not wait: while it is open, or they could not help."""
    called = Notification.objects.unscoped(WHY).filter(
        user_id=actor.own_id, rung=Rung.URGENT, follow_up__status=FollowUp.Status.OPEN
    )
    return called.values("follow_up__client_id")


def dead_letter_visibility(actor: Actor) -> Q:
    """The administrator's, who sees of them what failed and never about whom."""
    return Q() if actor.is_system or actor.has(ADMINISTRATOR) else Q(pk__in=())


def may_read_own(actor: Actor, notification: Any) -> Verdict:
    return allowed_if(actor.is_person and actor.id == notification.user_id, "Only the person who was told can do this.")


def may_open_dead_letter(actor: Actor, _: Any) -> Verdict:
    return allowed_if(actor.is_system, "Dead letters open by themselves when a delivery fails for good.")


def may_decide(actor: Actor, _: Any) -> Verdict:
    return allowed_if(actor.has(ADMINISTRATOR), "Only an administrator can decide about what could not be delivered.")
