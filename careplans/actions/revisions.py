"""What the client was asked, and whether the plan has changed since: the count of revisions and the frozen versions."""

from datetime import date
from typing import Any

from careplans.actions.unattended import WORKER
from careplans.forms.reviews import NoteReviewForm
from careplans.models import CarePlan, Commitment, Goal, PlanVersion
from careplans.policy import plans as policy
from workflow.steps import Step, Taken

WHY = "the lines of a plan found through visible_to"
# A plan that was put to the client; a draft changes freely.
ASKED = (CarePlan.Status.PROPOSED, CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD)
LIVING_GOALS = (Goal.Status.PROPOSED, Goal.Status.ACCEPTED)
LIVING_COMMITMENTS = (Commitment.Status.PROPOSED, Commitment.Status.ACCEPTED)


# Quiet: the changed goal or promise stands on the timeline itself.
NOTE_CHANGE = Step(
    name="care_plan.note_change", event="care_plan.changed", label="Note the change", done="The plan has changed.", model=CarePlan,
    source=ASKED, may=policy.may_follow, scope="plans:write", quiet=True,
)  # fmt: skip


@NOTE_CHANGE.rule
def note_plan_change(plan: CarePlan, taken: Taken) -> None:
    """The plan is no longer what the client was asked: who looked at it before must look again, and the client is asked anew."""
    plan.revision = plan.proposed_revision + 1


# Quiet: the planned review stands on the timeline itself.
NOTE_REVIEW = Step(
    name="care_plan.note_review", event="care_plan.review_noted", label="Note the next review", done="The plan has its next review.",
    model=CarePlan, source={CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD}, may=policy.may_follow, form=NoteReviewForm,
    scope="plans:write", quiet=True,
)  # fmt: skip


@NOTE_REVIEW.rule
def note_plan_review(plan: CarePlan, taken: Taken) -> None:
    """The plan names the day of its planned review; whoever edits it from an older page must look again."""
    plan.review_on = taken.data["review_on"]


def changed_in_substance(plan: CarePlan) -> None:
    """Count a new revision, once, until it is put to the client again; what was agreed stays agreed as it was."""
    if plan.status in ASKED and not plan.asks_again:
        version = CarePlan.objects.unscoped(WHY).values_list("version", flat=True).get(pk=plan.pk)
        changed = note_plan_change(plan.pk, actor=WORKER, version=version)
        plan.revision = changed.revision


def freeze(plan: CarePlan, taken: Taken) -> None:
    """Keep the plan as it is put to the client: nobody can later be said to have agreed to something else."""
    plan.proposed_revision = plan.revision
    lines = [*map(_goal_line, living_goals(plan)), *map(_commitment_line, living_commitments(plan))]
    PlanVersion.objects.create(
        client_id=plan.client_id, plan=plan, revision=plan.revision, lines=lines, proposed_at=taken.now,
        proposed_by_name=taken.actor.name[:120],
    )  # fmt: skip
    taken.notes.update(revision=plan.revision, lines=len(lines))


def living_goals(plan: CarePlan) -> "list[Goal]":
    rows = Goal.objects.unscoped(WHY).filter(plan=plan, status__in=LIVING_GOALS).select_related("need")
    return list(rows.order_by("rank", "id"))


def living_commitments(plan: CarePlan) -> "list[Commitment]":
    rows = Commitment.objects.unscoped(WHY).filter(plan=plan, status__in=LIVING_COMMITMENTS)
    return list(rows.select_related("support_person", "worker", "partner").order_by("due_on", "id"))


def _goal_line(goal: Goal) -> dict[str, Any]:
    return _line("goal", goal.pk, goal.client_words, goal.measure, "client", "", goal.target_date)


def _commitment_line(promise: Commitment) -> dict[str, Any]:
    detail = promise.expectation + (f" ({promise.consequence})" if promise.consequence else "")
    return _line("commitment", promise.pk, promise.what, detail, promise.owner_kind, promise.owner_name, promise.due_on)


def _line(kind: str, key: Any, words: str, detail: str, owner_kind: str, owner: str, due: date) -> dict[str, Any]:
    return {
        "kind": kind, "id": str(key), "words": words, "detail": detail, "owner_kind": owner_kind, "owner": owner,
        "due": due.isoformat(),
    }  # fmt: skip
