"""Keeps the processes of a run alive: starts one that crashed again, ever more slowly, and ends all of them in order."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casemgmt.local.children import Child, end_group
from casemgmt.local.console import say

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# One that ran this long was healthy: its next crash is counted from the beginning.
SECONDS_TO_TRUST = 60.0
GLANCE = 0.5


@dataclass
class Ward:
    """A child under watch, with the pause before its next start."""

    child: Child
    pause: float = FIRST_PAUSE
    since: float = 0.0
    due: float | None = None


class Supervisor:
    def __init__(
        self, children: Sequence[Child], on_change: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock, self.on_change = clock, on_change
        self.wards = [Ward(child, since=clock()) for child in children]

    def watch(self) -> None:
        """Until a signal interrupts it."""
        while True:
            self.glance()
            time.sleep(GLANCE)

    def glance(self) -> None:
        for ward in self.wards:
            if ward.due is not None:
                self._start_if_due(ward)
            elif (status := ward.child.ended()) is not None:
                self._plan_restart(ward, status)

    def _plan_restart(self, ward: Ward, status: int) -> None:
        now = self.clock()
        if now - ward.since >= SECONDS_TO_TRUST:
            ward.pause = FIRST_PAUSE
        ward.due = now + ward.pause
        say(f"{ward.child.name} {_how_it_ended(status)}; starting it again in {ward.pause:.0f} s. Its log: {ward.child.log}")
        ward.pause = min(ward.pause * 2, LONGEST_PAUSE)

    def _start_if_due(self, ward: Ward) -> None:
        if ward.due is None or self.clock() < ward.due:
            return
        end_group(ward.child.pid)
        ward.child.start()
        ward.since, ward.due = self.clock(), None
        self.on_change()
        say(f"{ward.child.name} is started again.")


def end_all(children: Sequence[Child]) -> None:
    """All are asked at once and then waited for, those that depend on others first."""
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end()


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended by itself with status {status}"
