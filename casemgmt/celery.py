"""The Celery app: queues urgent, default and bulk; JSON only; nothing is true that PostgreSQL does not hold."""

import os
from typing import Any

from celery import Celery
from celery.signals import after_task_publish, beat_init, task_received, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")

app = Celery("casemgmt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def watch_the_scheduler(**_: Any) -> None:
    """In the scheduler's process alone: each task it sends is progress, which /status reads."""
    after_task_publish.connect(_note_progress)


@worker_ready.connect
def watch_the_worker(sender: Any, **_: Any) -> None:
    """In the worker's main process: it ends itself when it has stopped hearing what waits for it."""
    from celery.worker import state
    from django.conf import settings

    from casemgmt.stalled import Watch, keep_watch, messages_in

    queues = [queue.name for queue in sender.task_consumer.queues]
    watch = Watch(lambda: messages_in(settings.REDIS_URL, queues), lambda: len(state.active_requests))
    task_received.connect(watch.heard, weak=False)
    keep_watch(watch)


def _note_progress(**_: Any) -> None:
    from django.db import close_old_connections

    from workflow.outbox import beat

    close_old_connections()
    beat("scheduler")
