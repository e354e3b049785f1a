"""What higher apps show on a client's overview; casemgmt/wiring.py puts it here."""

from collections.abc import Callable
from typing import Any

from clients.models import Client
from workflow.actor import Actor

# Each gives its template's name as `template` beside what that template needs, or None to show nothing.
Panel = Callable[[Actor, Client], dict[str, Any] | None]
PANELS: list[Panel] = []


def panels_for(actor: Actor, client: Client) -> list[dict[str, Any]]:
    return [shown for panel in PANELS if (shown := panel(actor, client)) is not None]
