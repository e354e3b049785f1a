"""Keyset pages for lists on screen: no page costs more than the first, and nothing is counted."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page of rows with the cursors of its neighbours; empty where there is none."""

    rows: list[Any]
    next: str
    previous: str


def page_of(rows: "QuerySet[Any]", order: Sequence[str], cursor: str = "", size: int = SIZE) -> Page:
    """The page at the cursor. `order` names columns, `-` for descending, and ends with a unique one.

    A cursor that was tampered with gives the first page: it only says where to start.
    """
    backwards, values = _read(cursor, len(order))
    try:
        found = _found(rows, order, values, backwards, size)
    except (ValueError, TypeError, OverflowError, ValidationError):
        backwards, values = False, []
        found = _found(rows, order, values, backwards, size)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    following = backwards or more
    preceding = (more if backwards else bool(values)) and bool(found)
    return Page(
        rows=found,
        next=_cursor(found[-1], order, "n") if following and found else "",
        previous=_cursor(found[0], order, "p") if preceding else "",
    )


def page_links(request: HttpRequest, page: Page) -> dict[str, str]:
    """The addresses of the neighbours, with whatever else the list was asked for; empty where there is none."""
    return {"next_url": _at(request, page.next), "previous_url": _at(request, page.previous)}


def _at(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["at"] = cursor
    return f"?{query.urlencode()}" if cursor else ""


def _found(rows: "QuerySet[Any]", order: Sequence[str], values: list[Any], backwards: bool, size: int) -> list[Any]:
    """One row more than the page holds, to know whether another page follows."""
    ordered = rows.order_by(*(_turned(order) if backwards else order))
    if values:
        ordered = ordered.filter(_beyond(rows.model, order, values, backwards))
    return list(ordered[: size + 1])


def _turned(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _beyond(model: type[Model], order: Sequence[str], values: list[Any], backwards: bool) -> Q:
    """Rows after (or before) the values, column by column."""
    reached, same = Q(pk__in=()), Q()
    for name, value in zip(order, values, strict=True):
        column, rising = name.lstrip("-"), name.startswith("-") == backwards
        may_be_empty = _may_be_empty(model, column)
        if value is None and not may_be_empty:
            raise ValueError(f"{column} is never empty")
        reached |= same & _further(column, value, rising, may_be_empty)
        same &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    return reached


def _further(column: str, value: Any, rising: bool, may_be_empty: bool) -> Q:
    """PostgreSQL puts empty values last when values rise, and first when they fall."""
    if value is None:
        return Q(pk__in=()) if rising else Q(**{f"{column}__isnull": False})
    if not rising:
        return Q(**{f"{column}__lt": value})
    later = Q(**{f"{column}__gt": value})
    return later | Q(**{f"{column}__isnull": True}) if may_be_empty else later


def _may_be_empty(model: Any, column: str) -> bool:
    """Whether a column, perhaps of a related row, can be null; an annotation can."""
    for part in column.split("__"):
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model
    return False


def _cursor(row: Any, order: Sequence[str], way: str) -> str:
    values = [_plain(_value(row, name.lstrip("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps([way, *values]).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        if row is None:
            return None
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(cursor: str, width: int) -> tuple[bool, list[Any]]:
    try:
        way, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):
        return False, []
    if way not in ("n", "p") or len(values) != width or any(isinstance(v, (dict, list)) for v in values):
        return False, []
    return way == "p", values
