"""What a plan still lacks before it can be put to the client, come into force, or be closed; each in a sentence."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from careplans.models import Barrier, CarePlan, Commitment, Goal

WHY = "the lines of a plan found through visible_to"


LIVING = ("proposed", "accepted")


@dataclass(frozen=True)
class Lines:
    """A plan's living goals and promises, and which goals have a barrier."""

    goals: list[Goal]
    promises: int
    blocked: set[UUID]


def foresee_lines(plans: list[CarePlan]) -> None:
    """Find the lines of several plans in three queries, for lists that offer their steps."""
    goals = _by_plan(Goal.objects.unscoped(WHY).filter(plan__in=plans, status__in=LIVING).order_by("rank", "id"))
    promises = _by_plan(Commitment.objects.unscoped(WHY).filter(plan__in=plans, status__in=LIVING))
    barriers = _by_plan(Barrier.objects.unscoped(WHY).filter(plan__in=plans))
    for plan in plans:
        blocked = {barrier.goal_id for barrier in barriers[plan.pk]}
        plan.living_lines = Lines(goals[plan.pk], len(promises[plan.pk]), blocked)  # type: ignore[attr-defined]  # read by lines_of_plan


def _by_plan(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.plan_id].append(row)
    return found


def lines_of_plan(plan: CarePlan) -> Lines:
    if not hasattr(plan, "living_lines"):
        foresee_lines([plan])
    lines: Lines = plan.living_lines  # type: ignore[attr-defined]  # set above or by whoever had the lines already
    return lines


def lacks_for_proposal(plan: CarePlan) -> str:
    """Goals need a measure, a date, written levels and their barriers (or "none") before the client is asked (NCQA PHM 5 E, GAS)."""
    lines = lines_of_plan(plan)
    if not lines.goals:
        return "Add at least one goal in the client's words first."
    if not lines.promises:
        return "Add at least one promise first: without one, nobody has anything to do."
    return next((sentence for goal in lines.goals if (sentence := _lacks(goal, goal.pk in lines.blocked))), "")


def _lacks(goal: Goal, has_barrier: bool) -> str:
    name = f"“{goal}”"
    if not goal.has_levels:
        return f"Write the five levels of {name} first: they count only when written before the work starts."
    if not (has_barrier or goal.no_barriers):
        return f"Say what stands in the way of {name}, or tick that no barriers were identified."
    return ""


def unfinished(plan: CarePlan) -> str:
    """What has no outcome yet when a plan is closed."""
    lines = lines_of_plan(plan)
    if goals := len(lines.goals):
        return f"{goals} goal{'s have' if goals > 1 else ' has'} no outcome yet: say of each whether it was achieved."
    if promises := lines.promises:
        return f"{promises} promise{'s are' if promises > 1 else ' is'} still open: mark each as kept or missed, or release it."
    return ""
