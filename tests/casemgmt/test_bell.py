"""The bell: it wakes a worker, and a queue that is away keeps nobody waiting."""

from typing import Any
from uuid import uuid4

import pytest
from kombu.exceptions import OperationalError

from casemgmt.bell import SECONDS_OF_SILENCE, Bell
from interop.tasks import process_notices
from workflow.tasks import publish_event


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(publish_event, "apply_async", lambda arguments, **options: heard.append(arguments[0]))
    return heard


def test_it_rings_for_each_event(rung: list[str]) -> None:
    events = [uuid4(), uuid4()]
    bell = Bell()
    for event in events:
        bell(event)
    assert rung == [str(event) for event in events]


def test_for_many_notices_at_once_it_rings_once_a_second_and_is_heard_after_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rings: list[float] = []
    monkeypatch.setattr(process_notices, "apply_async", lambda arguments, **options: rings.append(options["countdown"]))
    now = [100.0]
    bell = Bell(clock=lambda: now[0])
    for moment in (100.0, 100.1, 100.9, 101.0):
        now[0] = moment
        bell.for_notices()
    assert rings == [1.0, 1.0]


def test_after_a_failure_it_is_silent_for_a_while_and_then_rings_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[str] = []

    def away(arguments: Any, **options: Any) -> None:
        tried.append(arguments[0])
        raise OperationalError("connection refused")

    monkeypatch.setattr(publish_event, "apply_async", away)
    now = [100.0]
    bell = Bell(clock=lambda: now[0])
    bell(uuid4())
    bell(uuid4())
    now[0] += SECONDS_OF_SILENCE - 0.1
    bell(uuid4())
    assert len(tried) == 1
    now[0] += 0.2
    bell(uuid4())
    assert len(tried) == 2
    assert "the queue does not answer (connection refused); the sweeps do its work until it does" in caplog.text
