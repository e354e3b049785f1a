"""What the person at the terminal sees: each step with its time, a bar for the long ones, and plain words when it stops."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

BAR_WIDTH = 24
# Without a terminal there is no line to redraw: a log gets a line now and then.
SECONDS_BETWEEN_LINES = 5.0

# Kept across the exec that ends the installation, so that the seconds count from the command.
STARTED = "CASEMGMT_RUN_STARTED"
_started = float(os.environ.setdefault(STARTED, str(time.monotonic())))


class Stopped(Exception):
    """The run cannot go on; the message says what is missing and what to do."""


def say(text: str) -> None:
    print(f"[{time.monotonic() - _started:6.1f} s] {text}", flush=True)


@contextmanager
def step(text: str) -> Iterator["Bar"]:
    """Announce a step, lend it a bar, and say how long it took."""
    say(text)
    began = time.monotonic()
    bar = Bar()
    try:
        yield bar
    finally:
        bar.clear()
    if (took := time.monotonic() - began) >= 1:
        say(f"  done in {took:.1f} s")


class Bar:
    """Progress of one step, redrawn in place on a terminal."""

    def __init__(self) -> None:
        self._drawn = False
        self._last_line = time.monotonic()

    def show(self, done: int, total: int, label: str) -> None:
        full = BAR_WIDTH * min(done, total) // max(total, 1)
        line = f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {done}/{total} {label}"
        if sys.stdout.isatty():
            print(f"\r{line[:100]:<100}", end="", flush=True)
            self._drawn = True
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            say(f"  {line}")

    def clear(self) -> None:
        if self._drawn:
            print(f"\r{'':<100}\r", end="", flush=True)
