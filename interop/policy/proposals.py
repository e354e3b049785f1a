"""Who sees what a hospital says differently of a client, and who decides about it."""

from typing import Any

from django.db.models import Q

from clients.policy.cases import stands_in_for_staff
from clients.policy.people import may_change_client
from clients.policy.sight import of_visible_client
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def proposal_visibility(actor: Actor) -> Q:
    """With the client, for staff; what one partner says is not shown to another."""
    partner = actor.is_api_client and not stands_in_for_staff(actor)
    return Q(pk__in=()) if partner else of_visible_client(actor)


def may_propose(actor: Actor, _: Any) -> Verdict:
    return allowed_if(actor.is_system, "Proposals follow from hospital notices by themselves.")


def may_decide(actor: Actor, proposal: Any) -> Verdict:
    """Whoever may change the record itself."""
    return may_change_client(actor, proposal.client)
