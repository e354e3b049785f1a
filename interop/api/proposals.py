"""/api/v1/detail-proposals/: what hospitals say differently about clients, for staff's own systems to show and decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from interop.models import DetailProposal
from interop.queries.proposals import lines_of, proposals, records_of
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class DifferenceSerializer(serializers.Serializer[Any]):
    """One field of a proposal beside the record; a confidential client's addresses are left out."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named label hides the base's attribute of that name
    said = serializers.CharField()
    on_record = serializers.CharField()


class DetailProposalSerializer(RecordSerializer):
    lines = serializers.SerializerMethodField()

    class Meta:
        model = DetailProposal
        fields = (*RecordSerializer.common, "client", "source", "notice", "lines", "taken_over", "why")

    def get_lines(self, proposal: Any) -> list[dict[str, Any]]:
        return [vars(line) for line in lines_of(self.context["actor"], proposal, proposal.record)]

    get_lines.__annotations__["return"] = DifferenceSerializer(many=True)


class DetailProposalFilters(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", ""), *DetailProposal.Status.choices])
    client = forms.UUIDField(required=False, help_text="Only this client's.")


def _like(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Any]":
    return proposals(actor).filter(**{name: value for name, value in filters.items() if value})


def _complete(actor: Actor, rows: list[Any]) -> None:
    records = records_of([row.client for row in rows])
    for row in rows:
        row.record = records[row.client_id]


DETAIL_PROPOSALS = register(
    Resource(
        model=DetailProposal,
        serializer=DetailProposalSerializer,
        scope="clients",
        rows=_like,
        one=proposals,
        complete=_complete,
        filters=DetailProposalFilters,
        summary="What hospitals say differently about clients than the record does, newest first.",
        notes_reading=True,
    )
)
