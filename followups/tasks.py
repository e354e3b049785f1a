"""Unattended work of follow-ups: sending what is due, planning the digests, looking for consents about to end."""

from celery import shared_task

from followups.actions.digest import plan_digests
from followups.actions.dispatch import dispatch
from followups.actions.ending_consents import look_for_ending_consents
from followups.actions.holds import end_holds_that_ran_out
from workflow.outbox import beat


@shared_task(name="followups.tasks.deliver", ignore_result=True)
def deliver(lane: str) -> dict[str, int]:
    """Rung by the bell and by the scheduler; both at once do no harm."""
    return dict(dispatch(lane))


@shared_task(name="followups.tasks.plan_the_digests", ignore_result=True)
def plan_the_digests() -> int:
    planned = plan_digests()
    beat("digests")
    return planned


@shared_task(name="followups.tasks.look_at_consents", ignore_result=True)
def look_at_consents() -> int:
    return look_for_ending_consents()


@shared_task(name="followups.tasks.end_holds", ignore_result=True)
def end_holds() -> int:
    return end_holds_that_ran_out()
