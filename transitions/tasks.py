"""Unattended work of transitions: clocks whose last moment has passed."""

from celery import shared_task

from transitions.actions.running_out import mark_what_ran_out


@shared_task(name="transitions.tasks.mark_missed_clocks", ignore_result=True)
def mark_missed_clocks() -> int:
    return mark_what_ran_out()
