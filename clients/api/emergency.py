"""/api/v1/emergency-accesses/: opened by people who have just confirmed who they are, and reviewed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from clients.actions.emergency import open_emergency_access
from clients.models import EmergencyAccess
from clients.queries.emergency import accesses
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class EmergencyAccessSerializer(RecordSerializer):
    user_name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = EmergencyAccess
        fields = (
            *RecordSerializer.common, "client", "user", "user_name", "reason_code", "explanation", "expires_at", "finding",
            "review_note", "reviewed_by_name",
        )  # fmt: skip


class EmergencyAccessFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only accesses to this client's record.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *EmergencyAccess.Status.choices])


def access_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[EmergencyAccess]":
    return accesses(actor).filter(**{name: value for name, value in filters.items() if value})


EMERGENCY_ACCESSES = register(
    Resource(
        model=EmergencyAccess,
        serializer=EmergencyAccessSerializer,
        scope="clients",
        rows=access_rows,
        one=accesses,
        filters=EmergencyAccessFilters,
        create=open_emergency_access,
        summary=(
            "Records opened in an emergency, newest first: one's own, and those one reviews. POST opens one, in a session that "
            "has just confirmed who is there; a personal access token or an API client cannot."
        ),
    )
)
