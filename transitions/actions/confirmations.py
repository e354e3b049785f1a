"""Steps of the warm hand-over: what sender, receiver and client say of it."""

from transitions.actions.transitions import SCOPE
from transitions.forms.clocks import ConfirmationForm
from transitions.forms.transitions import ReasonForm
from transitions.models import Confirmation, Transition
from transitions.policy import transitions as policy
from workflow.actor import Actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

C, T = Confirmation.Status, Transition.Status


def _has_moved(actor: Actor, transition: Transition) -> str:
    moved = transition.status in (T.DISCHARGED, T.SETTLED)
    return "" if moved else "A hand-over is confirmed once the client was discharged."


RECORD = Step(
    name="confirmation.record", event="confirmation.recorded", label="Record a confirmation", done="Recorded.", model=Confirmation,
    target=C.RECORDED, parent=Transition, parent_field="transition", may=policy.may_confirm, ready=_has_moved,
    form=ConfirmationForm, scope=SCOPE,
)  # fmt: skip


@RECORD.rule
def record_confirmation(transition: Transition, taken: Taken) -> Confirmation:
    """Each of the three says it for themselves, or the reason why they cannot is written down; nobody confirms for another."""
    if policy.is_partner(taken.actor) and taken.data["party"] != Confirmation.Party.SENDER:
        raise StepRefused("Your system confirms as the sender. The agency's staff record what receiver and client say.")
    taken.notes.update(party=taken.data["party"], confirmed=taken.data["confirmed"])
    return Confirmation(
        transition=transition, client_id=transition.client_id, said_at=taken.now, recorded_by_name=taken.actor.name[:120],
        **taken.data,
    )  # fmt: skip


MARK_ERROR = Step(
    name="confirmation.mark_error", event="confirmation.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=Confirmation, source={C.RECORDED}, target=C.ENTERED_IN_ERROR, may=policy.may_correct_confirmation, form=ReasonForm,
    scope=SCOPE, danger=True,
)  # fmt: skip


@MARK_ERROR.rule
def mark_confirmation_error(confirmation: Confirmation, taken: Taken) -> None:
    """A wrong answer stays readable and counts for nothing."""
    confirmation.error_reason = taken.data["reason"]
