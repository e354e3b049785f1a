"""Steps that move a follow-up in time: rescheduled, put on hold, brought back; and the nudge to whom it waits for."""

from datetime import timedelta

from django.utils import timezone

from followups.actions.planning import replan_deliveries
from followups.forms.dates import moment
from followups.forms.moving import HoldForm, NudgeForm, RescheduleForm
from followups.models import FollowUp
from followups.models.follow_ups import OF_TRANSITION
from followups.policy import follow_ups as policy
from workflow.actor import Actor
from workflow.forms import StepForm
from workflow.steps import Step, Taken

OPEN, SCOPE = FollowUp.Status.OPEN, "follow-ups:write"
Kind = FollowUp.Kind
UNDO_WITHIN = timedelta(hours=1)
# What has a date of its own is moved there, where everybody concerned sees it; what must not wait is not moved at all.
NOT_MOVED: dict[str, str] = {
    Kind.SAFETY_FLAG: "A safety flag is not put off. Acknowledge it and act on it, or hand it over.",
    Kind.COMMITMENT: "A promise has a date of its own. Renegotiate it in the plan, so that everybody who agreed sees it.",
    Kind.NOTE: "The time to write a note runs from the contact and cannot be moved. Write it, or discard the draft.",
    Kind.ANSWER: "An assignment is accepted or declined, not put off.",
    **dict.fromkeys(
        OF_TRANSITION,
        "Its clock follows from the move itself. Correct the transition, or say there why the step is not needed.",
    ),
    Kind.REVIEW_ACCESS: "The review of an emergency access is not put off.",
}


def _is_movable(actor: Actor, follow_up: FollowUp) -> str:
    return NOT_MOVED.get(follow_up.kind, "")


RESCHEDULE = Step(
    name="follow_up.reschedule", event="follow_up.rescheduled", label="Reschedule", done="Follow-up rescheduled.", model=FollowUp,
    source={OPEN}, may=policy.may_close, ready=_is_movable, form=RescheduleForm, scope=SCOPE,
)  # fmt: skip


@RESCHEDULE.rule
def reschedule_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Move it to another day with the reason; the day it was first due stays with it, and is shown."""
    follow_up.moved_why = taken.data["reason"]
    taken.notes.update(kind=follow_up.kind, before=follow_up.due_at.isoformat())
    follow_up.first_due_at = follow_up.first_due_at or follow_up.due_at
    follow_up.moved_from, follow_up.moved_at = follow_up.due_at, taken.now
    follow_up.due_at = taken.data["due_at"]
    taken.notes["due_at"] = follow_up.due_at.isoformat()
    taken.then(lambda: replan_deliveries(follow_up, "It was rescheduled."))


def _was_just_moved(actor: Actor, follow_up: FollowUp) -> str:
    if follow_up.moved_from is None or follow_up.moved_at is None:
        return "It was not moved, so there is nothing to undo."
    too_late = timezone.now() - follow_up.moved_at > UNDO_WITHIN
    return "It was moved more than an hour ago. Reschedule it instead, with the reason." if too_late else ""


MOVE_BACK = Step(
    name="follow_up.move_back", event="follow_up.moved_back", label="Undo the move", done="Move undone: it is due when it was before.",
    model=FollowUp, source={OPEN}, may=policy.may_close, ready=_was_just_moved, scope=SCOPE,
)  # fmt: skip


@MOVE_BACK.rule
def move_follow_up_back(follow_up: FollowUp, taken: Taken) -> None:
    """Undo a move made by mistake, within an hour: it is due when it was, even where that has passed meanwhile."""
    taken.notes.update(kind=follow_up.kind, before=follow_up.due_at.isoformat())
    follow_up.due_at = follow_up.moved_from or follow_up.due_at
    if follow_up.first_due_at == follow_up.due_at:
        follow_up.first_due_at = None
    follow_up.moved_from = follow_up.moved_at = None
    follow_up.moved_why = ""
    taken.then(lambda: replan_deliveries(follow_up, "The move was undone."))


def _may_wait(actor: Actor, follow_up: FollowUp) -> str:
    waits = f"It waits already, on {follow_up.waiting_on}." if follow_up.waits else ""
    return waits or _is_movable(actor, follow_up)


HOLD = Step(
    name="follow_up.hold", event="follow_up.held", label="Put on hold", done="Follow-up on hold: it waits on others.",
    model=FollowUp, source={OPEN}, may=policy.may_close, ready=_may_wait, form=HoldForm, scope=SCOPE,
)  # fmt: skip


@HOLD.rule
def hold_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Wait for somebody else until a day. Meanwhile it is looked after, and is nobody's lateness here."""
    data = taken.data
    follow_up.moved_why = data["reason"]
    follow_up.waiting_on, follow_up.hold_until = data["waiting_on"], moment(data["hold_until"], None)
    if follow_up.due_at < follow_up.hold_until:
        follow_up.first_due_at = follow_up.first_due_at or follow_up.due_at
        follow_up.due_at = follow_up.hold_until
    taken.notes.update(kind=follow_up.kind, until=data["hold_until"].isoformat())
    taken.then(lambda: replan_deliveries(follow_up, "It was put on hold."))


def _is_held(actor: Actor, follow_up: FollowUp) -> str:
    return "" if follow_up.is_held else "It is not on hold."


END_HOLD = Step(
    name="follow_up.end_hold", event="follow_up.hold_ended", label="End the hold", done="Hold ended: it is yours to do again.", model=FollowUp,
    source={OPEN}, may=policy.may_close, ready=_is_held, form=StepForm, scope=SCOPE,
)  # fmt: skip


@END_HOLD.rule
def end_hold(follow_up: FollowUp, taken: Taken) -> None:
    """Take it back on your own list: what was waited for has come, or its day has."""
    taken.notes.update(kind=follow_up.kind)
    follow_up.waiting_on, follow_up.hold_until = "", None
    taken.then(lambda: replan_deliveries(follow_up, "The hold was ended."))


def _waits(actor: Actor, follow_up: FollowUp) -> str:
    return "" if follow_up.waits else "It waits on nobody; there is nobody to remind."


NUDGE = Step(
    name="follow_up.nudge", event="follow_up.nudged", label="Nudge", done="Nudge written down.", model=FollowUp,
    source={OPEN}, may=policy.may_close, ready=_waits, form=NudgeForm, scope=SCOPE,
)  # fmt: skip


@NUDGE.rule
def nudge(follow_up: FollowUp, taken: Taken) -> None:
    """Write down that you reminded whoever is waited for, and how: the next reader knows that they were asked."""
    follow_up.nudged_at, follow_up.nudge_words = taken.now, taken.data["words"]
    taken.notes.update(kind=follow_up.kind, channel=taken.data["channel"])
