"""/api/v1/instruments/: which questionnaires there are, and what they ask."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from assessments.actions.instruments import import_instrument
from assessments.models import Instrument
from assessments.queries.instruments import instruments_like
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class InstrumentSerializer(RecordSerializer):
    """Lists leave the definition out (null); the instrument itself has it."""

    definition = serializers.SerializerMethodField(help_text="The questionnaire, FHIR-shaped; null in lists.")

    class Meta:
        model = Instrument
        fields = (
            *RecordSerializer.common, "key", "edition", "title", "domain", "kind", "origin", "switched_on", "in_use", "source",
            "licence_status", "licence_text", "licence_verified", "notice", "release_gate", "terms_read_by_name", "terms_read_at",
            "published_at", "retired_at", "digest", "definition",
        )  # fmt: skip

    in_use = serializers.BooleanField(read_only=True, help_text="Published and switched on: it can be started.")

    def get_definition(self, instrument: Instrument) -> dict[str, Any] | None:
        listed = isinstance(self.parent, serializers.ListSerializer)
        return None if listed else instrument.definition


class InstrumentFilters(forms.Form):
    key = forms.SlugField(required=False, help_text="Only editions of this instrument, for example phq-9.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *Instrument.Status.choices])
    in_use = forms.ChoiceField(required=False, choices=[("", ""), ("true", "In use"), ("false", "Not in use")])


def rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Instrument]":
    return instruments_like(actor, filters)


def one(actor: Actor) -> "QuerySet[Instrument]":
    return Instrument.objects.visible_to(actor)


INSTRUMENTS = register(
    Resource(
        model=Instrument,
        serializer=InstrumentSerializer,
        scope="instruments",
        rows=rows,
        one=one,
        filters=InstrumentFilters,
        create=import_instrument,
        summary="Questionnaires and calculators. POST imports one as a draft: a FHIR R4 Questionnaire, or our own format.",
    )
)
