"""/api/v1/notifications/, ladders/ and dead-letters/: what one was told, when reminders ring, and what could not be delivered."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from followups.actions.dead_letters import open_dead_letter
from followups.actions.ladders import add_ladder
from followups.models import DeadLetter, Ladder, Notification
from followups.policy.ladders import NAMES
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class NotificationSerializer(RecordSerializer):
    class Meta:
        model = Notification
        fields = (*RecordSerializer.common, "rung", "follow_up", "words", "url", "at", "read_at")


class LadderSerializer(RecordSerializer):
    class Meta:
        model = Ladder
        fields = (*RecordSerializer.common, "kind", *NAMES)


class DeadLetterSerializer(RecordSerializer):
    rung = serializers.CharField(source="delivery.rung", read_only=True)
    channel = serializers.CharField(source="delivery.channel", read_only=True)
    state = serializers.CharField(source="delivery.state", read_only=True)
    due_at = serializers.DateTimeField(source="delivery.due_at", read_only=True)

    class Meta:
        model = DeadLetter
        fields = (*RecordSerializer.common, "rung", "channel", "state", "due_at", "why", "attempts", "decided_because")


class NotificationFilters(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", ""), *Notification.Status.choices])


class DeadLetterFilters(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", ""), *DeadLetter.Status.choices])


def _with_status(rows: "QuerySet[Any]", filters: dict[str, Any]) -> "QuerySet[Any]":
    return rows.filter(status=filters["status"]) if filters.get("status") else rows


def _notifications(actor: Actor) -> "QuerySet[Notification]":
    rows: QuerySet[Notification] = Notification.objects.visible_to(actor)
    return rows


def _ladders(actor: Actor) -> "QuerySet[Ladder]":
    rows: QuerySet[Ladder] = Ladder.objects.visible_to(actor).filter(status=Ladder.Status.CURRENT)
    return rows


def _dead_letters(actor: Actor) -> "QuerySet[DeadLetter]":
    rows: QuerySet[DeadLetter] = DeadLetter.objects.visible_to(actor).select_related("delivery")
    return rows


NOTIFICATIONS = register(
    Resource(
        model=Notification,
        serializer=NotificationSerializer,
        scope="follow-ups",
        rows=lambda actor, filters: _with_status(_notifications(actor), filters),
        one=_notifications,
        filters=NotificationFilters,
        summary="What the signed-in person was told. Nobody else sees it, and a system has none.",
    )
)
LADDERS = register(
    Resource(
        model=Ladder,
        serializer=LadderSerializer,
        scope="people",
        rows=lambda actor, filters: _ladders(actor),
        one=lambda actor: Ladder.objects.visible_to(actor),
        create=add_ladder,
        summary="The agency's own reminders by kind of follow-up; where it has none, the usual ones hold.",
    )
)
DEAD_LETTERS = register(
    Resource(
        model=DeadLetter,
        serializer=DeadLetterSerializer,
        scope="people",
        rows=lambda actor, filters: _with_status(_dead_letters(actor), filters),
        one=_dead_letters,
        create=open_dead_letter,
        filters=DeadLetterFilters,
        summary="Deliveries that failed for good; administrators only. They open by themselves.",
    )
)
