"""The bell that wakes a worker for a committed event or a delivery; a queue that is away must not keep anybody waiting."""

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

# The sweep finds what was not rung for, so nothing is lost by not trying again at once.
SECONDS_OF_SILENCE = 10.0
# Notices come by the hundred: one ring, a second later, wakes a worker for all that came meanwhile.
SECONDS_TO_GATHER = 1.0


class Bell:
    """Rings unless the last attempt failed a moment ago."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.silent_until = 0.0
        self.gathering_until = 0.0

    def __call__(self, event_id: UUID) -> None:
        from workflow.tasks import publish_event

        self._ring(publish_event, str(event_id), "urgent")

    def for_deliveries(self, lane: str) -> None:
        """Each lane has a queue of its name: what is slow never keeps waiting what is urgent."""
        from followups.tasks import deliver

        self._ring(deliver, lane, lane)

    def for_notices(self) -> None:
        """Whoever rings while a ring is still to sound is heard by that one."""
        from interop.tasks import process_notices

        if self.clock() >= self.gathering_until:
            self.gathering_until = self.clock() + SECONDS_TO_GATHER
            self._ring(process_notices, None, "default", countdown=SECONDS_TO_GATHER)

    def _ring(self, task: Any, argument: str | None, queue: str, **more: Any) -> None:
        if self.clock() < self.silent_until:
            return
        try:
            task.apply_async(() if argument is None else (argument,), queue=queue, retry=False, **more)
        except OperationalError as error:
            self.silent_until = self.clock() + SECONDS_OF_SILENCE
            log.warning("the queue does not answer (%s); the sweeps do its work until it does", error)
