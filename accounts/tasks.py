"""Unattended work of accounts: time off and covers that begin and end, sessions and tokens that are forgotten."""

from celery import shared_task
from django.core.management import call_command

from accounts.actions.calendar import move_by_time


@shared_task(name="accounts.tasks.forget_what_ended", ignore_result=True)
def forget_what_ended() -> None:
    """Nothing depends on it: what ended is refused anyway. It keeps the tables small."""
    call_command("clearsessions")
    call_command("cleartokens")


@shared_task(name="accounts.tasks.begin_and_end_absences", ignore_result=True)
def begin_and_end_absences() -> int:
    """Writes down what the clock has begun and ended; who sees what follows the clock itself and waits for no sweep."""
    return move_by_time()
