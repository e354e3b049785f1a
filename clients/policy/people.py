"""Who may register and change a client and their support system."""

from typing import Any

from clients.models import Client
from clients.policy.cases import is_staff, stands_in_for_staff
from clients.policy.sight import sees_in_the_ordinary_way
from workflow.actor import Actor
from workflow.policy import ALLOWED, Verdict, allowed_if, denied


def may_register(actor: Actor, nothing: Any) -> Verdict:
    return allowed_if(
        is_staff(actor) or actor.is_api_client, "Only intake workers, case managers and supervisors can register a client."
    )


def may_change_client(actor: Actor, client: Client) -> Verdict:
    """Whoever of the staff sees the client may keep the record right; partners change nothing."""
    if is_staff(actor) or stands_in_for_staff(actor):
        return ALLOWED
    return denied("Only staff who work with this client can change the record.")


def may_restrict(actor: Actor, client: Client) -> Verdict:
    """Emergency access never widens itself: whoever looks through it decides on nobody's sight."""
    if not is_staff(actor):
        return denied("Only staff who work with this client can decide who sees the record.")
    return allowed_if(sees_in_the_ordinary_way(actor, client), "Emergency access does not let you decide who sees this record.")
