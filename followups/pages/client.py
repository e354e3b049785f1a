"""What is due for one client, on their overview."""

from django.db.models import QuerySet

from clients.models import Client
from clients.pages.panels import Panel
from followups.models import FollowUp
from followups.queries.lists import open_rows
from workflow.actor import Actor

SHOWN = 10


def _due(actor: Actor, client: Client) -> "QuerySet[FollowUp]":
    """Everybody's open follow-ups for this client, earliest first."""
    return open_rows(actor).filter(client=client).order_by("due_at", "id")[:SHOWN]


DUE_FOR_CLIENT = Panel("followups/_client_due.html", _due)
