"""The shape of a clock, alone and in its transition, with how the attempts at a contact stand."""

from typing import Any

from rest_framework import serializers

from transitions.models import Clock
from transitions.queries.attempts import Standing, with_standing
from workflow.resources import RecordSerializer


class AttemptsStandingSerializer(serializers.Serializer[Any]):
    """How the attempts at a contact stand."""

    wanted = serializers.IntegerField(help_text="Separate attempts that the rule asks for within the time.")
    made = serializers.IntegerField(help_text="Failed attempts within the time; each counts as an attempt, never as contact.")
    minutes_left = serializers.SerializerMethodField(help_text="0 once the last moment has passed; a late contact still counts.")
    words = serializers.CharField(help_text="As on the page, for example “1 of 2 attempts, 4 h left”.")

    def get_minutes_left(self, standing: Standing) -> int:
        return max(0, int(standing.left.total_seconds() // 60))


class OfAttempts(serializers.Serializer[Any]):
    """For clocks: null unless attempts are asked for and the contact is still owed."""

    standing = serializers.SerializerMethodField(help_text="How the attempts stand; null where none are asked for any more.")

    def get_standing(self, clock: Any) -> dict[str, Any] | None:
        if not hasattr(clock, "standing"):
            with_standing([clock])
        return AttemptsStandingSerializer(clock.standing).data if clock.standing else None

    get_standing.__annotations__["return"] = AttemptsStandingSerializer(allow_null=True)


class ShortClockSerializer(OfAttempts, serializers.ModelSerializer[Clock]):
    """A clock as its transition shows it; its steps are at its own address."""

    protocol = serializers.CharField(source="protocol.key", read_only=True)

    class Meta:
        model = Clock
        fields = (
            "id", "status", "protocol", "key", "title", "rule", "evidence_asked", "owner_role", "opens_on", "due_at", "moved_from",
            "booked_for", "booked_with", "met_at", "late", "evidence", "reason", "standing",
        )  # fmt: skip


class ClockSerializer(RecordSerializer, OfAttempts):
    class Meta:
        model = Clock
        fields = (
            *RecordSerializer.common, "client", "transition", "protocol", "key", "title", "rule", "evidence_asked", "asks",
            "owner_role", "attempts", "opens_on", "due_at", "moved_from", "booked_for", "booked_with", "remind_client",
            "met_at", "late", "evidence", "contact", "worksheet", "reason", "standing",
        )  # fmt: skip
