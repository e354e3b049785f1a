"""Steps of a follow-up: opened once for its source, then done or dropped."""

from accounts.models import User
from clients.models import Client
from followups.actions.own import repeat_follow_up, the_next
from followups.actions.planning import cancel_deliveries, plan_deliveries, plan_notice
from followups.forms.follow_ups import CloseFollowUpForm, OpenFollowUpForm
from followups.models import FollowUp, Rung
from followups.policy import follow_ups as policy
from workflow.actor import Actor, system_actor
from workflow.steps import Step, Taken

OPEN, DONE, DROPPED = FollowUp.Status.OPEN, FollowUp.Status.DONE, FollowUp.Status.DROPPED
SCOPE = "follow-ups:write"
WORKER = system_actor("follow-ups")

# Quiet: the event that made it due stands on the timeline already.
OPEN_FOLLOW_UP = Step(
    name="follow_up.open", event="follow_up.opened", label="Open a follow-up", done="Follow-up opened.", model=FollowUp,
    target=OPEN, parent=Client, parent_field="client", may=policy.may_open, form=OpenFollowUpForm, scope=SCOPE, quiet=True,
)  # fmt: skip


@OPEN_FOLLOW_UP.rule
def open_follow_up(client: Client, taken: Taken) -> FollowUp:
    """Put on somebody's list what has become due, with the reason it is there."""
    title = FollowUp.Kind(taken.data["kind"]).label
    follow_up = FollowUp(client=client, title=title, **taken.data)
    taken.then(lambda: plan_deliveries(follow_up))
    return follow_up


def _waits(actor: Actor, follow_up: FollowUp) -> str:
    return "" if follow_up.can_be_acknowledged else "There is nothing here to acknowledge, or somebody has done so already."


ACKNOWLEDGE = Step(
    name="follow_up.acknowledge", event="follow_up.acknowledged", label="Acknowledge", done="Acknowledged: it is yours now.",
    model=FollowUp, source={OPEN}, may=policy.may_acknowledge, ready=_waits, scope=SCOPE,
)  # fmt: skip


@ACKNOWLEDGE.rule
def acknowledge_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Say that you have it and act on it now, so that everybody else knows that somebody does."""
    follow_up.acknowledged_at = taken.now
    follow_up.acknowledged_by_id = taken.actor.id if taken.actor.is_person else None
    follow_up.acknowledged_by_name = taken.actor.name[:120]
    taken.notes["kind"] = follow_up.kind
    cancel_deliveries(follow_up, f"Acknowledged by {taken.actor.name}.", rungs=[Rung.URGENT])


def _is_acknowledged(actor: Actor, follow_up: FollowUp) -> str:
    return "Acknowledge the safety flag first." if follow_up.wants_acknowledging else ""


COMPLETE = Step(
    name="follow_up.complete", event="follow_up.completed", label="Done", done="Follow-up done.", model=FollowUp,
    source={OPEN}, target=DONE, may=policy.may_finish, ready=_is_acknowledged, form=CloseFollowUpForm, scope=SCOPE,
)  # fmt: skip


@COMPLETE.rule
def complete_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Say that it is done and what happened, so that the next reader need not ask; of a series, the next one opens.

    Whoever answered it in the owner's place is named to the owner, once these are back and at work.
    """
    _close(follow_up, taken)
    if (
        policy.answers_it(taken.actor, follow_up)
        and follow_up.owner_id not in taken.actor.acts_for
        and (owner := follow_up.owner)
    ):
        taken.notes["owner"] = str(owner.pk)
        taken.then(lambda: _tell_owner(owner, follow_up, taken.actor))
    if follow_up.repeats and the_next(follow_up, taken.now):
        taken.then(lambda: repeat_follow_up(follow_up.pk, actor=WORKER))


def _tell_owner(owner: User, follow_up: FollowUp, by: Actor) -> None:
    words = f"{by.name} answered something urgent of yours and completed it"
    plan_notice(owner, f"answered:{follow_up.pk}", words, follow_up.get_absolute_url())


DROP = Step(
    name="follow_up.drop", event="follow_up.dropped", label="Drop", done="Follow-up dropped.", model=FollowUp,
    source={OPEN}, target=DROPPED, may=policy.may_close, form=CloseFollowUpForm, scope=SCOPE, danger=True,
)  # fmt: skip


@DROP.rule
def drop_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Take it off the list with the reason: what is no longer needed must not hide what is. A series ends with it."""
    _close(follow_up, taken)


def _close(follow_up: FollowUp, taken: Taken) -> None:
    follow_up.closed_at = taken.now
    follow_up.outcome = taken.data["outcome"]
    taken.notes["kind"] = follow_up.kind
    cancel_deliveries(follow_up, "It is closed.")
