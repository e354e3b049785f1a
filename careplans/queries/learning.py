"""What a team learns from its promises: who keeps them, what got in the way, and which feedback nobody has answered."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import TeamRole
from careplans.models import Commitment, Feedback
from careplans.queries.ledger import Tally, since, tallies_for
from clients.queries.caseload import of_teams
from workflow.actor import Actor
from workflow.together import together

WHY = "the supervisor's own teams"
SHOWN = 5


@dataclass(frozen=True)
class Learning:
    """Tallies by kind of owner, the latest reasons for a miss with what changes next, and unanswered feedback."""

    tallies: list[Tally]
    misses: list[Commitment]
    unanswered: list[Feedback]


def learning_for(actor: Actor) -> Learning | None:
    """Two queries; None where nobody has promised anything yet."""
    tallies = tallies_for(actor, "team")
    misses, unanswered = together(_missed(actor), _unanswered(actor))
    return Learning(tallies, misses, unanswered) if any(tally.settled + tally.open for tally in tallies) or unanswered else None


def _clients(actor: Actor) -> "QuerySet[Any]":
    return of_teams(actor.teams(TeamRole.SUPERVISOR)).values("client_id")


def _missed(actor: Actor) -> "QuerySet[Commitment]":
    rows: QuerySet[Commitment] = Commitment.objects.unscoped(WHY).filter(
        client_id__in=_clients(actor), status=Commitment.Status.MISSED, settled_on__gte=since()
    )
    shown = Commitment.objects.unscoped(WHY).filter(pk__in=rows.order_by("-settled_on", "-id").values("pk")[:SHOWN])
    return shown.select_related("client").order_by("-settled_on", "-id")


def _unanswered(actor: Actor) -> "QuerySet[Feedback]":
    rows: QuerySet[Feedback] = Feedback.objects.unscoped(WHY).filter(
        client_id__in=_clients(actor), status=Feedback.Status.GIVEN, direction=Feedback.Direction.FROM_CLIENT
    )
    return rows.select_related("client").order_by("id")[:SHOWN]
