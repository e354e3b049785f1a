"""Reads of instruments, for their pages and the API."""

from typing import Any
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When

from assessments.models import Instrument
from workflow.actor import Actor


def instruments_like(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Instrument]":
    rows: QuerySet[Instrument] = Instrument.objects.visible_to(actor)
    given = {name: filters[name] for name in ("key", "status") if filters.get(name)}
    rows = rows.filter(**given)
    if filters.get("in_use") == "true":
        return rows.filter(status=Instrument.Status.PUBLISHED, switched_on=True)
    return rows.exclude(status=Instrument.Status.PUBLISHED, switched_on=True) if filters.get("in_use") == "false" else rows


def in_use() -> "QuerySet[Instrument]":
    """What can be started today, without the definitions."""
    rows: QuerySet[Instrument] = Instrument.objects.filter(status=Instrument.Status.PUBLISHED, switched_on=True)
    return rows.defer("definition").order_by("kind", "title")


def instrument_named(name: str) -> Instrument | None:
    """By its id, or by its key: then the edition in use."""
    try:
        return Instrument.objects.filter(pk=UUID(name)).first()
    except ValueError:
        return Instrument.objects.filter(key=name, status=Instrument.Status.PUBLISHED).first()


def listed(actor: Actor) -> "QuerySet[Instrument]":
    """All of them for the settings page: what is in use first, what is retired last."""
    rows: QuerySet[Instrument] = Instrument.objects.visible_to(actor).defer("definition")
    order = Case(
        When(status=Instrument.Status.PUBLISHED, then=Value(0)),
        When(status=Instrument.Status.DRAFT, then=Value(1)),
        default=Value(2),
    )
    return rows.order_by(order, "-switched_on", "title", "edition")
