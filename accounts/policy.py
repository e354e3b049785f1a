"""Who may change people, teams, roles, API clients and the agency's settings."""

from typing import Any

from accounts.models import AgencyRole
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if

ADMINISTRATOR = AgencyRole.ADMINISTRATOR.value


def may_administer(actor: Actor, obj: Any) -> Verdict:
    return allowed_if(actor.has(ADMINISTRATOR), "Only an administrator can change people, teams and settings.")


def may_change_own(actor: Actor, person: Any) -> Verdict:
    return allowed_if(actor.is_person and actor.id == person.pk, "Only the person themselves can change this.")
