"""Hospital notices that wait for a person, and details that hospitals have differently, on the pages of work."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import TeamRole
from clients.pages.panels import Panel
from clients.pages.work_panels import WorkPanel
from interop.models import DetailProposal
from interop.queries.notices import waiting_for
from interop.queries.proposals import of_client, open_proposals
from workflow.actor import Actor

MOST = 10


def _for_intake(actor: Actor) -> list[DetailProposal]:
    """Whoever has a case is asked about by a follow-up of theirs; of the others intake is told here."""
    return open_proposals(actor, MOST) if actor.has(TeamRole.INTAKE) else []


def _of_client(client_id: UUID) -> "QuerySet[DetailProposal]":
    return of_client(client_id)


WAITING = WorkPanel("interop/_waiting.html", waiting_for)
PROPOSED = WorkPanel("interop/_proposals.html", _for_intake)
PROPOSED_FOR_CLIENT = Panel("interop/_client_proposal.html", _of_client)
