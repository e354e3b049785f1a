"""How a transition ends: settled, readmitted, cancelled, or by the client's death."""

from datetime import timedelta
from functools import partial
from typing import Any

from transitions.actions.clocks import clock_not_needed, miss_clock
from transitions.actions.transitions import GOING_ON, SCOPE, S, open_transition
from transitions.actions.unattended import WORKER
from transitions.forms.transitions import FollowForm, ReadmitForm, ReasonForm
from transitions.models import Clock, Transition
from transitions.policy import transitions as policy
from transitions.queries.confirmations import foresee_parties, parties_left
from transitions.queries.owed import OWED, foresee_owed
from workflow.actor import Actor
from workflow.refusals import InvalidInput, StepRefused
from workflow.steps import Step, Taken

# The window of a readmission: the day of the discharge and the next 29 count for TCM; HEDIS and CMS speak of 30 days.
WINDOW = timedelta(days=30)
AFTER = {S.DISCHARGED, S.SETTLED}


def _everybody_answered(actor: Actor, transition: Transition) -> str:
    left = parties_left(transition)
    return f"Record first what these say of the hand-over, or why they cannot: {', '.join(left)}." if left else ""


def _something_is_owed(actor: Actor, transition: Any) -> str:
    if "owes" not in transition.__dict__:
        foresee_owed([transition])
    return "" if transition.owes else "Nothing of this transition is due any more."


_END: dict[str, Any] = {Clock.Status.RUNNING: clock_not_needed, Clock.Status.MISSED: miss_clock}

SETTLE = Step(
    name="transition.settle", event="transition.settled", label="Settle", done="Settled: the hand-over is complete.",
    model=Transition, source={S.DISCHARGED}, target=S.SETTLED, may=policy.may_work, ready=_everybody_answered,
    foresee=foresee_parties, scope=SCOPE, help="Clocks that still run go on.",
)  # fmt: skip


@SETTLE.rule
def settle_transition(transition: Transition, taken: Taken) -> None:
    """A hand-over is warm when sender, receiver and client have each confirmed it, or the reason why not is on record."""


READMIT = Step(
    name="transition.readmit", event="transition.readmitted", label="Record a readmission", done="Readmission recorded; the new stay is linked.",
    model=Transition, source=AFTER, target=S.READMITTED, may=policy.may_work, form=ReadmitForm, scope=SCOPE,
    help="This transition ends, its reminders with it, and the new stay opens.",
)  # fmt: skip


@READMIT.rule
def readmit(transition: Transition, taken: Taken) -> None:
    """Back within 30 days: what was planned for home is no longer due, and the new stay knows what came before."""
    since, again = transition.discharged_at, taken.data["admitted_at"]
    if since is None or not since <= again <= since + WINDOW:
        raise StepRefused(
            "A readmission lies within 30 days after the discharge. Check the time, or add a transition of its own."
        )
    following = taken.data.get("following")
    if following is not None and (following.client_id != transition.client_id or following.pk == transition.pk):
        raise InvalidInput({"following": ["Choose another stay of the same client."]})
    taken.then(lambda: _link(transition, following or _new_stay(transition, taken)))


def _new_stay(transition: Transition, taken: Taken) -> Transition:
    stay = {
        "facility": taken.data["facility"] or transition.facility, "from_setting": transition.from_setting,
        "visit_number": taken.data["visit_number"], "admitted_at": taken.data["admitted_at"],
    }  # fmt: skip
    opened: Transition = open_transition(transition.client_id, actor=taken.actor, **stay)
    return opened


def _link(transition: Transition, following: Transition) -> None:
    now: Any = Transition.objects.unscoped("the stay that follows").get(pk=following.pk)
    if now.previous_id != transition.pk:
        follow_on(now.pk, actor=WORKER, version=now.version, previous=transition)


FOLLOW = Step(
    name="transition.follow", event="transition.follows", label="Link to the stay before", done="Linked to the stay before.",
    model=Transition, source=set(S), may=policy.may_follow, form=FollowForm, scope=SCOPE,
)  # fmt: skip


@FOLLOW.rule
def follow_on(transition: Transition, taken: Taken) -> None:
    """A readmission names the stay it follows, so that whoever reads one finds the other."""
    transition.previous = taken.data["previous"]


NOT_READMITTED = Step(
    name="transition.take_back_readmission", event="transition.readmission_taken_back", label="Take the readmission back",
    done="The readmission is taken back.", model=Transition, source={S.READMITTED}, target=S.DISCHARGED, may=policy.may_follow,
    scope=SCOPE,
)  # fmt: skip


@NOT_READMITTED.rule
def take_readmission_back(transition: Transition, taken: Taken) -> None:
    """When the later stay turns out not to have been, the earlier one goes on, and so do its clocks."""


END_CLOCKS = Step(
    name="transition.end_clocks", event="transition.clocks_ended", label="End what is still due", done="Ended; nobody is reminded any more.",
    model=Transition, source=(S.ADMITTED, *sorted(AFTER)), may=policy.may_work, ready=_something_is_owed, foresee=foresee_owed, form=ReasonForm,
    scope=SCOPE, danger=True, help="For each step the reason stays on record.",
)  # fmt: skip


@END_CLOCKS.rule
def end_clocks(transition: Transition, taken: Taken) -> None:
    """When nobody will follow a move to its end, say once why: what is left reminds nobody, and a miss stays a miss."""
    taken.notes["why"] = taken.data["reason"]
    for clock in Clock.objects.unscoped("the clocks of the transition itself").filter(OWED, transition=transition).order_by("id"):
        taken.then(partial(_END[clock.status], clock.pk, actor=taken.actor, version=clock.version, reason=taken.data["reason"]))


CANCEL = Step(
    name="transition.cancel", event="transition.cancelled", label="Cancel", done="Cancelled; its reminders have stopped.",
    model=Transition, source=(*GOING_ON, S.DISCHARGED), target=S.CANCELLED, may=policy.may_keep, form=ReasonForm, scope=SCOPE,
    danger=True,
)  # fmt: skip


@CANCEL.rule
def cancel_transition(transition: Transition, taken: Taken) -> None:
    """A move that does not take place, or was told by mistake, must not remind anybody of anything."""
    transition.ended_reason = taken.data["reason"]


RECORD_DEATH = Step(
    name="transition.record_death", event="transition.ended_by_death", label="The client has died", done="Ended; its reminders have stopped.",
    model=Transition, source=(*GOING_ON, S.DISCHARGED, S.SETTLED), target=S.DECEASED, may=policy.may_follow, form=ReasonForm, scope=SCOPE,
)  # fmt: skip


@RECORD_DEATH.rule
def record_death_in_transition(transition: Transition, taken: Taken) -> None:
    """Nobody calls a family about a visit after the client has died: every reminder ends at once."""
    transition.ended_reason = taken.data["reason"]
