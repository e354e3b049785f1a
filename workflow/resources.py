"""What the API offers of a model: its list, its detail, its shape; steps come from the registry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from workflow.actor import Actor
from workflow.addresses import api_verb
from workflow.models import ScopedModel
from workflow.steps import REGISTRY, BoundStep, Offer, offered

Filters = dict[str, Any]


class NoFilters(forms.Form):
    """A list that takes no filters."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """One collection of the API: records that change by steps, or rows that are only read.

    `scope` is the area an API client needs, as in `clients` of clients:read. `complete` fetches what a page
    of rows shows beyond its own table, for all of them at once.
    """

    model: type[ScopedModel]
    serializer: type[serializers.ModelSerializer[Any]]
    scope: str
    rows: Callable[[Actor, Filters], QuerySet[Any]]
    one: Callable[[Actor], QuerySet[Any]]
    filters: type[forms.Form] = NoFilters
    complete: Callable[[Actor, list[Any]], object] = lambda actor, rows: rows
    create: BoundStep | None = None
    summary: str = ""
    ordering: tuple[str, ...] = ("-id",)
    notes_reading: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def collection(self) -> str:
        return self.model.collection

    def found(self, actor: Actor, pk: Any) -> Any:
        """One record as the actor sees it, complete, or None."""
        obj = self.one(actor).filter(pk=pk).first()
        if obj is not None:
            self.complete(actor, [obj])
        return obj

    @property
    def steps(self) -> list[BoundStep]:
        """Steps posted to one object: its own and creations below it that have no collection POST."""
        found = [bound for bound in REGISTRY.values() if bound.step.subject is self.model]
        return [bound for bound in found if not (bound.step.creates and _has_collection_post(bound))]


RESOURCES: dict[type[ScopedModel], Resource] = {}


def _has_collection_post(bound: BoundStep) -> bool:
    resource = RESOURCES.get(bound.step.model)
    return resource is not None and resource.create is bound


def register(resource: Resource) -> Resource:
    RESOURCES[resource.model] = resource
    return resource


class ActionSerializer(serializers.Serializer[Any]):
    """A step on this object: whether it is allowed now, or why not, and where to send it."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named label hides the base's attribute of that name
    allowed = serializers.BooleanField()
    reason = serializers.CharField(help_text="Why it is not allowed now; empty when it is.")
    method = serializers.CharField()
    href = serializers.CharField()


def action_of(found: Offer) -> dict[str, Any]:
    return {
        "name": found.step.name,
        "label": str(found.step.label),
        "allowed": found.allowed,
        "reason": found.reason,
        "method": "POST",
        "href": api_href(found),
    }


def api_href(found: Offer) -> str:
    step = found.step
    resource = RESOURCES.get(step.model)
    if step.creates and resource and resource.create and resource.create.step is step:
        return f"/api/v1/{step.model.collection}/"
    return f"/api/v1/{type(found.obj).collection}/{found.obj.pk}/{api_verb(step)}/"


class RecordSerializer(serializers.ModelSerializer[Any]):
    """The shape every object shares: id, version, status, times, and the actions this actor has."""

    actions = serializers.SerializerMethodField()

    common = ("id", "version", "status", "created_at", "updated_at", "actions")

    def get_actions(self, obj: Any) -> list[dict[str, Any]]:
        return [action_of(found) for found in offered(self.context["actor"], obj)]

    get_actions.__annotations__["return"] = ActionSerializer(many=True)
