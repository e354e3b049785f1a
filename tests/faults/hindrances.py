"""Holds a step or a publication at its most delicate moment, and writes down what each publication did.

A file `<place>.hold` makes whoever comes to that place wait there, after leaving `<place>.<process id>`.
"""

import os
import time
from collections.abc import Callable, Iterable
from datetime import time as datetime_time
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.apps import AppConfig
from django.utils import timezone

LONGEST = 60.0


class Hindrances(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        """After the project's own wiring: the last reaction, and subscribers around the others."""
        from workflow import reactions

        inside = reactions._REACTIONS["case.referred"]
        reactions._REACTIONS["case.referred"] = (*inside, hold_at("step"))
        reactions._SUBSCRIBERS["case.referred"] = (write_down, hold_at("publication"))
        _hinder_deliveries()
        if offset := float(os.environ.get("FAULTS_CLOCK", "0")):
            # This process's own clock is wrong; the database's is not.
            time_machine.travel(time.time() + offset, tick=True).start()


def _hinder_deliveries() -> None:
    """Short leases and small batches, day all day long, and a place to be held between the effect and its record."""
    from clients.policy import messages
    from followups.actions import claims, dispatch
    from followups.models import Lane

    claims.LEASE = claims.FIRST_RETRY = timedelta(seconds=3)
    dispatch.BLOCKED = timedelta(seconds=1)
    dispatch.BATCH.update(dict.fromkeys(Lane, 20))
    messages.EARLIEST, messages.LATEST = datetime_time.min, datetime_time.max
    record = claims.mark_sent

    def record_when_let(deliveries: Iterable[Any]) -> None:
        sent = list(deliveries)
        if sent:
            hold_at(f"record-{sent[0].channel}")(None)
        record(sent)

    claims.mark_sent = record_when_let


def hold_at(place: str) -> Callable[[Any], None]:
    def wait(_: Any) -> None:
        flag = _place() / f"{place}.hold"
        if not flag.exists():
            return
        (_place() / f"{place}.{os.getpid()}").touch()
        end = time.monotonic() + LONGEST
        while flag.exists() and time.monotonic() < end:
            time.sleep(0.02)

    return wait


def write_down(event: Any) -> None:
    """One effect that the database keeps (a second one fails on its key), and one outside that cannot be taken back."""
    from workflow.models import Heartbeat

    Heartbeat.objects.create(name=f"published {event.pk}", at=timezone.now())
    with (_place() / "outside").open("a") as file:
        file.write(f"{event.pk}\n")


def _place() -> Path:
    return Path(os.environ["FAULTS_PLACE"])
