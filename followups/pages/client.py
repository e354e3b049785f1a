"""What is due for one client, on their overview."""

from uuid import UUID

from django.db.models import QuerySet

from clients.pages.panels import Panel
from clients.queries.record import WITH_CLIENT
from followups.models import FollowUp

SHOWN = 10


def _due(client_id: UUID) -> "QuerySet[FollowUp]":
    """Everybody's open follow-ups for this client, earliest first."""
    rows: QuerySet[FollowUp] = FollowUp.objects.unscoped(WITH_CLIENT).filter(client_id=client_id, status=FollowUp.Status.OPEN)
    return rows.select_related("case", "owner", "team", "offered_to").order_by("due_at", "id")[:SHOWN]


DUE_FOR_CLIENT = Panel("followups/_client_due.html", _due)
