"""/api/v1/cases/: episodes with their referral, assignment and closing."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from clients.actions.cases import refer_client
from clients.models import Case
from clients.queries.record import with_line
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class CaseSerializer(RecordSerializer):
    case_manager_name = serializers.CharField(source="case_manager.name", default=None, allow_null=True, read_only=True)

    tier = serializers.IntegerField(
        source="tier_today",
        allow_null=True,
        read_only=True,
        help_text="Risk tier 1 (lowest) to 4; its grounds stand in risk-tiers.",
    )

    class Meta:
        model = Case
        fields = (
            *RecordSerializer.common, "client", "number", "programme", "team", "case_manager", "case_manager_name", "tier",
            "referred_on", "source", "source_name", "source_contact", "source_reference", "urgency", "need", "opened_at",
            "assigned_at", "accepted_at", "decline_reason", "decline_note", "closed_at", "closing_reason", "outcome",
            "closing_summary", "previous_case",
        )  # fmt: skip


class CaseFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's cases.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *Case.Status.choices])
    case_manager = forms.UUIDField(required=False, help_text="Only cases of this case manager.")
    team = forms.UUIDField(required=False, help_text="Only cases of this team.")


def case_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Case]":
    given = {name: value for name, value in filters.items() if value}
    return one_case(actor).filter(**given)


def one_case(actor: Actor) -> "QuerySet[Case]":
    rows: QuerySet[Case] = Case.objects.visible_to(actor).select_related("case_manager", "client")
    return rows


def complete(actor: Actor, cases: list[Case]) -> None:
    """What the offer of a new episode asks of each client."""
    with_line(actor, [case.client for case in cases])


CASES = register(
    Resource(
        model=Case,
        serializer=CaseSerializer,
        scope="cases",
        rows=case_rows,
        one=one_case,
        complete=complete,
        filters=CaseFilters,
        create=refer_client,
        summary="Cases, newest first. POST takes in a referral.",
    )
)
