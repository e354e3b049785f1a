"""Steps of the client's answers to a plan."""

from careplans.actions.plans import note_plan_agreed
from careplans.actions.unattended import WORKER
from careplans.forms.agreements import AgreementForm
from careplans.forms.plans import PlanReasonForm
from careplans.models import Agreement, CarePlan
from careplans.policy import plans as policy
from careplans.queries.agreements import not_agreed
from workflow.actor import Actor
from workflow.steps import Step, Taken

S = Agreement.Status
SCOPE = "plans:write"
ASKED = (CarePlan.Status.PROPOSED, CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD)


def _was_put_to_the_client(actor: Actor, plan: CarePlan) -> str:
    if plan.status not in ASKED:
        return "Put the plan to the client first." if plan.status == CarePlan.Status.DRAFT else "This plan has ended."
    if plan.asks_again:
        return "The plan has changed since it was put to the client. Put the new version to them first."
    return ""


RECORD = Step(
    name="agreement.record", event="agreement.recorded", label="Record an answer", done="Answer recorded.", model=Agreement,
    target=S.RECORDED, parent=CarePlan, parent_field="plan", may=policy.may_answer, ready=_was_put_to_the_client, form=AgreementForm,
    scope=SCOPE,
)  # fmt: skip


@RECORD.rule
def record_agreement(plan: CarePlan, taken: Taken) -> Agreement:
    """Line by line, in the client's words, by whoever may answer for them: agreeing is more than a signature at the bottom."""
    taken.notes.update(
        answer=taken.data["answer"], revision=plan.revision, by_representative=taken.data["representative"] is not None
    )
    if plan.status in (CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD):
        taken.then(lambda: _note_if_agreed(plan))
    return Agreement(
        plan=plan, client_id=plan.client_id, revision=plan.revision, recorded_by_name=taken.actor.name[:120], **taken.data
    )  # fmt: skip


def _note_if_agreed(plan: CarePlan) -> None:
    """The last answer that was missing puts the changed lines of a plan in force."""
    if not plan.is_agreed and not not_agreed(plan):
        note_plan_agreed(plan.pk, actor=WORKER, version=plan.version)


MARK_ERROR = Step(
    name="agreement.mark_error", event="agreement.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=Agreement, source={S.RECORDED}, target=S.ENTERED_IN_ERROR, may=policy.may_plan, form=PlanReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@MARK_ERROR.rule
def mark_agreement_error(answer: Agreement, taken: Taken) -> None:
    """A wrong entry stays readable and counts for nothing; the answer before it counts again."""
    taken.notes["reason"] = bool(taken.data["reason"])
