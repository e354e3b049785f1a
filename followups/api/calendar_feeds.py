"""/api/v1/calendar-feeds/: one's own calendar addresses; the address itself is told once, when it is made."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from followups.models import CalendarFeed
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class CalendarFeedSerializer(RecordSerializer):
    address = serializers.SerializerMethodField(help_text="Told once, when it is made.")

    class Meta:
        model = CalendarFeed
        fields = (*RecordSerializer.common, "address")

    def get_address(self, feed: CalendarFeed) -> str | None:
        return feed.shown_once.get("address")


def rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[CalendarFeed]":
    return one(actor)


def one(actor: Actor) -> "QuerySet[CalendarFeed]":
    found: QuerySet[CalendarFeed] = CalendarFeed.objects.visible_to(actor)
    return found


CALENDAR_FEEDS = register(
    Resource(
        model=CalendarFeed, serializer=CalendarFeedSerializer, scope="follow-ups", rows=rows, one=one,
        summary="Addresses under which your own calendar programme reads what is due, in neutral words.",
    )
)  # fmt: skip
