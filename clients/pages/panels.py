"""What higher apps show on a client's overview; casemgmt/wiring.py puts it here."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clients.models import Client


@dataclass(frozen=True)
class Panel:
    """What it asks about the client, in one query with all the others, and the template it fills; no rows show nothing."""

    template: str
    rows: Callable[[UUID], "QuerySet[Any]"]


PANELS: list[Panel] = []


def panels_for(client: Client, answers: list[list[Any]]) -> list[dict[str, Any]]:
    """Each panel that has something to show, with its rows; all of them are about this client."""
    for row in chain.from_iterable(answers):
        row.client = client
    return [{"template": panel.template, "rows": rows} for panel, rows in zip(PANELS, answers, strict=True) if rows]
