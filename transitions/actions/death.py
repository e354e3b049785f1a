"""What a message says of a death: a person asks, and records it."""

from typing import Any

from django.utils import timezone

from clients.models import Client
from followups.actions.due import drop_all, open_once
from followups.models import FollowUp
from transitions.queries.cases import running_case


def ask_whether_the_client_died(client: Client, facility: str, *, source_key: str, about: Any) -> None:
    """A code in a message declares nobody dead: a person asks, and then records it. Nobody asks about a death on record."""
    if client.status == Client.Status.DECEASED:
        return
    case = running_case(client)
    open_once(
        source_key, FollowUp.Kind.TRANSITION_STEP, client, about=about, case=case, due_at=timezone.now(),
        why=f"{facility} says that the client died. Ask them, then record it on the client's page.",
        owner=case.case_manager if case else None, team=case.team if case else None,
    )  # fmt: skip


def told_by_notice(client: Client) -> str:
    """Several notices tell of one death; it is asked about once."""
    return f"notice-of-death:{client.pk}"


def take_back_what_a_notice_told(client: Client) -> None:
    drop_all("The notice was about somebody else.", source_key=told_by_notice(client))
