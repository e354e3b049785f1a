"""/api/v1/follow-ups/: what is due, for the people and partners who may see it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.queries import the_agency
from followups.actions.own import add_follow_up
from followups.models import FollowUp
from followups.queries.lists import BUCKETS, follow_ups_like, in_bucket
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class FollowUpSerializer(RecordSerializer):
    owner_name = serializers.CharField(source="owner.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = FollowUp
        fields = (
            *RecordSerializer.common, "kind", "title", "why", "client", "case", "owner", "owner_name", "team", "due_at",
            "urgency", "waiting_on", "object_id", "acknowledged_at", "acknowledged_by", "acknowledged_by_name", "closed_at", "outcome",
            "first_due_at", "hold_until", "nudged_at", "moved_why", "nudge_words", "offered_to", "offered_by_name", "offer_note", "offer_answer",
            "repeat_every",
            "repeat_unit", "repeat_until", "occurrence",
        )  # fmt: skip


class FollowUpFilters(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", ""), *FollowUp.Status.choices], help_text="Open ones by default.")
    bucket = forms.ChoiceField(required=False, choices=[("", ""), *BUCKETS])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *FollowUp.Kind.choices])
    owner = forms.UUIDField(required=False)
    team = forms.UUIDField(required=False)
    client = forms.UUIDField(required=False)


def rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[FollowUp]":
    if not filters.get("status"):
        return follow_ups_like(actor, filters, the_agency().zone)
    given = {name: filters[name] for name in ("status", "kind", "owner", "team", "client") if filters.get(name)}
    found = one(actor).filter(**given)
    return found.filter(in_bucket(filters["bucket"], the_agency().zone)) if filters.get("bucket") else found


def one(actor: Actor) -> "QuerySet[FollowUp]":
    found: QuerySet[FollowUp] = FollowUp.objects.visible_to(actor).select_related("owner")
    return found


FOLLOW_UPS = register(
    Resource(
        model=FollowUp,
        serializer=FollowUpSerializer,
        scope="follow-ups",
        rows=rows,
        one=one,
        filters=FollowUpFilters,
        create=add_follow_up,
        summary="What is due. Most open and close by the steps of cases, contacts, notes and plans; people add their own.",
    )
)
