"""Steps of reviews."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.queries import the_agency
from careplans.actions.revisions import note_plan_review
from careplans.actions.unattended import WORKER
from careplans.forms.reviews import CancelReviewForm, HoldReviewForm, PlanReviewForm
from careplans.models import CarePlan, GoalProgress, Review
from careplans.policy import plans as policy
from careplans.queries.scoring import t_score
from workflow.actor import Actor
from workflow.steps import Step, Taken

S = Review.Status
SCOPE = "plans:write"
WHY = "one planned review a plan"


def _plan_is_in_force(actor: Actor, plan: CarePlan) -> str:
    if plan.status not in (CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD):
        return "Only a plan in force is reviewed."
    if not hasattr(plan, "has_planned_review"):
        _find_planned_reviews([plan])
    return "A review is planned already. Hold or cancel that one first." if plan.has_planned_review else ""


def _find_planned_reviews(plans: list[CarePlan]) -> None:
    """For several plans at once, so that a list of them asks once."""
    planned = set(Review.objects.unscoped(WHY).filter(plan__in=plans, status=S.PLANNED).values_list("plan_id", flat=True))
    for plan in plans:
        plan.has_planned_review = plan.pk in planned


PLAN = Step(
    name="review.plan", event="review.planned", label="Plan a review", done="Review planned.", model=Review, target=S.PLANNED,
    parent=CarePlan, parent_field="plan", may=policy.may_plan, ready=_plan_is_in_force, foresee=_find_planned_reviews, form=PlanReviewForm, scope=SCOPE,
)  # fmt: skip


@PLAN.rule
def plan_review(plan: CarePlan, taken: Taken) -> Review:
    """Set the next look at the plan; the client may ask for one at any time (42 CFR 441.301(c)(3))."""
    day = taken.data["due_on"]
    if plan.review_on != day:
        taken.then(lambda: note_plan_review(plan.pk, actor=WORKER, version=plan.version, review_on=day))
    return Review(plan=plan, client_id=plan.client_id, **taken.data)


HOLD = Step(
    name="review.hold", event="review.held", label="Hold the review", done="Review held.", model=Review, source={S.PLANNED}, target=S.HELD,
    may=policy.may_plan, form=HoldReviewForm, scope=SCOPE,
)  # fmt: skip


@HOLD.rule
def hold_review(review: Review, taken: Taken) -> None:
    """Look at each goal together, write down what was learned, and set the next look."""
    data = taken.data
    review.held_on = data["held_on"] or timezone.localdate()
    review.participants, review.learned = data["participants"], data["learned"]
    measured = [(entry["goal"].weight, entry["level"]) for entry in data["progress"] if entry["level"] is not None]
    review.t_score = t_score(measured)
    review.next_review_on = data["next_review_on"] or next_review_day(review.held_on)
    taken.notes.update(goals=len(data["progress"]), t_score=str(review.t_score) if review.t_score is not None else None)
    taken.then(lambda: _keep_progress(review, data["progress"]))
    taken.then(lambda: plan_review(review.plan_id, actor=WORKER, due_on=review.next_review_on))


def _keep_progress(review: Review, progress: list[dict[str, Any]]) -> None:
    for entry in progress:
        GoalProgress.objects.create(client_id=review.client_id, plan_id=review.plan_id, review=review, **entry)


def next_review_day(start: date) -> date:
    """By the agency's own rule, never more than a year away, and never in the past for a review written down late."""
    return max(start + timedelta(days=the_agency().plan_review_days), timezone.localdate() + timedelta(days=1))


CANCEL = Step(
    name="review.cancel", event="review.cancelled", label="Cancel", done="Review cancelled.", model=Review, source={S.PLANNED},
    target=S.CANCELLED, may=policy.may_plan, form=CancelReviewForm, scope=SCOPE, danger=True,
)  # fmt: skip


@CANCEL.rule
def cancel_review(review: Review, taken: Taken) -> None:
    """Take a planned review back with the reason; the plan then needs another date."""
    review.reason = taken.data["reason"]
