"""The Celery app: queues urgent, default and bulk; JSON only; nothing is true that PostgreSQL does not hold."""

import os
from typing import Any

from celery import Celery
from celery.signals import after_task_publish, beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")

app = Celery("casemgmt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def watch_the_scheduler(**_: Any) -> None:
    """In the scheduler's process alone: each task it sends is progress, which /status reads."""
    after_task_publish.connect(_note_progress)


def _note_progress(**_: Any) -> None:
    from django.db import close_old_connections

    from workflow.outbox import beat

    close_old_connections()
    beat("scheduler")
