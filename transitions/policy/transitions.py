"""Whoever works with the client keeps their transitions; a partner sees and changes those it sent itself."""

from typing import Any

from django.db.models import Q

from accounts.policy import may_administer
from clients.models import Consent
from clients.policy.cases import CASE_MANAGER, SUPERVISOR, stands_in_for_staff
from clients.policy.sight import of_visible_client
from transitions.models import Confirmation, Transition
from workflow.actor import Actor
from workflow.policy import ALLOWED, Verdict, allowed_if

PROTECTED_KINDS = frozenset({Consent.Kind.SUD, Consent.Kind.VICTIM_SERVICES})
KEEPERS = "Only the client's case manager, their supervisor, or the partner that sent this transition can do this."


def is_partner(actor: Actor) -> bool:
    return actor.is_api_client and not stands_in_for_staff(actor)


def transition_visibility(actor: Actor) -> Q:
    """With the client; a partner only what it sent itself, while it may know of the client at all."""
    seen = of_visible_client(actor)
    return seen & Q(opened_by_client_id=actor.id) if is_partner(actor) else seen


def of_visible_transition(actor: Actor) -> Q:
    """For clocks and confirmations."""
    seen = of_visible_client(actor)
    return seen & Q(transition__opened_by_client_id=actor.id) if is_partner(actor) else seen


def summary_visibility(actor: Actor) -> Q:
    """For those who work with the client; a partner gets the page it was made for from them."""
    return Q(pk__in=()) if is_partner(actor) else of_visible_client(actor)


def works_on_transitions(actor: Actor) -> bool:
    return actor.is_system or actor.has(CASE_MANAGER) or actor.has(SUPERVISOR) or stands_in_for_staff(actor)


def may_open(actor: Actor, client: Any) -> Verdict:
    """Partners tell of a stay too: they know of it first."""
    return allowed_if(
        works_on_transitions(actor) or actor.is_api_client,
        "Only case managers, supervisors and partners can open a transition.",
    )


def may_keep(actor: Actor, transition: Transition) -> Verdict:
    own = actor.is_api_client and transition.opened_by_client_id == actor.id
    return allowed_if(own or works_on_transitions(actor), KEEPERS)


def may_work(actor: Actor, record: Any) -> Verdict:
    return allowed_if(works_on_transitions(actor), "Only the client's case manager or their supervisor can do this.")


def may_follow(actor: Actor, record: Any) -> Verdict:
    return allowed_if(actor.is_system, "This follows by itself from what is recorded.")


def may_correct_confirmation(actor: Actor, confirmation: Confirmation) -> Verdict:
    return may_work(actor, confirmation)


def may_confirm(actor: Actor, transition: Transition) -> Verdict:
    """A partner confirms its own side; staff write down what the others said."""
    return may_keep(actor, transition)


def may_measure(actor: Actor) -> Verdict:
    """Numbers are about a team's work, not about one person's."""
    return allowed_if(actor.has(SUPERVISOR), "Measures are for supervisors. Your own clients' transitions are on their pages.")


def may_keep_protocols(actor: Actor, protocol: Any) -> Verdict:
    if actor.is_system and actor.has("administrator"):
        return ALLOWED
    return allowed_if(bool(may_administer(actor, protocol)), "Only an administrator can import and retire protocols.")
