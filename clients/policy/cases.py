"""Who may refer, screen, open, assign, accept and close a case."""

from typing import Any

from accounts.models import TeamRole
from clients.models import Case
from workflow.actor import Actor
from workflow.policy import ALLOWED, Verdict, allowed_if, denied

INTAKE = TeamRole.INTAKE.value
SUPERVISOR = TeamRole.SUPERVISOR.value
CASE_MANAGER = TeamRole.CASE_MANAGER.value
STAFF = (INTAKE, SUPERVISOR, CASE_MANAGER)


def is_staff(actor: Actor) -> bool:
    return actor.is_system or any(held.name in STAFF for held in actor.roles)


def supervises(actor: Actor, case: Case) -> bool:
    return case.team_id in actor.teams(SUPERVISOR)


def is_case_manager(actor: Actor, case: Case) -> bool:
    """The assigned case manager, or whoever covers for them today."""
    return case.case_manager_id is not None and case.case_manager_id in actor.acts_for


def stands_in_for_staff(actor: Actor) -> bool:
    """An agency's own integration, trusted by an administrator to do what staff do."""
    return actor.is_api_client and "staff:act" in actor.scopes


def _staff(actor: Actor, sentence: str) -> str:
    """What staff alone may do; a system learns what it would need."""
    return f"{sentence} An API client needs the scope staff:act." if actor.is_api_client else sentence


def may_refer(actor: Actor, client: Any) -> Verdict:
    """A referral can come from anybody who works with clients, and from partners with the scope."""
    return allowed_if(is_staff(actor) or actor.is_api_client, "Only intake, case managers and supervisors can refer.")


def may_screen(actor: Actor, case: Case) -> Verdict:
    permitted = actor.has(INTAKE) or actor.has(SUPERVISOR) or actor.is_system or stands_in_for_staff(actor)
    return allowed_if(permitted, _staff(actor, "Only intake workers and supervisors can screen a referral."))


def may_assign(actor: Actor, case: Case) -> Verdict:
    permitted = supervises(actor, case) or actor.is_system or stands_in_for_staff(actor)
    return allowed_if(permitted, _staff(actor, "Only the team's supervisor can assign a case manager."))


def may_set_tier(actor: Actor, case: Case) -> Verdict:
    return allowed_if(actor.is_system, "The tier follows from the agency's rule. Override it on the client's tier page.")


def may_answer_assignment(actor: Actor, case: Case) -> Verdict:
    permitted = is_case_manager(actor, case) or stands_in_for_staff(actor)
    return allowed_if(permitted, _staff(actor, "Only the case manager it is assigned to can answer."))


def may_work_on(actor: Actor, case: Case) -> Verdict:
    """The case manager and their supervisor share the case; a partner only watches."""
    if is_case_manager(actor, case) or supervises(actor, case) or actor.is_system or stands_in_for_staff(actor):
        return ALLOWED
    return denied(_staff(actor, "Only the case manager or their supervisor can do this."))


def may_reopen(actor: Actor, case: Case) -> Verdict:
    permitted = bool(may_work_on(actor, case)) or actor.has(INTAKE)
    return allowed_if(permitted, "Only intake, the case manager or their supervisor can reopen.")
