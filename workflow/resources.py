"""What the API offers of a model: its list, its detail, its shape; steps come from the registry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import local
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.fields import SkipField
from rest_framework.relations import PKOnlyObject

from workflow.actor import Actor
from workflow.addresses import api_verb
from workflow.models import ScopedModel
from workflow.steps import REGISTRY, BoundStep, Offer, Step, offered

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
    _around_the_id.cache_clear()
    return resource


_READERS = local()


def represented(resource: Resource, rows: Sequence[Any], actor: Actor) -> list[dict[str, Any]]:
    """A list of these records as this actor gets it; what only the record itself shows is left out."""
    return _shown(resource, rows, actor, many=True)


def represented_alone(resource: Resource, obj: Any, actor: Actor) -> dict[str, Any]:
    """The record itself, with all that it shows."""
    return _shown(resource, obj, actor, many=False)


def _shown(resource: Resource, what: Any, actor: Actor, *, many: bool) -> Any:
    """Only the actor differs from one request to the next: the serializer with all its fields is made once for each thread,
    for making it takes longer than showing ten records.
    """
    readers: dict[tuple[Resource, bool], Any] = _READERS.__dict__.setdefault("made", {})
    if (resource, many) not in readers:
        readers[resource, many] = resource.serializer(many=many, context={})
    reader = readers[resource, many]
    reader.context["actor"] = actor
    try:
        return reader.to_representation(what)
    finally:
        del reader.context["actor"]


class ActionSerializer(serializers.Serializer[Any]):
    """A step on this object: whether it is allowed now, or why not, and where to send it."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named label hides the base's attribute of that name
    allowed = serializers.BooleanField()
    reason = serializers.CharField(help_text="Why it is not allowed now; empty when it is.")
    method = serializers.CharField()
    href = serializers.CharField()


def actions_of(actor: Actor, obj: Any) -> list[dict[str, Any]]:
    """Every step on this record, as `offered` has it."""
    model, pk = type(obj), str(obj.pk)
    return [_action(found, model, pk) for found in offered(actor, obj)]


def _action(found: Offer, model: type[ScopedModel], pk: str) -> dict[str, Any]:
    before, after = _around_the_id(found.step, model)
    return {
        "name": found.step.name,
        "label": str(found.step.label),
        "allowed": found.allowed,
        "reason": found.reason,
        "method": "POST",
        "href": f"{before}{pk}{after}" if after else before,
    }


@cache
def _around_the_id(step: Step, model: type[ScopedModel]) -> tuple[str, str]:
    """The address of a step on records of this model, before and after the id; of a POST to a collection there is no id in it."""
    resource = RESOURCES.get(step.model)
    if step.creates and resource and resource.create and resource.create.step is step:
        return f"/api/v1/{step.model.collection}/", ""
    return f"/api/v1/{model.collection}/", f"/{api_verb(step)}/"


class RowSerializer(serializers.ModelSerializer[Any]):
    # Reads the columns of a row directly: the framework looks at each on the way, and a list shows a thousand.
    # Not a docstring, which the schema would show at every part of a record.

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for name, column, way in self._read:
            try:
                value = getattr(instance, column) if column else way.get_attribute(instance)
            except SkipField:
                continue
            empty = value is None or (isinstance(value, PKOnlyObject) and value.pk is None)
            shown[name] = None if empty else way.to_representation(value)
        return shown

    @cached_property
    def _read(self) -> list[tuple[str, str, Any]]:
        """Each field with the column that it shows; without one the framework finds out what it shows."""
        model: type[ScopedModel] = self.Meta.model
        columns = {field.name for field in model._meta.concrete_fields if not field.is_relation}
        return [(str(one.field_name), one.source if one.source in columns else "", one) for one in self._readable_fields]


class RecordSerializer(RowSerializer):
    """The shape every object shares: id, version, status, times, and the actions this actor has."""

    actions = serializers.SerializerMethodField()

    common = ("id", "version", "status", "created_at", "updated_at", "actions")

    def get_actions(self, obj: Any) -> list[dict[str, Any]]:
        return actions_of(self.context["actor"], obj)

    get_actions.__annotations__["return"] = ActionSerializer(many=True)
