"""The rows of lists and of the API, and one transition as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clients.models import Client
from transitions.models import (
    Clock,
    Confirmation,
    HandoverSummary,
    MedicineLine,
    MedicinesWorksheet,
    Protocol,
    TeachBack,
    Transition,
)
from transitions.queries.attempts import Standing, with_standing
from workflow.actor import Actor
from workflow.models import StepModel
from workflow.together import together

JOINED: dict[type[StepModel], tuple[str, ...]] = {
    Transition: ("client",),
    Clock: ("transition", "protocol", "client"),
    Confirmation: ("transition", "client"),
    TeachBack: ("transition", "client"),
    MedicinesWorksheet: ("transition", "client"),
    MedicineLine: ("worksheet", "transition", "client"),
    HandoverSummary: ("transition", "client"),
}


def visible(model: type[StepModel], actor: Actor) -> "QuerySet[Any]":
    """What this actor sees of a collection, joined with what its steps look at."""
    rows: QuerySet[Any] = model.objects.visible_to(actor)
    return rows.select_related(*JOINED[model]) if model in JOINED else rows


def like(model: type[StepModel], actor: Actor, filters: dict[str, Any]) -> "QuerySet[Any]":
    return visible(model, actor).filter(**{name: value for name, value in filters.items() if value})


def transitions_of(actor: Actor, client_id: UUID) -> "QuerySet[Any]":
    return visible(Transition, actor).filter(client_id=client_id)


def with_clocks(actor: Actor, transitions: Sequence[Any]) -> None:
    """The clocks of all of them, in one query."""
    rows = visible(Clock, actor).filter(transition__in=transitions).order_by("due_at", "id")
    by_transition: dict[UUID, list[Clock]] = {transition.pk: [] for transition in transitions}
    for clock in rows:
        by_transition[clock.transition_id].append(clock)
    for transition in transitions:
        transition.clock_rows = by_transition[transition.pk]
        transition.owes = any(clock.still_owed for clock in transition.clock_rows)


def with_following(actor: Actor, transitions: Sequence[Any]) -> None:
    """The stays that came after each of them, in one query."""
    rows = Transition.objects.visible_to(actor).filter(previous__in=transitions).order_by("id")
    followed: dict[UUID, list[UUID]] = {transition.pk: [] for transition in transitions}
    for previous, pk in rows.values_list("previous_id", "pk"):
        followed[previous].append(pk)
    for transition in transitions:
        transition.followed_by = followed[transition.pk]


@dataclass(frozen=True)
class Row:
    """A clock, and for the contact how the attempts stand."""

    clock: Clock
    standing: Standing | None


@dataclass(frozen=True)
class TransitionPage:
    transition: Transition
    groups: list[tuple[Protocol, list[Row]]]
    confirmations: list[Confirmation]
    following: list[Transition]


def one_transition(actor: Actor, client: Client, pk: UUID) -> TransitionPage | None:
    """A fixed number of queries, however many clocks there are."""
    transition = visible(Transition, actor).filter(client_id=client.pk, pk=pk).select_related("previous").first()
    if transition is None:
        return None
    transition.client = client
    with_clocks(actor, [transition])
    confirmations, following = together(
        visible(Confirmation, actor).filter(transition=transition).order_by("-id")[:30],
        visible(Transition, actor).filter(previous=transition).order_by("id")[:5],
    )
    recorded = [one for one in confirmations if one.status == Confirmation.Status.RECORDED]
    transition.parties_answered = {one.party for one in recorded}
    return TransitionPage(transition, _groups(transition), confirmations, following)


def _groups(transition: Any) -> list[tuple[Protocol, list[Row]]]:
    clocks: list[Any] = transition.clock_rows
    groups: dict[Protocol, list[Row]] = {}
    for clock in clocks:
        clock.transition = transition
    with_standing(clocks)
    for clock in clocks:
        groups.setdefault(clock.protocol, []).append(Row(clock, clock.standing))
    return list(groups.items())
