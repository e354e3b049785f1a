"""What is due for one client, on their overview."""

from typing import Any

from clients.models import Client
from followups.queries.lists import open_rows
from workflow.actor import Actor

SHOWN = 10


def due_for_client(actor: Actor, client: Client) -> dict[str, Any] | None:
    """Everybody's open follow-ups for this client, earliest first; nothing due shows nothing."""
    rows = list(open_rows(actor).filter(client=client).order_by("due_at", "id")[:SHOWN])
    return {"template": "followups/_client_due.html", "rows": rows} if rows else None
