"""/api/v1/support-people/, capacity-findings/ and consents/."""

from typing import Any

from django.db.models import QuerySet

from clients.actions.consents import record_consent
from clients.actions.support import add_support_person, record_capacity
from clients.api.contacts import OfClientFilters
from clients.models import CapacityFinding, Consent, SupportPerson
from workflow.actor import Actor
from workflow.models import StepModel
from workflow.resources import RecordSerializer, Resource, register


class SupportPersonSerializer(RecordSerializer):
    class Meta:
        model = SupportPerson
        fields = (
            *RecordSerializer.common, "client", "name", "relationship", "phone", "email", "language", "caregiver",
            "emergency_contact", "may_know", "representative", "authority_scope", "authority_evidence", "authority_from",
            "authority_until", "only_on_incapacity", "ended_reason",
        )  # fmt: skip


class CapacityFindingSerializer(RecordSerializer):
    class Meta:
        model = CapacityFinding
        fields = (*RecordSerializer.common, "client", "decision", "outcome", "judged_on", "judged_by", "client_view")


class ConsentSerializer(RecordSerializer):
    class Meta:
        model = Consent
        fields = (
            *RecordSerializer.common, "client", "kind", "grantee", "grantee_client_id", "scope", "information", "purpose",
            "starts_on", "ends_on", "ends_when", "signed_by", "signed_on", "method", "told_of_rights", "revoked_at", "revoked_reason",
        )  # fmt: skip


def _part(model: type[StepModel], serializer: type[RecordSerializer], scope: str, create: Any, summary: str) -> Resource:
    """A collection of one client's records, filtered by client only."""

    def one(actor: Actor) -> "QuerySet[Any]":
        rows: QuerySet[Any] = model.objects.visible_to(actor)
        return rows

    def rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Any]":
        return one(actor).filter(**{name: value for name, value in filters.items() if value})

    return register(
        Resource(
            model=model,
            serializer=serializer,
            scope=scope,
            rows=rows,
            one=one,
            filters=OfClientFilters,
            create=create,
            summary=summary,
        )
    )


SUPPORT = (
    _part(SupportPerson, SupportPersonSerializer, "support", add_support_person, "The people around a client."),
    _part(CapacityFinding, CapacityFindingSerializer, "support", record_capacity, "Capacity for one decision at one time."),
    _part(Consent, ConsentSerializer, "consents", record_consent, "What clients have agreed to."),
)
