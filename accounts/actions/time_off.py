"""Steps of time off: planning, cancelling, its beginning and end, and reading what happened meanwhile."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.actions.covers import CALENDAR, end_covers, end_covers_of
from accounts.forms.absence import TimeOffForm, between
from accounts.models import TimeOff, User
from accounts.models.time_off import AGREED
from accounts.policy.absence import know_teams, may_change_time_off, may_move_by_time, may_plan_for, may_read_summary
from accounts.queries.absence import covers_between
from accounts.queries.returning import summary_of
from workflow.actor import Actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

PLANNED, BEGUN, ENDED, CANCELLED = TimeOff.Status.PLANNED, TimeOff.Status.BEGUN, TimeOff.Status.ENDED, TimeOff.Status.CANCELLED
SCOPE = "people:write"
LEAVING = "somebody leaves for good"


def _still_here(actor: Actor, person: User) -> str:
    return "" if person.is_active else f"{person.name} is deactivated. Reactivate them first."


PLAN = Step(
    name="time_off.plan", event="time_off.planned", label="Plan time off", done="Time off planned.", model=TimeOff, target=PLANNED,
    parent=User, parent_field="user", may=may_plan_for, foresee=know_teams, ready=_still_here, form=TimeOffForm, scope=SCOPE,
)  # fmt: skip


@PLAN.rule
def plan_time_off(person: User, taken: Taken) -> TimeOff:
    """Say when somebody is away, so that nothing disturbs them and nothing waits for them; whom they cover for is settled first."""
    starts_at, ends_at = taken.data["starts_at"], taken.data["ends_at"]
    if (cover := covers_between(starts_at, ends_at, coverer=person).filter(status__in=AGREED).first()) is not None:
        when = between(cover, ZoneInfo(person.time_zone))
        raise StepRefused(
            f"{person.name} covers for {cover.away.name} {when}. Give that cover back first, so that those clients are not left alone."
        )
    taken.notes.update(starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat())
    return TimeOff(user=person, starts_at=starts_at, ends_at=ends_at)


CANCEL = Step(
    name="time_off.cancel", event="time_off.cancelled", label="Cancel the time off", done="Time off cancelled; nobody covers in it.",
    model=TimeOff, source={PLANNED}, target=CANCELLED, may=may_change_time_off, scope=SCOPE, danger=True,
)  # fmt: skip


@CANCEL.rule
def cancel_time_off(time_off: TimeOff, taken: Taken) -> None:
    """Stay after all; whoever was asked to cover, or had agreed, is free again."""
    end_covers_of(time_off)


def _has_come(actor: Actor, time_off: TimeOff) -> str:
    return "" if time_off.starts_at <= timezone.now() else "It has not come yet."


BEGIN = Step(
    name="time_off.begin", event="time_off.begun", label="Begin", done="Time off begun.", model=TimeOff, source={PLANNED}, target=BEGUN,
    may=may_move_by_time, ready=_has_come, scope=SCOPE,
)  # fmt: skip


@BEGIN.rule
def begin_time_off(time_off: TimeOff, taken: Taken) -> None:
    """Write down that somebody is away now; by the clock they were so already, whether this came late or not."""


END = Step(
    name="time_off.end", event="time_off.ended", label="Back at work", done="Welcome back.", model=TimeOff, source={BEGUN}, target=ENDED,
    may=may_change_time_off, scope=SCOPE,
)  # fmt: skip


@END.rule
def end_time_off(time_off: TimeOff, taken: Taken) -> None:
    """Return, at the end or before it: covers end at once, everything is one's own again, and a summary says what happened meanwhile."""
    time_off.ends_at = min(time_off.ends_at, taken.now)
    end_covers_of(time_off)
    time_off.summary = summary_of(time_off.user_id, time_off.starts_at, time_off.ends_at)
    if not time_off.summary["clients"]:
        time_off.summary_read_at = taken.now
    taken.notes["ends_at"] = time_off.ends_at.isoformat()


READ_SUMMARY = Step(
    name="time_off.read_summary", event="time_off.summary_read", label="I have read it", done="The summary stays under Time off.",
    model=TimeOff, source={ENDED}, may=may_read_summary, scope=SCOPE,
)  # fmt: skip


@READ_SUMMARY.rule
def read_summary(time_off: TimeOff, taken: Taken) -> None:
    """Put the summary away once it was read, because a notice that stays for ever is not seen any more."""
    time_off.summary_read_at = taken.now


def end_absences_of(person: User) -> None:
    """Whoever leaves for good is no longer away, covered, or covering."""
    end_covers(person.covering.unscoped(LEAVING))
    rows = person.time_off.unscoped(LEAVING).filter(status__in=(PLANNED, BEGUN)).order_by("id")
    for time_off in rows:
        finish = cancel_time_off if time_off.status == PLANNED else end_time_off
        finish(time_off.pk, actor=CALENDAR, version=time_off.version)
