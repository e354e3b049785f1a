"""/api/v1/saved-filters/: one's own names for filtered lists."""

from typing import Any

from django.db.models import QuerySet

from followups.actions.saved_filters import save_filter
from followups.models import SavedFilter
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class SavedFilterSerializer(RecordSerializer):
    class Meta:
        model = SavedFilter
        fields = (*RecordSerializer.common, "place", "name", "query")


def rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[SavedFilter]":
    return one(actor).filter(status=SavedFilter.Status.KEPT)


def one(actor: Actor) -> "QuerySet[SavedFilter]":
    found: QuerySet[SavedFilter] = SavedFilter.objects.visible_to(actor)
    return found


SAVED_FILTERS = register(
    Resource(
        model=SavedFilter, serializer=SavedFilterSerializer, scope="follow-ups", rows=rows, one=one, create=save_filter,
        summary="Filters of lists that you keep for yourself.",
    )
)  # fmt: skip
