"""Both clocks at once: the program's, and the database's as the dispatcher reads it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from followups.actions import claims

# A Wednesday, 10:00 in New York: everybody is at work.
NOW = datetime(2031, 5, 7, 14, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW
        self.travelling: Any = None

    def at(self, moment: datetime) -> None:
        self.end()
        self.now = moment
        self.travelling = time_machine.travel(moment, tick=False)
        self.travelling.start()

    def end(self) -> None:
        if self.travelling:
            self.travelling.stop()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    clock.at(NOW)
    monkeypatch.setattr(claims, "database_now", lambda: clock.now)
    yield clock
    clock.end()
