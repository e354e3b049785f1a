"""Plans with their goals and promises, taken to a state by the same steps as real ones."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from careplans.actions.agreements import record_agreement
from careplans.actions.commitments import add_commitment
from careplans.actions.goals import add_goal, set_goal_levels
from careplans.actions.needs import accept_need, identify_need
from careplans.actions.plans import activate_plan, draft_plan, propose_plan
from careplans.models import CarePlan, Commitment, Goal, Need
from clients.models import Client
from workflow.actor import Actor

WHY = "a test looks at the row"
LEVELS = {
    "level_minus2": "No meal on most days", "level_minus1": "A meal on some days", "level_0": "One warm meal a day",
    "level_plus1": "Two meals a day", "level_plus2": "Three meals a day", "baseline": -1,
}  # fmt: skip


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def make_need(client: Client, actor: Actor, **fields: Any) -> Need:
    """An identified need; accepted=True takes it on."""
    accepted = fields.pop("accepted", False)
    data = {"domain": "food-insecurity", "title": "Not enough food at the end of the month", **fields}
    need: Need = identify_need(client.pk, actor=actor, **data)
    return accept_need(need.pk, actor=actor, version=need.version) if accepted else need


def make_plan(client: Client, actor: Actor, **fields: Any) -> CarePlan:
    plan: CarePlan = draft_plan(client.pk, actor=actor, **{"title": "Eating well at home", **fields})
    return plan


def make_goal(plan: CarePlan, actor: Actor, *, levels: bool = True, **fields: Any) -> Goal:
    data = {
        "client_words": "I want a warm meal every day",
        "measure": "Meals a day",
        "target_date": in_days(60),
        "no_barriers": True,
        **fields,
    }
    goal: Goal = add_goal(plan.pk, actor=actor, **data)
    return set_goal_levels(goal.pk, actor=actor, version=goal.version, **LEVELS) if levels else goal


def make_commitment(plan: CarePlan, actor: Actor, **fields: Any) -> Commitment:
    data = {"owner_kind": "client", "what": "Call the meal service", "due_on": in_days(7), **fields}
    promise: Commitment = add_commitment(plan.pk, actor=actor, **data)
    return promise


def fresh(obj: Any) -> Any:
    """The row as it stands now."""
    return type(obj).objects.unscoped(WHY).get(pk=obj.pk)


def propose(plan: CarePlan, actor: Actor) -> CarePlan:
    plan = fresh(plan)
    proposed: CarePlan = propose_plan(plan.pk, actor=actor, version=plan.version)
    return proposed


def agree(plan: CarePlan, actor: Actor, **fields: Any) -> Any:
    return record_agreement(plan.pk, actor=actor, **{"answer": "agreed", "method": "spoken", **fields})


def activate(plan: CarePlan, actor: Actor, **fields: Any) -> CarePlan:
    plan = fresh(plan)
    active: CarePlan = activate_plan(plan.pk, actor=actor, version=plan.version, **fields)
    return active


def make_active_plan(client: Client, actor: Actor, **promise: Any) -> tuple[CarePlan, Goal, Commitment]:
    """A plan in force that the client agreed to, with one goal and one promise."""
    need = make_need(client, actor, accepted=True)
    plan = make_plan(client, actor)
    goal = make_goal(plan, actor, need=need.pk)
    made = make_commitment(plan, actor, goal=goal.pk, **promise)
    propose(plan, actor)
    agree(plan, actor)
    return activate(plan, actor), fresh(goal), fresh(made)
