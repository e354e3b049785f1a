"""What higher apps show on the supervisor's page; casemgmt/wiring.py puts it here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflow.actor import Actor


@dataclass(frozen=True)
class TeamPanel:
    """What it asks for the teams of this supervisor, and the template it fills with the answer; nothing shows nothing."""

    template: str
    ask: Callable[[Actor], Any]


TEAM_PANELS: list[TeamPanel] = []


def team_panels(actor: Actor) -> list[dict[str, Any]]:
    found = [{"template": panel.template, "told": panel.ask(actor)} for panel in TEAM_PANELS]
    return [panel for panel in found if panel["told"]]
