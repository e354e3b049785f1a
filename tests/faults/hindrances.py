"""Holds a step or a publication at its most delicate moment, and writes down what each publication did.

A file `<place>.hold` makes whoever comes to that place wait there, after leaving `<place>.<process id>`.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
