"""Questions that accounts asks of the apps above when somebody returns; casemgmt/wiring.py answers them.

Accounts knows no clients: whose they are, and what they are called, is asked here.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from workflow.actor import Actor

# Ids of the clients a person was responsible for at some time since a moment.
Caseload = Callable[[UUID, datetime], Iterable[UUID]]
# Names by id of those clients the actor sees, noted as read.
Names = Callable[[Actor, Iterable[UUID]], dict[UUID, Any]]

CASELOADS: list[Caseload] = []
NAMES: list[Names] = []


def caseload(person_id: UUID, since: datetime) -> set[UUID]:
    return {client for asked in CASELOADS for client in asked(person_id, since)}


def names(actor: Actor, clients: Iterable[UUID]) -> dict[UUID, Any]:
    wanted = set(clients)
    return {client: name for asked in NAMES for client, name in asked(actor, wanted).items()}
