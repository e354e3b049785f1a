"""Publishing events: the bell rings after commit, what it misses is swept, nothing is published twice or lost."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tests.factories.accounts import make_agency
from tests.factories.clients import make_client
from tests.services import OWNER
from tests.threads import at_once
from tests.workflow.probes import Probe
from workflow import outbox, reactions, tasks
from workflow.actor import system_actor
from workflow.models import Event, Heartbeat, Outbox

NIGHT = system_actor("night work")
Heard = list[UUID]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """A subscriber that writes down what it hears."""
    ears: Heard = []
    listen(monkeypatch, lambda event: ears.append(event.pk))
    return ears


def listen(monkeypatch: pytest.MonkeyPatch, *subscribers: Callable[[Event], None], name: str = "client.probed") -> None:
    monkeypatch.setattr(reactions, "_SUBSCRIBERS", {name: subscribers})


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """The bell, instead of the task queue."""
    rings: Heard = []
    monkeypatch.setattr(outbox, "_bell", [rings.append])
    return rings


def something_happens() -> UUID:
    make_agency()
    client = make_client()
    Probe().step()(client.pk, actor=NIGHT, version=1, word="x")
    return Event.objects.unscoped("result").filter(object_id=client.pk).values_list("pk", flat=True).get()  # type: ignore[no-any-return]  # typed loosely


@pytest.mark.django_db
def test_the_bell_rings_after_commit_and_not_before(heard: Heard, rung: Heard, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        event = something_happens()
        assert rung == []
        assert Outbox.objects.get().event_id == event
    assert (rung, heard) == ([event], [])


@pytest.mark.django_db
def test_a_step_that_is_undone_rings_nothing(heard: Heard, rung: Heard, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        something_happens()
        transaction.set_rollback(True)
    assert (rung, Outbox.objects.count(), Event.objects.unscoped("result").count()) == ([], 0, 0)


@pytest.mark.django_db
def test_an_event_nobody_waits_for_leaves_nothing_to_publish(
    rung: Heard, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    listen(monkeypatch, name="somebody.else")
    with django_capture_on_commit_callbacks(execute=True):
        something_happens()
    assert (rung, Outbox.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_the_task_publishes_the_event_once(heard: Heard, rung: Heard) -> None:
    event = something_happens()
    assert tasks.publish_event(str(event)) is True
    assert tasks.publish_event(str(event)) is False
    assert (heard, Outbox.objects.count()) == ([event], 0)


@pytest.mark.django_db
def test_who_listens_to_everything_hears_it_too(monkeypatch: pytest.MonkeyPatch, rung: Heard) -> None:
    ears: list[str] = []
    both = {"client.probed": (lambda event: ears.append("one"),), "*": (lambda event: ears.append("all"),)}
    monkeypatch.setattr(reactions, "_SUBSCRIBERS", both)
    outbox.deliver(something_happens())
    assert ears == ["one", "all"]


@pytest.mark.django_db
def test_when_the_queue_is_away_the_step_stands_and_the_sweep_finds_the_event(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(event_id: UUID) -> None:
        raise ConnectionError("Redis is away")

    monkeypatch.setattr(outbox, "_bell", [away])
    with django_capture_on_commit_callbacks(execute=True):
        event = something_happens()
    assert (heard, Outbox.objects.count()) == ([], 1)
    assert outbox.sweep() == 1
    assert (heard, Outbox.objects.count()) == ([event], 0)


@pytest.mark.django_db
def test_the_sweep_says_that_it_lives_also_when_nothing_waits(heard: Heard) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        assert tasks.sweep_outbox() == 0
        assert Heartbeat.objects.get(name="outbox").at == timezone.now()


@pytest.mark.django_db
def test_the_sweep_takes_the_longest_waiting_first_and_no_more_than_asked(heard: Heard, rung: Heard) -> None:
    events = [something_happens() for _ in range(3)]
    for event, minutes in zip(events, (1, 3, 2), strict=True):
        Outbox.objects.filter(event=event).update(due_at=timezone.now() - timedelta(minutes=minutes))
    assert outbox.sweep(limit=2) == 2
    assert heard == [events[1], events[2]]
    assert Outbox.objects.get().event_id == events[0]


@pytest.mark.django_db
def test_a_failing_subscriber_is_asked_again_ever_more_rarely_until_it_takes_the_event(
    monkeypatch: pytest.MonkeyPatch, rung: Heard
) -> None:
    asked: list[timedelta] = []
    works = False
    with time_machine.travel(timezone.now(), tick=False) as clock:
        start = timezone.now()

        def subscriber(event: Event) -> None:
            asked.append(timezone.now() - start)
            Heartbeat.objects.create(name="written by the subscriber", at=timezone.now())
            if not works:
                raise TimeoutError("the partner does not answer")

        listen(monkeypatch, subscriber)
        event = something_happens()
        Outbox.objects.update(due_at=start)
        waits = []
        for _ in range(14):
            assert outbox.sweep() == 0
            waiting = Outbox.objects.get()
            waits.append((waiting.due_at - timezone.now()).total_seconds())
            assert outbox.sweep() == 0, "not due yet: nobody asks"
            clock.shift(waiting.due_at - timezone.now())
        assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 21600]
        assert (waiting.attempts, waiting.last_error) == (14, "TimeoutError: the partner does not answer")
        assert not Heartbeat.objects.filter(name="written by the subscriber").exists(), "a failed try leaves nothing"
        works = True
        assert outbox.sweep() == 1
    assert (len(asked), Outbox.objects.filter(event=event).exists()) == (15, False)
    assert Heartbeat.objects.filter(name="written by the subscriber").exists()


@pytest.mark.django_db
def test_a_subscriber_that_cannot_even_say_why_does_not_stop_the_sweep(monkeypatch: pytest.MonkeyPatch, rung: Heard) -> None:
    ears: Heard = []
    first, second = something_posted(monkeypatch), something_posted(monkeypatch)

    def one_fails(event: Event) -> None:
        if event.pk == first:
            raise RuntimeError("x" * 2000)
        ears.append(event.pk)

    listen(monkeypatch, one_fails)
    assert outbox.sweep() == 1
    assert ears == [second]
    assert len(Outbox.objects.get(event=first).last_error) == 500


def something_posted(monkeypatch: pytest.MonkeyPatch) -> UUID:
    listen(monkeypatch, lambda event: None)
    return something_happens()


@pytest.fixture
def real(transactional_db: None) -> None:
    """Real transactions, seen by other connections."""


def test_two_workers_do_not_publish_twice(real: None, monkeypatch: pytest.MonkeyPatch, rung: Heard) -> None:
    ears: Heard = []
    inside, may_end = threading.Event(), threading.Event()

    def slow(event: Event) -> None:
        ears.append(event.pk)
        inside.set()
        assert may_end.wait(timeout=60)

    listen(monkeypatch, slow)
    event = something_happens()

    def worker(number: int) -> bool:
        if number == 0:
            return outbox.deliver(event)
        assert inside.wait(timeout=60)
        try:
            return outbox.deliver(event)
        finally:
            may_end.set()

    assert at_once(2, worker) == [True, False]
    assert (ears, Outbox.objects.count()) == ([event], 0)


def test_eight_sweeps_at_once_publish_each_event_once(real: None, heard: Heard, rung: Heard) -> None:
    events = {something_happens() for _ in range(20)}
    delivered = at_once(8, lambda number: outbox.sweep())
    assert sum(delivered) == 20
    assert (len(heard), set(heard), Outbox.objects.count()) == (20, events, 0)


def test_a_worker_killed_while_it_publishes_loses_nothing(real: None, monkeypatch: pytest.MonkeyPatch, rung: Heard) -> None:
    """Its connection is cut in the middle, as a kill -9 would; what it wrote is gone, the event waits for the next."""
    ears: list[str] = []

    def killed(event: Event) -> None:
        ears.append("killed")
        Heartbeat.objects.create(name="half-done", at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {OWNER}")
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)")

    listen(monkeypatch, killed)
    event = something_happens()
    [error] = at_once(1, lambda number: outbox.deliver(event))
    assert isinstance(error, Exception), error
    waiting = Outbox.objects.get()
    assert (waiting.event_id, waiting.attempts, Heartbeat.objects.filter(name="half-done").exists()) == (event, 0, False)
    listen(monkeypatch, lambda event: ears.append("published"))
    assert outbox.sweep() == 1
    assert (ears, Outbox.objects.count()) == (["killed", "published"], 0)


def test_a_worker_killed_before_it_began_loses_nothing(real: None, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_bell", [])
    event = something_happens()
    assert heard == []
    assert outbox.sweep() == 1
    assert heard == [event]
