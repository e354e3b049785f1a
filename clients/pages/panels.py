"""What higher apps show on a client's overview; casemgmt/wiring.py puts it here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet


@dataclass(frozen=True)
class Panel:
    """What it asks, in one query with all the others, and the template it fills with the answer; no rows show nothing."""

    template: str
    rows: Callable[[UUID], "QuerySet[Any]"]


PANELS: list[Panel] = []


def panels_for(answers: list[list[Any]]) -> list[dict[str, Any]]:
    """Each panel that has something to show, with its rows."""
    return [{"template": panel.template, "rows": rows} for panel, rows in zip(PANELS, answers, strict=True) if rows]
