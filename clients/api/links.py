"""/api/v1/record-links/: records said to be one person."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from clients.actions.links import link_records
from clients.api.contacts import OfClientFilters
from clients.models import RecordLink
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class RecordLinkSerializer(RecordSerializer):
    class Meta:
        model = RecordLink
        fields = (*RecordSerializer.common, "client", "duplicate", "why", "undone_reason")


class RecordLinkFilters(OfClientFilters):
    duplicate = forms.UUIDField(required=False, help_text="Only the links of this duplicate.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *RecordLink.Status.choices])


def record_link_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[RecordLink]":
    return one_record_link(actor).filter(**{name: value for name, value in filters.items() if value})


def one_record_link(actor: Actor) -> "QuerySet[RecordLink]":
    rows: QuerySet[RecordLink] = RecordLink.objects.visible_to(actor).select_related("client", "duplicate")
    return rows


RECORD_LINKS = register(
    Resource(
        model=RecordLink,
        serializer=RecordLinkSerializer,
        scope="clients",
        rows=record_link_rows,
        one=one_record_link,
        filters=RecordLinkFilters,
        create=link_records,
        summary="Links between records of one person. POST keeps `client` in use and makes `duplicate` its duplicate.",
    )
)
