"""What hangs on a person or a team: before a role ends, when somebody has left, and when somebody returns."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Team, User
from clients.models import Case, Client
from clients.policy.sight import RUNNING
from clients.queries.caseload import STATES
from clients.queries.disclosures import note_reading
from workflow.actor import Actor

WHY = "nobody may leave clients behind, whoever asks"


def cases_left_with(person: User, team: Team | None) -> str:
    """In a sentence, the running cases this person is case manager of (in one team, or in all)."""
    cases = Case.objects.unscoped(WHY).filter(case_manager=person, status__in=RUNNING)
    count = (cases.filter(team=team) if team else cases).count()
    return (
        f"{person.name} still has {_cases(count)}. A supervisor has to assign {_them(count)} to somebody else first."
        if count
        else ""
    )


def cases_left_in(team: Team) -> str:
    count = Case.objects.unscoped(WHY).filter(team=team, status__in=RUNNING).count()
    return (
        f"This team still has {_cases(count)}. Close {_them(count)} or move {_them(count)} to another team first."
        if count
        else ""
    )


def _cases(count: int) -> str:
    return f"{count} running case{'s' if count > 1 else ''}"


def _them(count: int) -> str:
    return "them" if count > 1 else "it"


def left_cases(teams: Iterable[UUID]) -> "QuerySet[Case]":
    """Running cases of these teams whose case manager has left the agency: a supervisor gives each to somebody else."""
    rows: QuerySet[Case] = Case.objects.unscoped(WHY).filter(STATES["left"], team_id__in=list(teams))
    return rows


def clients_of(person_id: UUID, since: datetime) -> "QuerySet[Case, UUID]":
    """Ids of the clients somebody is case manager of, with those whose case was closed since a moment."""
    rows = Case.objects.unscoped("a summary for the one who returns").filter(case_manager_id=person_id)
    running = Q(status__in=RUNNING) | Q(status=Case.Status.CLOSED, closed_at__gte=since)
    return rows.filter(running).values_list("client_id", flat=True)


def names_for(actor: Actor, clients: Iterable[UUID]) -> dict[UUID, str]:
    """Names of those the actor sees, noted as read."""
    rows = list(Client.objects.visible_to(actor).filter(pk__in=list(clients)))
    note_reading(actor, rows, "return")
    return {client.pk: client.name for client in rows}
