"""/api/v1/events/ and /api/v1/clients/{id}/timeline/: what was done, by whom and when. Ids and names of fields, never values."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.queries.audit import event_words
from clients.queries.disclosures import note_reading
from clients.queries.links import read_with
from clients.queries.record import visible_client
from clients.queries.timeline import KINDS, timeline
from workflow.actor import Actor
from workflow.api import Door, NewestFirst, actor_for
from workflow.models import Event
from workflow.refusals import InvalidInput, NotFound
from workflow.resources import RESOURCES, Resource, register

KIND_CHOICES = [("", ""), *[(kind, label) for kind, (label, _) in KINDS.items()]]


class EventSerializer(serializers.ModelSerializer[Event]):
    label = serializers.SerializerMethodField(help_text="What happened, in words.")  # type: ignore[assignment]  # hides the base's attribute of that name
    changed = serializers.SerializerMethodField(
        help_text="The names of the fields that changed; read the record for their values."
    )

    class Meta:
        model = Event
        fields = (
            "id", "at", "name", "label", "record", "object_type", "object_id", "before", "after", "version", "changed", "actor_kind",
            "actor_id", "actor_name", "channel", "correlation",
        )  # fmt: skip
        extra_kwargs = {
            "record": {"help_text": "Whose chain it stands in: the client's id, for everything about a client."},
            "version": {"help_text": "The object's version after it."},
            "correlation": {"help_text": "Shared by all events of one thing a person did."},
        }

    def get_label(self, event: Event) -> str:
        return event_words(event.name)

    def get_changed(self, event: Event) -> list[str]:
        return list(event.data.get("fields") or [])


class EventFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only events of this client.")
    kind = forms.ChoiceField(required=False, choices=KIND_CHOICES)
    since = forms.DateTimeField(required=False, help_text="Only events from this moment on (ISO 8601, with its zone).")


def event_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Event]":
    rows = one_event(actor)
    if filters.get("client"):
        rows = rows.filter(record=filters["client"])
    if filters.get("kind"):
        rows = rows.filter(object_type__in=KINDS[filters["kind"]][1])
    return rows.filter(at__gte=filters["since"]) if filters.get("since") else rows


def one_event(actor: Actor) -> "QuerySet[Event]":
    return _of_what_it_reads(actor, Event.objects.visible_to(actor))


def _of_what_it_reads(actor: Actor, events: "QuerySet[Event]") -> "QuerySet[Event]":
    """A partner hears only of records it may read itself: by the scope of their area, and by their own rule of sight."""
    if not actor.is_api_client:
        return events
    readable = Q(pk__in=())
    for model, resource in RESOURCES.items():
        if model is not Event and f"{resource.scope}:read" in actor.scopes:
            seen = model.objects.visible_to(actor).values("pk")
            readable |= Q(object_type=model._meta.label_lower, object_id__in=seen)
    return events.filter(readable)


EVENTS = register(
    Resource(
        model=Event,
        serializer=EventSerializer,
        scope="events",
        rows=event_rows,
        one=one_event,
        filters=EventFilters,
        summary="What was done to the clients one sees, newest first. A partner hears of what it may read itself.",
    )
)


class KindFilter(forms.Form):
    kind = forms.ChoiceField(required=False, choices=KIND_CHOICES)


class TimelineDoor(Door):
    """One client's events and those of the records linked to it, newest first."""

    pagination_class = NewestFirst

    @extend_schema(
        operation_id="clients_timeline", tags=["clients"], responses=EventSerializer(many=True),
        parameters=[OpenApiParameter("kind", str, enum=list(KINDS), description="Only this kind.")],
        description="What happened to one client, newest first. Scope for API clients: `events:read`.",
    )  # fmt: skip
    def get(self, request: Request, pk: UUID) -> Response:
        actor = actor_for(request, "events", read=True)
        chosen = KindFilter(request.query_params)
        if not chosen.is_valid():
            raise InvalidInput.of_form(chosen)
        paginator = NewestFirst()
        with transaction.atomic():
            client = visible_client(actor, pk)
            if client is None:
                raise NotFound()
            rows = _of_what_it_reads(actor, timeline(actor, client, chosen.cleaned_data["kind"]))
            note_reading(actor, [client, *read_with(actor, client)], "api:timeline")
            body = EventSerializer(paginator.paginate_queryset(rows, request, view=self) or [], many=True).data
        return paginator.get_paginated_response(body)
