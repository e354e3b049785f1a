"""Who may change the support system, consents, capacity findings and documents of a client."""

from typing import Any

from clients.policy.cases import is_staff, stands_in_for_staff
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def may_keep_record(actor: Actor, record: Any) -> Verdict:
    """Whoever of the staff sees the client keeps these up to date; a partner does not."""
    return allowed_if(is_staff(actor) or stands_in_for_staff(actor), "Only staff who work with this client can change this.")
