"""A worker that stopped hearing the bell ends itself, so that whoever keeps the programs starts it anew.

After Redis hung or went away a Celery worker can stay connected and hear nothing any more, silently
(celery issues 10205 and 10302; seen in the fault tests). Nothing is lost by ending it: what is due stands in
PostgreSQL. It counts as stalled when messages wait in its queues, it works on none, and it has
taken none for half a minute; a worker that is busy, or has nothing to hear, never does.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from redis import Redis, RedisError

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
STALLED_AFTER = 30.0
SECONDS_TO_LEAVE = 5.0


@dataclass
class Watch:
    """What one worker heard, and whether it should have heard more."""

    waiting: Callable[[], int]
    working: Callable[[], int]
    clock: Callable[[], float] = time.monotonic
    heard_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.heard_at = self.clock()

    def heard(self, *args: Any, **kwargs: Any) -> None:
        """Called for each message the worker takes."""
        self.heard_at = self.clock()

    def is_stalled(self) -> bool:
        if self.working() or not self.waiting():
            self.heard()
        return self.clock() - self.heard_at > STALLED_AFTER


def messages_in(url: str, queues: Sequence[str]) -> int:
    """How many rings wait in Redis; while it does not answer there is nothing to hear."""
    try:
        with Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as redis:
            return sum(int(redis.llen(queue)) for queue in queues)
    except RedisError:
        return 0


def keep_watch(watch: Watch) -> None:
    """Beside the worker's own loop, for that is what may be stuck."""
    threading.Thread(target=_watching, args=(watch,), daemon=True, name="stalled").start()


def _watching(watch: Watch) -> None:
    while not watch.is_stalled():
        time.sleep(LOOK_EVERY)
    log.error("messages wait and this worker hears none of them; it ends, to be started anew")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_LEAVE)
    # A loop that is stuck does not hear this signal either; its processes end when their pipes close.
    os.kill(os.getpid(), signal.SIGKILL)
