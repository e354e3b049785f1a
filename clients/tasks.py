"""Unattended work of clients: clearing away files that belong to no document."""

from celery import shared_task

from clients.actions.storage import sweep_orphans


@shared_task(name="clients.tasks.sweep_orphaned_files", ignore_result=True)
def sweep_orphaned_files() -> int:
    return sweep_orphans()
