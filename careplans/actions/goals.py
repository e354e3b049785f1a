"""Steps of goals and of the barriers in their way."""

from typing import Any

from django.db.models import Max

from careplans.actions.revisions import changed_in_substance
from careplans.actions.unattended import WORKER
from careplans.forms.goals import BarrierForm, GoalForm, GoalReasonForm, LevelsForm, OvercomeForm
from careplans.models import Barrier, CarePlan, Goal
from careplans.policy import plans as policy
from workflow.actor import Actor
from workflow.events import changed_fields
from workflow.forms import StepForm
from workflow.steps import Step, Taken

S = Goal.Status
SCOPE = "plans:write"
WHY = "the goals of a plan found through visible_to"
OPEN_PLANS = (CarePlan.Status.DRAFT, CarePlan.Status.PROPOSED, CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD)
BEFORE_WORK = (CarePlan.Status.DRAFT, CarePlan.Status.PROPOSED)


def plan_is_open(actor: Actor, line: Any) -> str:
    plan = line if isinstance(line, CarePlan) else line.plan
    return "" if plan.status in OPEN_PLANS else "This plan has ended. Start a new plan instead."


ADD = Step(
    name="goal.add", event="goal.added", label="Add a goal", done="Goal added.", model=Goal, target=S.PROPOSED, parent=CarePlan,
    parent_field="plan", may=policy.may_plan, ready=plan_is_open, form=GoalForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_goal(plan: CarePlan, taken: Taken) -> Goal:
    """Write the goal as the client says it; a new goal in a plan already agreed is asked about before it counts."""
    data = dict(taken.data)
    last = Goal.objects.unscoped(WHY).filter(plan=plan).aggregate(last=Max("rank"))["last"] or 0
    data["rank"] = data["rank"] or last + 1
    changed_in_substance(plan)
    return Goal(plan=plan, client_id=plan.client_id, **data)


EDIT = Step(
    name="goal.edit", event="goal.edited", label="Edit", done="Goal saved.", model=Goal, source={S.PROPOSED, S.ACCEPTED},
    may=policy.may_plan, ready=plan_is_open, form=GoalForm, edits=True, scope=SCOPE,
)  # fmt: skip

# What the client agreed to; the rest can be put right without asking again.
SUBSTANCE = {"client_words", "measure", "target_date", "need"}


@EDIT.rule
def edit_goal(goal: Goal, taken: Taken) -> None:
    """Change what was agreed and the client is asked again; a slip of the pen is simply put right."""
    data = dict(taken.data)
    data["rank"] = data["rank"] or goal.rank
    changed = changed_fields(goal, data)
    if SUBSTANCE & set(changed):
        changed_in_substance(goal.plan)
    taken.notes["fields"] = changed


def _work_has_not_begun(actor: Actor, goal: Goal) -> str:
    if goal.status == S.PROPOSED or goal.plan.status in BEFORE_WORK:
        return plan_is_open(actor, goal)
    return "The levels were written before the work began and stay as they are. Add a new goal if it has become another one."


SET_LEVELS = Step(
    name="goal.set_levels", event="goal.levels_set", label="Write the five levels", done="Levels written.", model=Goal,
    source={S.PROPOSED, S.ACCEPTED}, may=policy.may_plan, ready=_work_has_not_begun, form=LevelsForm, edits=True, scope=SCOPE,
)  # fmt: skip


@SET_LEVELS.rule
def set_goal_levels(goal: Goal, taken: Taken) -> None:
    """Say beforehand what each outcome would look like: levels written afterwards measure nothing (goal attainment scaling)."""
    taken.notes["fields"] = changed_fields(goal, dict(taken.data))


def _ending(verb: str, event: str, label: str, done: str, target: Goal.Status, *, danger: bool = False) -> Step:
    return Step(
        name=f"goal.{verb}", event=f"goal.{event}", label=label, done=done, model=Goal, source={S.PROPOSED, S.ACCEPTED}, target=target,
        may=policy.may_plan, ready=plan_is_open, form=GoalReasonForm, scope=SCOPE, danger=danger,
    )  # fmt: skip


ACHIEVE = _ending("achieve", "achieved", "Achieved", "Goal achieved.", S.ACHIEVED)


@ACHIEVE.rule
def achieve_goal(goal: Goal, taken: Taken) -> None:
    """Say how we know that the client has what they wanted."""
    goal.ended_reason = taken.data["reason"]


NOT_ACHIEVE = _ending("not_achieve", "not_achieved", "Not achieved", "Recorded as not achieved.", S.NOT_ACHIEVED)


@NOT_ACHIEVE.rule
def not_achieve_goal(goal: Goal, taken: Taken) -> None:
    """Say what happened; a goal not reached is not anybody's failing until the reasons are known."""
    goal.ended_reason = taken.data["reason"]


DROP = _ending("drop", "dropped", "Drop", "Goal dropped.", S.DROPPED, danger=True)


@DROP.rule
def drop_goal(goal: Goal, taken: Taken) -> None:
    """Take a goal out with the reason; the client is asked about the plan without it."""
    goal.ended_reason = taken.data["reason"]
    changed_in_substance(goal.plan)


# Taken when a plan comes into force: they follow from the client's own answers.
ACCEPT = Step(
    name="goal.accept", event="goal.accepted", label="Accept", done="Goal accepted.", model=Goal, source={S.PROPOSED},
    target=S.ACCEPTED, may=policy.may_follow, form=StepForm, scope=SCOPE, quiet=True,
)  # fmt: skip


@ACCEPT.rule
def accept_goal(goal: Goal, taken: Taken) -> None:
    """The client agreed to this line, and the plan is in force."""


DECLINE = Step(
    name="goal.decline", event="goal.declined", label="Decline", done="Goal declined.", model=Goal, source={S.PROPOSED},
    target=S.DECLINED, may=policy.may_follow, form=GoalReasonForm, scope=SCOPE,
)  # fmt: skip


@DECLINE.rule
def decline_goal(goal: Goal, taken: Taken) -> None:
    """The client did not want this line; the plan goes ahead without it."""
    goal.ended_reason = taken.data["reason"]


def _is_worked_on(actor: Actor, goal: Goal) -> str:
    if goal.status not in (S.PROPOSED, S.ACCEPTED):
        return "This goal has ended; a barrier belongs to a goal that is worked on."
    return plan_is_open(actor, goal)


# Quiet: the barrier stands on the timeline itself.
NOTE_BARRIER = Step(
    name="goal.note_barrier", event="goal.barrier_noted", label="Note the barrier", done="The goal has a barrier.", model=Goal,
    source={S.PROPOSED, S.ACCEPTED}, may=policy.may_follow, scope=SCOPE, quiet=True,
)  # fmt: skip


@NOTE_BARRIER.rule
def note_barrier(goal: Goal, taken: Taken) -> None:
    """“No barriers identified” holds no longer; whoever edits the goal from an older page must look again."""
    goal.no_barriers = False


ADD_BARRIER = Step(
    name="barrier.add", event="barrier.added", label="Add a barrier", done="Barrier added.", model=Barrier,
    target=Barrier.Status.IDENTIFIED, parent=Goal, parent_field="goal", may=policy.may_plan, ready=_is_worked_on, form=BarrierForm, scope=SCOPE,
)  # fmt: skip


@ADD_BARRIER.rule
def add_barrier(goal: Goal, taken: Taken) -> Barrier:
    """Name what stands in the way: a barrier that is written down can be worked on."""
    if goal.no_barriers:
        taken.then(lambda: note_barrier(goal.pk, actor=WORKER, version=goal.version))
    return Barrier(goal=goal, plan_id=goal.plan_id, client_id=goal.client_id, **taken.data)


OVERCOME = Step(
    name="barrier.overcome", event="barrier.overcome", label="Overcome", done="Barrier overcome.", model=Barrier,
    source={Barrier.Status.IDENTIFIED}, target=Barrier.Status.OVERCOME, may=policy.may_plan, form=OvercomeForm, scope=SCOPE,
)  # fmt: skip


@OVERCOME.rule
def overcome_barrier(barrier: Barrier, taken: Taken) -> None:
    """Say how: that is what the next person with this barrier wants to know."""
    barrier.how_overcome = taken.data["how_overcome"]
