"""Steps of the duty rota: planning a shift and cancelling it."""

from django.utils import timezone

from accounts.actions.covers import CALENDAR
from accounts.forms.absence import DutyShiftForm
from accounts.models import DutyShift, User
from accounts.policy.absence import may_cancel_duty, may_plan_duty
from workflow.actor import Actor
from workflow.steps import Step, Taken

PLANNED = DutyShift.Status.PLANNED
SCOPE = "people:write"

PLAN = Step(
    name="duty_shift.plan", event="duty_shift.planned", label="Plan a duty shift", done="Shift planned.", model=DutyShift,
    target=PLANNED, may=may_plan_duty, form=DutyShiftForm, scope=SCOPE,
)  # fmt: skip


@PLAN.rule
def plan_duty_shift(_: None, taken: Taken) -> DutyShift:
    """Put somebody on duty, so that what is urgent reaches a person at any hour and leaves everybody else in peace."""
    data = taken.data
    taken.notes.update(team=str(data["team"].pk) if data["team"] else None, starts_at=data["starts_at"].isoformat())
    return DutyShift(person=data["person"], team=data["team"], starts_at=data["starts_at"], ends_at=data["ends_at"])


def _not_over(actor: Actor, shift: DutyShift) -> str:
    return "" if shift.ends_at > timezone.now() else "This shift is over."


CANCEL = Step(
    name="duty_shift.cancel", event="duty_shift.cancelled", label="Cancel the shift", done="Shift cancelled; look at the gaps.",
    model=DutyShift, source={PLANNED}, target=DutyShift.Status.CANCELLED, may=may_cancel_duty, ready=_not_over, scope=SCOPE, danger=True,
)  # fmt: skip


@CANCEL.rule
def cancel_duty_shift(shift: DutyShift, taken: Taken) -> None:
    """Take somebody off duty; the page shows at once which hours nobody is there for."""


def end_duty_of(person: User) -> None:
    for shift in person.duty_shifts.filter(status=PLANNED, ends_at__gt=timezone.now()):
        cancel_duty_shift(shift.pk, actor=CALENDAR, version=shift.version)
