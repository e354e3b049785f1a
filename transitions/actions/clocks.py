"""Steps of a clock: started and moved by the arithmetic, met, missed or judged not needed by a person."""

from typing import Any

from accounts.queries import the_agency
from transitions.actions.transitions import SCOPE
from transitions.forms.clocks import BookForm, MeetClockForm, MoveClockForm, StartClockForm
from transitions.forms.transitions import ReasonForm
from transitions.models import Clock, Protocol, Transition
from transitions.policy import transitions as policy
from workflow.actor import Actor
from workflow.refusals import InvalidInput, StepRefused
from workflow.steps import Step, Taken

C = Clock.Status
LIVING = {C.RUNNING, C.MISSED}
ENDED = {Transition.Status.READMITTED, Transition.Status.DECEASED, Transition.Status.CANCELLED}

START = Step(
    name="clock.start", event="clock.started", label="Start a clock", done="Clock started.", model=Clock, target=C.RUNNING,
    parent=Transition, parent_field="transition", may=policy.may_follow, form=StartClockForm, scope=SCOPE,
)  # fmt: skip


@START.rule
def start_clock(transition: Transition, taken: Taken) -> Clock:
    """A clock starts by itself with what it counts from; nobody has to remember the rule."""
    protocol: Protocol = taken.data["protocol"]
    step = next(step for step in protocol.steps if step["key"] == taken.data["key"])
    taken.notes["key"] = step["key"]
    return Clock(
        transition=transition, client=transition.client, protocol=protocol, key=step["key"], title=step["title"],
        opens_on=taken.data["opens_on"], due_at=taken.data["due_at"], **_of(step),
    )  # fmt: skip


def _of(step: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": step["rule"], "evidence_asked": step["evidence"], "asks": step.get("asks", ""), "owner_role": step["owner"],
        "attempts": step.get("attempts", 0),
    }  # fmt: skip


MOVE = Step(
    name="clock.move", event="clock.moved", label="Move the clock", done="Clock computed anew.", model=Clock, source=LIVING,
    may=policy.may_follow, form=MoveClockForm, scope=SCOPE,
)  # fmt: skip


@MOVE.rule
def move_clock(clock: Clock, taken: Taken) -> None:
    """When what it counts from was put right, the clock moves and says from where, so that nobody works by the old date."""
    taken.notes.update(key=clock.key, before=clock.due_at.isoformat(), now=taken.data["due_at"].isoformat())
    clock.moved_from = clock.due_at
    clock.opens_on, clock.due_at = taken.data["opens_on"], taken.data["due_at"]


MEET = Step(
    name="clock.meet", event="clock.met", label="Met", done="Met.", model=Clock, source=LIVING, target=C.MET, may=policy.may_work,
    form=MeetClockForm, scope=SCOPE,
)  # fmt: skip


@MEET.rule
def meet_clock(clock: Clock, taken: Taken) -> None:
    """Say when it took place and what proves it. Late is better than not at all, and is recorded as late."""
    when, zone = taken.data["met_at"], the_agency().zone
    if when.astimezone(zone).date() < clock.opens_on:
        raise InvalidInput({"met_at": [f"Before {clock.opens_on:%b %-d, %Y} it does not count: {clock.rule}"]})
    clock.met_at, clock.evidence, clock.contact = when, taken.data["evidence"], taken.data.get("contact")
    clock.worksheet = taken.data.get("worksheet")
    clock.late = when > clock.due_at
    clock.reason = ""
    taken.notes.update(key=clock.key, late=clock.late)


def _is_visit(actor: Actor, clock: Clock) -> str:
    return "" if clock.evidence_asked == Clock.Evidence.VISIT else "Only a visit is booked."


def _is_booked(actor: Actor, clock: Clock) -> str:
    return "" if clock.booked_for else "No visit is booked."


BOOK = Step(
    name="clock.book", event="clock.booked", label="Book the visit", done="Visit booked.", model=Clock, source=LIVING,
    may=policy.may_work, ready=_is_visit, form=BookForm, scope=SCOPE,
)  # fmt: skip


@BOOK.rule
def book_visit(clock: Clock, taken: Taken) -> None:
    """Write the appointment down: it stands on the list until somebody says whether the visit took place.

    The clock itself does not move. A visit booked after its last moment is recorded, and shown as too late.
    """
    clock.booked_for, clock.booked_with = taken.data["booked_for"], taken.data["booked_with"]
    clock.remind_client = taken.data["remind_client"]
    taken.notes.update(key=clock.key, booked_for=clock.booked_for.isoformat(), too_late=clock.booked_too_late)


UNBOOK = Step(
    name="clock.unbook", event="clock.booking_fell_through", label="Booking fell through", done="The visit is not booked any more.",
    model=Clock, source=LIVING, may=policy.may_work, ready=_is_booked, form=ReasonForm, scope=SCOPE,
)  # fmt: skip


@UNBOOK.rule
def booking_fell_through(clock: Clock, taken: Taken) -> None:
    """An appointment that was cancelled or not kept must not look as if the visit were arranged: the clock is due as before."""
    _forget_booking(clock)
    taken.notes.update(key=clock.key, why=taken.data["reason"])


def _forget_booking(clock: Clock) -> None:
    clock.booked_for, clock.booked_with, clock.remind_client = None, "", False


EXPIRE = Step(
    name="clock.expire", event="clock.expired", label="Its last moment has passed", done="Marked as missed; its follow-up stays.",
    model=Clock, source={C.RUNNING}, target=C.MISSED, may=policy.may_follow, scope=SCOPE,
)  # fmt: skip


@EXPIRE.rule
def expire_clock(clock: Clock, taken: Taken) -> None:
    """The last moment has passed: the miss is on record without anybody's word, and the step is still owed, late."""
    if clock.due_at >= taken.now:
        raise StepRefused("Its last moment has not passed yet.")
    taken.notes["key"] = clock.key


def _nobody_said_why(actor: Actor, clock: Clock) -> str:
    return "Why it was missed is on record already." if clock.status == C.MISSED and clock.reason else ""


MISS = Step(
    name="clock.miss", event="clock.missed", label="Missed", done="Recorded as missed.", model=Clock, source=LIVING,
    target=C.MISSED, may=policy.may_work, ready=_nobody_said_why, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@MISS.rule
def miss_clock(clock: Clock, taken: Taken) -> None:
    """Say what got in the way: a miss that is told can be learned from, and it can still be met late."""
    clock.reason = taken.data["reason"]
    taken.notes["key"] = clock.key


NOT_NEEDED = Step(
    name="clock.not_needed", event="clock.found_not_needed", label="Not needed", done="Recorded as not needed.", model=Clock, source=LIVING,
    target=C.NOT_NEEDED, may=policy.may_work, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@NOT_NEEDED.rule
def clock_not_needed(clock: Clock, taken: Taken) -> None:
    """A step may be left out only with a recorded reason, by whoever judged it (CMS)."""
    clock.reason = taken.data["reason"]
    clock.ended_by_itself = taken.actor.is_system
    taken.notes["key"] = clock.key


def _transition_goes_on(actor: Actor, clock: Clock) -> str:
    return f"{clock.transition.standing} Nothing of it is due any more." if clock.transition.status in ENDED else ""


REOPEN = Step(
    name="clock.reopen", event="clock.reopened", label="Let it run again", done="The clock runs again.", model=Clock,
    source={C.MET, C.NOT_NEEDED, C.MISSED}, target=C.RUNNING, may=policy.may_work, ready=_transition_goes_on, form=ReasonForm, scope=SCOPE,
)  # fmt: skip


@REOPEN.rule
def reopen_clock(clock: Clock, taken: Taken) -> None:
    """What was closed by mistake is due again, as of the date it always had."""
    clock.met_at, clock.contact, clock.worksheet, clock.late, clock.evidence = None, None, None, False, ""
    clock.ended_by_itself = False
    clock.reason = ""
    _forget_booking(clock)
    taken.notes.update(key=clock.key, why=taken.data["reason"])
