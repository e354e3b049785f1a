"""What higher apps show on the pages of work, Intake and Team; casemgmt/wiring.py puts it here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.actor import Actor


@dataclass(frozen=True)
class WorkPanel:
    """What it asks for whoever looks, and the template it fills with the answer; nothing shows nothing."""

    template: str
    ask: Callable[[Actor], Any]


INTAKE_PANELS: list[WorkPanel] = []


def filled(panels: Sequence[WorkPanel], actor: Actor) -> list[dict[str, Any]]:
    found = [{"template": panel.template, "told": panel.ask(actor)} for panel in panels]
    return [panel for panel in found if panel["told"]]
