"""What a plan still lacks before it can be put to the client, come into force, or be closed; each in a sentence."""

from careplans.models import Barrier, CarePlan, Commitment, Goal

WHY = "the lines of a plan found through visible_to"


def lacks_for_proposal(plan: CarePlan) -> str:
    """Goals need a measure, a date, written levels and their barriers (or "none") before the client is asked (NCQA PHM 5 E, GAS)."""
    goals = list(Goal.objects.unscoped(WHY).filter(plan=plan, status__in=("proposed", "accepted")))
    if not goals:
        return "Add at least one goal in the client's words first."
    if not Commitment.objects.unscoped(WHY).filter(plan=plan, status__in=("proposed", "accepted")).exists():
        return "Add at least one promise first: without one, nobody has anything to do."
    blocked = set(Barrier.objects.unscoped(WHY).filter(plan=plan).values_list("goal_id", flat=True))
    return next((sentence for goal in goals if (sentence := _lacks(goal, goal.pk in blocked))), "")


def _lacks(goal: Goal, has_barrier: bool) -> str:
    name = f"“{goal}”"
    if not goal.has_levels:
        return f"Write the five levels of {name} first: they count only when written before the work starts."
    if not (has_barrier or goal.no_barriers):
        return f"Say what stands in the way of {name}, or tick that no barriers were identified."
    return ""


def unfinished(plan: CarePlan) -> str:
    """What has no outcome yet when a plan is closed."""
    goals = Goal.objects.unscoped(WHY).filter(plan=plan, status__in=("proposed", "accepted")).count()
    if goals:
        return f"{goals} goal{'s have' if goals > 1 else ' has'} no outcome yet: say of each whether it was achieved."
    promises = Commitment.objects.unscoped(WHY).filter(plan=plan, status__in=("proposed", "accepted")).count()
    if promises:
        return f"{promises} promise{'s are' if promises > 1 else ' is'} still open: mark each as kept or missed, or release it."
    return ""
