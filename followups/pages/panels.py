"""What higher apps show on the supervisor's page; casemgmt/wiring.py puts it here."""

from typing import Any

from clients.pages.work_panels import WorkPanel, filled
from workflow.actor import Actor


class TeamPanel(WorkPanel):
    """It asks for the teams of this supervisor."""


TEAM_PANELS: list[TeamPanel] = []


def team_panels(actor: Actor) -> list[dict[str, Any]]:
    return filled(TEAM_PANELS, actor)
