"""Unattended work of interop: matching and applying what hospitals sent."""

from celery import shared_task

from interop.actions.processing import process_stored
from interop.actions.telling import tell_of_waiting
from workflow.outbox import beat


@shared_task(name="interop.tasks.process_notices", ignore_result=True)
def process_notices() -> int:
    """Rung by the bell and by the scheduler; both at once do no harm."""
    done = process_stored()
    tell_of_waiting()
    beat("hospital notices")
    return done
