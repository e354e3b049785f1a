"""/api/v1/adt-messages/: hospital notices and what became of them."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from interop.actions.notices import receive_notice
from interop.models import AdtMessage
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class AdtMessageSerializer(RecordSerializer):
    class Meta:
        model = AdtMessage
        fields = (
            *RecordSerializer.common, "control_id", "event_code", "sending_application", "sending_facility", "visit_number", "occurred_at",
            "ack_code", "error", "reused_control_id", "client", "matched_by",
        )  # fmt: skip


class AdtMessageFilters(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", ""), *AdtMessage.Status.choices])
    control_id = forms.CharField(required=False, help_text="MSH-10, exactly as it was sent.")
    client = forms.UUIDField(required=False, help_text="Only this client's.")


def _visible(actor: Actor) -> "QuerySet[Any]":
    rows: QuerySet[Any] = AdtMessage.objects.visible_to(actor).defer("raw")
    return rows


def _like(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Any]":
    return _visible(actor).filter(**{name: value for name, value in filters.items() if value})


ADT_MESSAGES = register(
    Resource(
        model=AdtMessage,
        serializer=AdtMessageSerializer,
        scope="transitions",
        rows=_like,
        one=_visible,
        filters=AdtMessageFilters,
        create=receive_notice,
        summary="Hospital notices. POST takes one as text; hospitals send to /hl7/v2/adt, which answers in HL7.",
        notes_reading=True,
    )
)
