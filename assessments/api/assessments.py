"""/api/v1/assessments/: what clients answered, what it adds up to, and what it calls attention to."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.actions.assessments import start_assessment
from assessments.models import Amendment, Assessment
from assessments.models.questionnaire import Questionnaire
from assessments.policy.assessments import sees_sensitive
from assessments.queries.assessments import with_what_it_needs
from assessments.queries.needs import suggested_needs
from assessments.queries.sensitive import sensitive_parts, without_sensitive
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class SuggestedNeedSerializer(serializers.Serializer[Any]):
    domain = serializers.CharField()
    title = serializers.CharField()
    system = serializers.CharField(help_text="The code system of the domain; empty for our own domains.")
    code = serializers.CharField()
    link_id = serializers.CharField(help_text="The question or flag it comes from.")
    words = serializers.CharField(help_text="The question with its answer.")


class AmendmentSerializer(serializers.ModelSerializer[Amendment]):
    class Meta:
        model = Amendment
        fields = ("id", "reason", "before", "author_name", "at")


class AssessmentSerializer(RecordSerializer):
    """Answers by linkId as {value, at} or {absent, at}. Another organisation gets no answer the client could be harmed for."""

    instrument_title = serializers.CharField(source="instrument.title", read_only=True)
    suggested_needs = serializers.SerializerMethodField(help_text="Possible needs only; a person confirms each of them.")
    amendments = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = (
            *RecordSerializer.common, "client", "case", "instrument", "instrument_key", "instrument_title", "occasion", "mode",
            "language", "interpreter_used", "interpreter", "assessed_on", "answers", "scores", "total", "band", "flags",
            "conclusions", "suggested_needs", "amendments", "author", "author_name", "completed_at", "completed_by_name",
            "amended_at", "error_reason",
        )  # fmt: skip

    @extend_schema_field(SuggestedNeedSerializer(many=True))
    def get_suggested_needs(self, assessment: Assessment) -> list[dict[str, Any]]:
        if not assessment.is_final:
            return []
        hidden = frozenset() if self._sees_all(assessment) else sensitive_parts(Questionnaire(assessment.instrument.definition))
        return [asdict(need) for need in suggested_needs(assessment) if need.link_id not in hidden]

    @extend_schema_field(AmendmentSerializer(many=True))
    def get_amendments(self, assessment: Any) -> list[dict[str, Any]]:
        """Not for other organisations: what was corrected is the agency's own matter."""
        if not self._sees_all(assessment):
            return []
        return [dict(AmendmentSerializer(one).data) for one in assessment.all_amendments]

    def to_representation(self, assessment: Assessment) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(assessment)
        return shown if self._sees_all(assessment) else without_sensitive(shown, Questionnaire(assessment.instrument.definition))

    def _sees_all(self, assessment: Assessment) -> bool:
        return sees_sensitive(self.context["actor"], assessment)


class AssessmentFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's.")
    instrument_key = forms.SlugField(required=False, help_text="Only this instrument, in any edition, for example phq-9.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *Assessment.Status.choices])


def rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Assessment]":
    return one(actor).filter(**{name: value for name, value in filters.items() if value})


def one(actor: Actor) -> "QuerySet[Assessment]":
    return with_what_it_needs(Assessment.objects.visible_to(actor))


ASSESSMENTS = register(
    Resource(
        model=Assessment,
        serializer=AssessmentSerializer,
        scope="assessments",
        rows=rows,
        one=one,
        filters=AssessmentFilters,
        create=start_assessment,
        summary=(
            "Assessments, newest first. POST starts one, with as many answers as you have; "
            "clients/{id}/record-assessment/ takes a whole one at once."
        ),
    )
)
