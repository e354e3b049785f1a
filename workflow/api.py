"""The API door: generic lists, details, creations and steps over the registered resources."""

from typing import Any

from django import forms
from django.db import transaction
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from workflow import hooks
from workflow.actor import Actor
from workflow.addresses import api_verb
from workflow.answers import Answered
from workflow.api_steps import named_parent, performed, shown
from workflow.inputs import StepInput, input_serializer
from workflow.refusals import InvalidInput, NotFound
from workflow.resources import RESOURCES, Resource, represented
from workflow.steps import BoundStep, Step, foresee

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='The version you saw, as in "3" (its ETag).'
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Any unique text: a repeated POST has one effect."
)


class SignedIn(BasePermission):
    """Somebody must be behind the request; what they may do is the policy's business."""

    message = "Sign in, or send a bearer token."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return hooks.actor_of(request, "api") is not None


def actor_for(request: Request, area: str = "", *, read: bool = False) -> Actor:
    """The actor of an API request; an API client needs the area's read scope to read."""
    actor = hooks.actor_of(request, "api")
    if actor is None:
        raise exceptions.NotAuthenticated()
    if read and actor.is_api_client and f"{area}:read" not in actor.scopes:
        raise exceptions.PermissionDenied(f"This token lacks the scope {area}:read.")
    return actor


class NewestFirst(CursorPagination):
    """Keyset pages: no COUNT(*), no page that costs more than the first."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering: Any = "-id"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As OpenAPI 3.1 says that a cursor may be null; the framework still says it as 3.0 did."""
        cursor = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": cursor, "previous": dict(cursor), "results": schema},
        }


class Door(APIView):
    """What all API doors share."""

    permission_classes = (SignedIn,)


class ListDoor(Door):
    resource: Resource

    def get(self, request: Request) -> Response:
        resource = self.resource
        actor = actor_for(request, resource.scope, read=True)
        filters = resource.filters(request.query_params)
        if not filters.is_valid():
            raise InvalidInput.of_form(filters)
        paginator = NewestFirst()
        paginator.ordering = resource.ordering
        with transaction.atomic():
            rows = paginator.paginate_queryset(resource.rows(actor, filters.cleaned_data), request, view=self) or []
            hooks.note_reading(actor, rows, f"api:{resource.collection}")
            resource.complete(actor, rows)
            foresee(rows)
            body = represented(resource, rows, actor)
        return paginator.get_paginated_response(body)


class CreateDoor(Door):
    bound: BoundStep

    def post(self, request: Request) -> Response:
        parent = named_parent(self.bound.step, request)
        return performed(self.bound, request, actor_for(request), parent, with_parent=True)


class DetailDoor(Door):
    resource: Resource

    def get(self, request: Request, pk: Any) -> Response:
        actor = actor_for(request, self.resource.scope, read=True)
        with transaction.atomic():
            obj = self.resource.found(actor, pk)
            if obj is None:
                raise NotFound()
            hooks.note_reading(actor, [obj], f"api:{self.resource.collection}")
            return shown(self.resource, obj, actor)


class StepDoor(Door):
    bound: BoundStep

    def post(self, request: Request, pk: Any) -> Response:
        return performed(self.bound, request, actor_for(request), pk)


def api_urls(resource: Resource) -> list[URLPattern]:
    """All routes of one collection; called once every step of the app is registered."""
    base, noun = resource.collection, resource.collection.replace("-", "_")
    routes = [
        path(f"{base}/", _collection_view(resource), name=f"api-{noun}"),
        path(f"{base}/<uuid:pk>/", _detail_view(resource), name=f"api-{noun}-detail"),
    ]
    for bound in resource.steps:
        route = f"{base}/<uuid:pk>/{api_verb(bound.step)}/"
        routes.append(path(route, _step_view(bound, resource), name=f"api-{bound.step.name}"))
    return routes


def _collection_view(resource: Resource) -> Any:
    many = resource.serializer(many=True)
    noun = resource.collection.replace("-", "_")
    listing = extend_schema(
        operation_id=f"{noun}_list",
        tags=[resource.collection],
        responses=many,
        parameters=filter_parameters(resource.filters),
        description=resource.summary,
    )
    members: dict[str, Any] = {"resource": resource, "get": listing(_copied(ListDoor.get)), "pagination_class": NewestFirst}
    bases: tuple[type, ...] = (ListDoor,)
    if resource.create:
        bases = (ListDoor, CreateDoor)
        members["bound"] = resource.create
        members["post"] = _step_schema(resource.create, resource, with_parent=True)(_copied(CreateDoor.post))
    return _view(f"{resource.model.__name__}Collection", bases, members)


def _detail_view(resource: Resource) -> Any:
    noun = resource.collection.replace("-", "_")
    schema = extend_schema(operation_id=f"{noun}_read", tags=[resource.collection], responses=resource.serializer)
    members = {"resource": resource, "get": schema(_copied(DetailDoor.get))}
    return _view(f"{resource.model.__name__}Detail", (DetailDoor,), members)


def _step_view(bound: BoundStep, resource: Resource) -> Any:
    members = {"bound": bound, "post": _step_schema(bound, resource)(_copied(StepDoor.post))}
    return _view(f"{bound.step.name.title().replace('.', '').replace('_', '')}Door", (StepDoor,), members)


def _view(name: str, bases: tuple[type, ...], members: dict[str, Any]) -> Any:
    made: Any = type(name, bases, members)
    return made.as_view()


def _copied(method: Any) -> Any:
    """A fresh function for each route, since the schema is attached to it."""

    def door(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = method(self, request, *args, **kwargs)
        return answer

    return door


def _step_schema(bound: BoundStep, resource: Resource, *, with_parent: bool = False) -> Any:
    step = bound.step
    answered = RESOURCES.get(step.model, resource).serializer
    return extend_schema(
        operation_id=step.name.replace(".", "_"),
        tags=[resource.collection],
        summary=str(step.label),
        description=f"{(bound.__doc__ or '').strip()}\n\nScope for API clients: `{step.scope}`.",
        request=_body_schema(step, input_serializer(step, with_parent=with_parent)),
        responses={201 if step.creates else 200: Answered(answered)},
        parameters=[IDEMPOTENCY_KEY] if step.creates else [IF_MATCH, IDEMPOTENCY_KEY],
    )


def _body_schema(step: Step, serializer: type[StepInput]) -> Any:
    """A file cannot travel in JSON, so a step that takes one is sent as multipart alone."""
    with_file = any(isinstance(field, forms.FileField) for field in step.form.base_fields.values())
    return {"multipart/form-data": serializer} if with_file else serializer


def filter_parameters(filters: type[forms.Form]) -> list[OpenApiParameter]:
    return [_parameter(name, field) for name, field in filters.base_fields.items()]


def _parameter(name: str, field: Any) -> OpenApiParameter:
    """A filter in the schema: an id, a choice or a text."""
    kind = OpenApiTypes.UUID if isinstance(field, (forms.UUIDField, forms.ModelChoiceField)) else OpenApiTypes.STR
    choices = [value for value, _ in getattr(field, "choices", []) if value] if kind is OpenApiTypes.STR else None
    return OpenApiParameter(
        name, kind, required=False, enum=choices or None, description=str(field.help_text or field.label or "")
    )
