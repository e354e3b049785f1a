"""/api/v1/risk-tiers/ and /api/v1/tier-rules/: the tier of each case with its grounds, and the editions of its rule."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from assessments.actions.tiers import adopt_tier_rule
from assessments.models import RiskTier, TierRule
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class GroundSerializer(serializers.Serializer[Any]):
    words = serializers.CharField()
    points = serializers.IntegerField()
    factors = serializers.ListField(child=serializers.CharField())


class RiskTierSerializer(RecordSerializer):
    """`tier` is the one that counts today; `computed` is the rule's own."""

    tier = serializers.IntegerField(allow_null=True, read_only=True)
    words = serializers.CharField(read_only=True, help_text="The tier with its grounds, in a line.")
    is_overridden = serializers.BooleanField(read_only=True)
    grounds = GroundSerializer(many=True, read_only=True)

    class Meta:
        model = RiskTier
        fields = (
            *RecordSerializer.common, "client", "case", "tier", "words", "computed", "points", "grounds", "estimate", "rule_edition",
            "computed_at", "computed_since", "is_overridden", "override_tier", "override_reason", "override_until", "overridden_by_name",
        )  # fmt: skip


class TierRuleSerializer(RecordSerializer):
    definition = serializers.JSONField(read_only=True, help_text="Points by factor, and the least points of tiers 2, 3 and 4.")

    class Meta:
        model = TierRule
        fields = (*RecordSerializer.common, "edition", "definition", "why", "adopted_by_name")


class RiskTierFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's.")
    case = forms.UUIDField(required=False, help_text="Only this case's.")


def _one(actor: Actor) -> "QuerySet[RiskTier]":
    rows: QuerySet[RiskTier] = RiskTier.objects.visible_to(actor).select_related("case")
    return rows


def _rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[RiskTier]":
    return _one(actor).filter(**{name: value for name, value in filters.items() if value})


def _rules(actor: Actor, filters: dict[str, Any] | None = None) -> "QuerySet[TierRule]":
    return TierRule.objects.visible_to(actor)


RISK_TIERS = register(
    Resource(
        model=RiskTier, serializer=RiskTierSerializer, scope="assessments", rows=_rows, one=_one, filters=RiskTierFilters,
        summary="Risk tiers with their grounds, one a case; computed by the agency's rule, overridden for a time by a step.",
    )
)  # fmt: skip
TIER_RULES = register(
    Resource(
        model=TierRule, serializer=TierRuleSerializer, scope="instruments", rows=_rules, one=_rules, create=adopt_tier_rule,
        summary="Editions of the rule of the risk tier. POST puts a new one in force; administrators only.",
    )
)  # fmt: skip
