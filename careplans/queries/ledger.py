"""The ledger: what everybody promised and what came of it, for a client, a caseload or a team. Never a ranking of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import TeamRole
from careplans.models import Commitment
from careplans.models.codes import OwnerKind
from careplans.queries.rows import joined, visible
from clients.models import Case
from clients.queries.caseload import of_teams
from workflow.actor import Actor

WHY = "counting the promises of cases found for this actor"
S = Commitment.Status
# How far back promises are counted when nobody says otherwise.
PERIOD = timedelta(days=90)


@dataclass(frozen=True)
class Tally:
    """Promises of one kind of owner: a share needs at least one that came to an end."""

    owner_kind: str
    label: str
    kept: int
    missed: int
    open: int
    late: int

    @property
    def settled(self) -> int:
        return self.kept + self.missed

    @property
    def kept_share(self) -> int | None:
        """Per cent of the promises that came to an end; None when none has."""
        return round(100 * self.kept / self.settled) if self.settled else None


def promises_of(actor: Actor, client_id: UUID, owner_kind: str = "", status: str = "") -> "QuerySet[Commitment]":
    """The client's whole ledger, plan after plan, newest first."""
    rows: QuerySet[Commitment] = visible(Commitment, actor).filter(client_id=client_id)
    given = {name: value for name, value in (("owner_kind", owner_kind), ("status", status)) if value}
    return rows.filter(**given)


def caseload_promises(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Commitment]":
    """The list behind each number of a caseload's or a team's ledger."""
    scope = filters.get("scope", "")
    # A supervisor sees each unrestricted client of their teams: asking that again would hide from the database how many they are.
    seen = Commitment.objects.unscoped(WHY) if scope == "team" else Commitment.objects.visible_to(actor)
    rows: QuerySet[Commitment] = seen.filter(_running(_clients_of(actor, scope)))
    given = {name: filters[name] for name in ("owner_kind", "status") if filters.get(name)}
    rows = rows.filter(**given)
    if filters.get("late"):
        rows = rows.filter(status=S.ACCEPTED, due_on__lt=timezone.localdate())
    return rows if filters.get("status") not in (S.KEPT, S.MISSED) else rows.filter(settled_on__gte=since())


def with_what_they_show(rows: list[Commitment]) -> list[Commitment]:
    """The promises of one page, joined with what their lines show: nothing is joined to those that are not on it."""
    shown = joined(Commitment, WHY).select_related("client").in_bulk([row.pk for row in rows])
    return [shown[row.pk] for row in rows]


def since() -> date:
    return timezone.localdate() - PERIOD


def _clients_of(actor: Actor, scope: str) -> "QuerySet[Any]":
    if scope == "team":
        return of_teams(actor.teams(TeamRole.SUPERVISOR)).values("client_id")
    mine = Case.objects.unscoped(WHY).filter(status=Case.Status.OPEN, case_manager_id__in=actor.acts_for)
    return mine.values("client_id")


def _running(clients: "QuerySet[Any]") -> Q:
    return Q(client_id__in=clients)


def client_tallies(client_id: UUID) -> list[Tally]:
    return _tallies(Commitment.objects.unscoped(WHY).filter(client_id=client_id))


def tallies_for(actor: Actor, scope: str) -> list[Tally]:
    """One grouped query over the promises of the caseload's or team's open cases: open ones, and those settled in the period."""
    rows = Commitment.objects.unscoped(WHY).filter(_running(_clients_of(actor, scope)))
    return _tallies(rows.filter(Q(status=S.ACCEPTED) | Q(settled_on__gte=since())))


# Kept, missed, open, late.
NOTHING = (0, 0, 0, 0)


def _tallies(rows: "QuerySet[Commitment]") -> list[Tally]:
    today = timezone.localdate()
    counted = rows.order_by().values_list("owner_kind").annotate(
        kept=Count("client", filter=Q(status=S.KEPT)), missed=Count("client", filter=Q(status=S.MISSED)),
        open=Count("client", filter=Q(status=S.ACCEPTED)), late=Count("client", filter=Q(status=S.ACCEPTED, due_on__lt=today)),
    )  # fmt: skip
    found = {kind: tuple(counts) for kind, *counts in counted}
    return [Tally(kind.value, str(kind.label), *found.get(kind.value, NOTHING)) for kind in OwnerKind]


def own_misses(tallies: Iterable[Tally]) -> int:
    """The agency's own: they stand in the same list as everybody's."""
    return sum(tally.missed for tally in tallies if tally.owner_kind in (OwnerKind.CASE_MANAGER, OwnerKind.WORKER))
