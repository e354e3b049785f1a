"""Who may note needs, make plans, record answers and settle promises."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from careplans.models import Commitment, PrivateLink
from careplans.models.codes import OwnerKind
from clients.policy.cases import CASE_MANAGER, SUPERVISOR, stands_in_for_staff
from workflow.actor import Actor
from workflow.policy import ALLOWED, Verdict, allowed_if, denied

WHY = "which promises and answers a guest's link is for"


def plans_with_clients(actor: Actor) -> bool:
    """Case managers and supervisors plan with the clients they see; so does an integration trusted like staff."""
    return actor.is_system or actor.has(CASE_MANAGER) or actor.has(SUPERVISOR) or stands_in_for_staff(actor)


def may_plan(actor: Actor, record: Any) -> Verdict:
    return allowed_if(plans_with_clients(actor), "Only the client's case manager or their supervisor can change needs and plans.")


def may_suggest(actor: Actor, client: Any) -> Verdict:
    return allowed_if(actor.is_system, "A possible need comes from a screening. Record what you found out yourself as a need.")


def may_follow(actor: Actor, record: Any) -> Verdict:
    return allowed_if(actor.is_system, "This follows by itself from what is recorded.")


def may_answer(actor: Actor, plan: Any) -> Verdict:
    """The client or their representative answers through a link; staff record what the client said, signed or wrote."""
    link = link_of(actor)
    if link is not None and link.support_person is not None and not link.support_person.has_authority_on(timezone.localdate()):
        return denied(_("The authority to answer for the client has ended. Ask the person who gave you the link."))
    asked = link is not None and link.purpose == PrivateLink.Purpose.AGREE
    return allowed_if(asked or plans_with_clients(actor), "Only the client, or staff recording the client's answer, can do this.")


def owns(actor: Actor, commitment: Commitment) -> bool:
    """Whether this promise is the actor's own."""
    if commitment.owner_kind in (OwnerKind.CASE_MANAGER, OwnerKind.WORKER):
        return actor.is_person and commitment.worker_id in actor.acts_for
    if commitment.owner_kind == OwnerKind.PARTNER:
        return actor.is_api_client and commitment.partner_id == actor.id
    return actor.is_guest and _is_the_guest(actor, commitment)


def _is_the_guest(actor: Actor, commitment: Commitment) -> bool:
    """The link was made for the very person who promised it."""
    link = link_of(actor)
    if link is None or link.plan_id != commitment.plan_id:
        return False
    if commitment.owner_kind == OwnerKind.CLIENT:
        return link.support_person_id is None
    return commitment.support_person_id is not None and link.support_person_id == commitment.support_person_id


def link_of(actor: Actor) -> PrivateLink | None:
    """The living link a guest came by: neither used, revoked nor expired."""
    link: PrivateLink | None = None
    if actor.is_guest:
        link = PrivateLink.objects.unscoped(WHY).select_related("support_person").filter(pk=actor.own_id).first()
    return link if link is not None and link.is_open else None


def may_answer_commitment(actor: Actor, commitment: Commitment) -> Verdict:
    """Each accepts or declines their own line: nobody is bound by a promise somebody else made for them."""
    if owns(actor, commitment):
        return ALLOWED
    if commitment.owner_kind in (OwnerKind.CASE_MANAGER, OwnerKind.WORKER):
        name = commitment.worker.name if commitment.worker else "the worker"
        return denied(f"This is {name}'s promise: only {name} can accept or decline it.")
    return allowed_if(plans_with_clients(actor), "Only whoever promised it, or staff recording their word, can answer.")


def may_settle(actor: Actor, commitment: Commitment) -> Verdict:
    """The owner says so, or the people who work with the client do; partners settle only their own."""
    if owns(actor, commitment) or plans_with_clients(actor):
        return ALLOWED
    return denied("Only whoever promised it, or the client's case manager, can say what came of it.")


def may_withdraw(actor: Actor, lesson: Any) -> Verdict:
    return allowed_if(actor.has(SUPERVISOR) or actor.is_system, "Only a supervisor can withdraw a lesson.")


def may_give_feedback(actor: Actor, plan: Any) -> Verdict:
    """The client and family through their link; staff write down what they were told."""
    return allowed_if(link_of(actor) is not None or plans_with_clients(actor), "Only the client, family or staff can do this.")


def may_use_link(actor: Actor, link: PrivateLink) -> Verdict:
    return allowed_if(actor.is_guest and actor.id == link.pk, "Only whoever was given the link can use it.")
