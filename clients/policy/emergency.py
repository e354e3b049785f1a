"""Who may open a record in an emergency, end that, and review it."""

from typing import Any

from accounts.models import AgencyRole, TeamRole
from clients.models import EmergencyAccess
from clients.policy.sight import works_with_clients
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if, denied


def may_open(actor: Actor, nothing: Any) -> Verdict:
    permitted = actor.is_person and works_with_clients(actor)
    return allowed_if(permitted, "Only case managers, supervisors and intake workers can open a record in an emergency.")


def may_end(actor: Actor, access: EmergencyAccess) -> Verdict:
    """Whoever opened it, and whoever may review it: a wrong access need not run its full time."""
    if actor.id == access.user_id or may_review(actor, access):
        return allowed_if(actor.is_person, "Only people can do this.")
    return denied("Only the person who opened the record, or a reviewer, can end this.")


def may_review(actor: Actor, access: EmergencyAccess) -> Verdict:
    """Never one's own; a supervisor gets here only by seeing it, which is by their team's client."""
    if actor.id == access.user_id:
        return denied("Somebody else than the person who used it has to review it.")
    permitted = actor.has(AgencyRole.PRIVACY_OFFICER) or actor.has(TeamRole.SUPERVISOR)
    return allowed_if(permitted, "Only the supervisor of the client's team or the privacy officer can review it.")
