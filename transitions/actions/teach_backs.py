"""Steps of the discharge plan checked with the client by teach-back."""

from typing import Any

from careplans.actions.commitments import add_commitment
from careplans.models import Commitment
from careplans.models.codes import OwnerKind
from transitions.actions.transitions import SCOPE
from transitions.forms.teach_backs import TeachBackForm
from transitions.forms.transitions import ReasonForm
from transitions.models import TeachBack, Transition
from transitions.policy import transitions as policy
from transitions.queries.teach_backs import living_plan
from workflow.actor import Actor
from workflow.refusals import InvalidInput
from workflow.steps import Step, Taken

T, S = Transition.Status, TeachBack.Status
NO_PLAN = "The client has no open care plan. Choose a follow-up instead, or start a plan first."


def _has_a_stay(actor: Actor, transition: Transition) -> str:
    open_now = transition.status in (T.ADMITTED, T.DISCHARGED, T.SETTLED)
    return "" if open_now else "The discharge plan is checked while the client is admitted or after the discharge."


RECORD = Step(
    name="teach_back.record", event="teach_back.recorded", label="Check with the client", done="Recorded; the risk tier was looked at again.",
    model=TeachBack, target=S.RECORDED, parent=Transition, parent_field="transition", may=policy.may_work, ready=_has_a_stay,
    form=TeachBackForm, scope=SCOPE, help="What is missing becomes a follow-up or a promise in the same step, and what is not yet understood is taught again.",
)  # fmt: skip


@RECORD.rule
def record_teach_back(transition: Transition, taken: Taken) -> TeachBack:
    """Ask the client to say it in their own words: what was handed out is not yet understood, and what is missing gets an owner at once."""
    said = dict(taken.data)
    owner = {"owner_kind": said.pop("owner_kind"), "partner_name": said.pop("partner_name")}
    promise = _promised(transition, said, owner, taken) if said["remedy"] == TeachBack.Remedy.PROMISE else None
    taken.notes.update(topic=said["topic"], arranged=said["arranged"], understood=said["understood"], remedy=said["remedy"])
    return TeachBack(
        transition=transition, client_id=transition.client_id, commitment=promise, recorded_by_name=taken.actor.name[:120], **said
    )


def _promised(transition: Transition, said: dict[str, Any], owner: dict[str, Any], taken: Taken) -> Commitment:
    plan = living_plan(transition.client_id)
    if plan is None:
        raise InvalidInput({"remedy": [NO_PLAN]})
    worker = transition.case.case_manager_id if transition.case else None
    terms = owner if owner["owner_kind"] else {"owner_kind": OwnerKind.CASE_MANAGER, "worker": worker}
    made: Commitment = add_commitment(plan.pk, actor=taken.actor, what=said["missing"], due_on=said["due_on"], **terms)
    return made


MARK_ERROR = Step(
    name="teach_back.mark_error", event="teach_back.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=TeachBack, source={S.RECORDED}, target=S.ENTERED_IN_ERROR, may=policy.may_work, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@MARK_ERROR.rule
def mark_teach_back_error(check: TeachBack, taken: Taken) -> None:
    """A wrong entry stays readable and counts for nothing; its follow-up ends, and a promise that was made is released in the plan."""
    check.error_reason = taken.data["reason"]
