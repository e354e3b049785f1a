"""Who sees the grounds of a tier, who puts their own judgement in its place, who sets the rule."""

from typing import Any

from django.db.models import Q

from accounts.policy import may_administer
from assessments.models import RiskTier
from clients.policy.cases import may_work_on, stands_in_for_staff
from clients.policy.sight import of_visible_client
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def tier_visibility(actor: Actor) -> Q:
    """With the client; never another organisation, for the grounds tell what was answered."""
    if actor.is_api_client and not stands_in_for_staff(actor):
        return Q(pk__in=())
    return of_visible_client(actor)


def may_compute(actor: Actor, record: Any) -> Verdict:
    return allowed_if(
        actor.is_system, "The tier follows by itself from what is recorded. Override it if it is wrong for this client."
    )


def may_override(actor: Actor, tier: RiskTier) -> Verdict:
    """Whoever works on the case answers for it."""
    return may_work_on(actor, tier.case)


def may_set_rule(actor: Actor, rule: Any) -> Verdict:
    return allowed_if(bool(may_administer(actor, rule)), "Only an administrator can change how the tier is computed.")
