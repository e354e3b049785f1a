"""Unattended work of accounts: forgetting sessions and tokens that ended."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.tasks.forget_what_ended", ignore_result=True)
def forget_what_ended() -> None:
    """Nothing depends on it: what ended is refused anyway. It keeps the tables small."""
    call_command("clearsessions")
    call_command("cleartokens")
