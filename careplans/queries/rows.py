"""Rows of the collections, for their pages and the API."""

from typing import Any

from django.db.models import QuerySet

from careplans.models import Agreement, Barrier, CarePlan, Commitment, Feedback, Goal, Lesson, Need, PrivateLink, Review
from workflow.actor import Actor
from workflow.models import StepModel

JOINED: dict[type[StepModel], tuple[str, ...]] = {
    Goal: ("plan", "need"),
    Barrier: ("plan", "goal", "goal__plan"),
    Commitment: ("plan", "support_person", "worker", "partner"),
    Agreement: ("plan", "representative"),
    Review: ("plan",),
    Feedback: ("plan",),
    PrivateLink: ("plan", "client", "support_person"),
    CarePlan: ("monitored_by",),
}


def visible(model: type[StepModel], actor: Actor) -> "QuerySet[Any]":
    """What this actor sees of a collection, joined with what its steps look at."""
    rows: QuerySet[Any] = model.objects.visible_to(actor)
    return rows.select_related(*JOINED[model]) if model in JOINED else rows


def joined(model: type[StepModel], why: str) -> "QuerySet[Any]":
    """The same for rows whose owner was found through visible_to."""
    rows: QuerySet[Any] = model.objects.unscoped(why)
    return rows.select_related(*JOINED[model]) if model in JOINED else rows


def like(model: type[StepModel], actor: Actor, filters: dict[str, Any]) -> "QuerySet[Any]":
    return visible(model, actor).filter(**{name: value for name, value in filters.items() if value})


def needs_of(actor: Actor, client_id: Any) -> "QuerySet[Need]":
    rows: QuerySet[Need] = visible(Need, actor).filter(client_id=client_id)
    return rows.order_by("id")


def lessons_about(domains: list[str]) -> "QuerySet[Lesson]":
    """Shared lessons of any of these domains, the most useful first."""
    rows: QuerySet[Lesson] = Lesson.objects.filter(status=Lesson.Status.SHARED, domains__has_any_keys=domains)
    return rows.order_by("-helped", "-id")
