"""Hospital notices as they were received: answers given before, and lists of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from clients.queries.identity import normal_value
from interop.models import AdtMessage
from workflow.actor import Actor
from workflow.sealed import blind_index

WHY = "telling a repetition from a new message"
LONGEST = 200
MOST = 100


def number_index(issuer: str, value: str) -> str:
    """Two hospitals give the same number to two people, so it counts with its issuer; zeros in front are part of it."""
    return blind_index(f"{issuer.casefold()}|{normal_value(value)}")


def stored(text: str) -> str:
    """A value of the head as a column can hold it."""
    return text.replace("\0", "")[:LONGEST]


def answer_given_before(sender: UUID | None, named: tuple[str, str, str], body_hash: str) -> str:
    """The answer to this very message, if it came before; whoever else sends it has sent another one.

    `named` is what its head says of the sending application, the sending facility and the control id.
    """
    application, facility, control_id = map(stored, named)
    rows = AdtMessage.objects.unscoped(WHY).filter(api_client_id=sender, control_id=control_id, body_hash=body_hash)
    rows = rows.filter(sending_application=application, sending_facility=facility)
    return str(rows.values_list("ack", flat=True).first() or "")


# Asked for each message there is. A sender may forward the notices of hundreds of hospitals, so no plan is kept for each of them; one that
# uses a single control id for everything has thousands under it, so none of them is read.
NAMED = """
    SELECT 1 FROM interop_adtmessage WHERE sending_application = %(application)s AND sending_facility = %(facility)s
    AND control_id = %(control_id)s AND """
SAME = " AND body_hash = %(body_hash)s"
OF_CLIENT, OF_US = NAMED + "api_client_id = %(sender)s", NAMED + "api_client_id IS NULL"
BY_CLIENT, BY_US = (f"SELECT EXISTS ({rows}), EXISTS ({rows}{SAME})" for rows in (OF_CLIENT, OF_US))


def came_before(message: AdtMessage) -> tuple[bool, bool]:
    """Whether its sender has used its control id, and whether for this very message."""
    asked = {
        "application": message.sending_application, "facility": message.sending_facility, "control_id": message.control_id,
        "body_hash": message.body_hash, "sender": message.api_client_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BY_CLIENT if message.api_client_id else BY_US, asked)
        used, same = cursor.fetchone()
    return used, same


def listed(actor: Actor, status: str = "", control_id: str = "") -> "QuerySet[Any]":
    """Notices the actor may see; a control id finds every one that was sent under it."""
    rows: QuerySet[Any] = AdtMessage.objects.visible_to(actor).select_related("client")
    if status:
        rows = rows.filter(status=status)
    return rows.filter(control_id=control_id) if control_id else rows


@dataclass(frozen=True)
class Waiting:
    """How many wait, counted up to `MOST`, and since when the oldest does."""

    count: int
    more: bool
    oldest: datetime


def waiting_for(actor: Actor) -> Waiting | None:
    """Those that wait until somebody says whom they are about, for whoever may decide it; None when nothing waits."""
    rows = AdtMessage.objects.visible_to(actor).filter(status=AdtMessage.Status.WAITING).order_by("id")
    came = list(rows.values_list("created_at", flat=True)[: MOST + 1])
    return Waiting(min(len(came), MOST), len(came) > MOST, came[0]) if came else None


def applied_like(message: AdtMessage) -> list[AdtMessage]:
    """What else was taken for this client's under the same number of the hospital, newest first."""
    if not message.patient_index or message.client_id is None:
        return []
    rows = AdtMessage.objects.unscoped(WHY).filter(
        status=AdtMessage.Status.APPLIED, patient_index=message.patient_index, client_id=message.client_id
    )
    return list(rows.exclude(pk=message.pk).exclude(event_code="A40").order_by("-id"))


def awaiting(indexes: list[str]) -> list[AdtMessage]:
    """What one of these numbers may decide, oldest first; what somebody has in hand this very moment is theirs."""
    rows = AdtMessage.objects.unscoped(WHY).select_for_update(of=("self",), skip_locked=True)
    return list(rows.exclude(awaited_numbers=[]).filter(awaited_numbers__overlap=indexes).order_by("id"))
