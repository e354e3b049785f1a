"""Caseloads: a case manager's open cases with who was last reached, and the lists behind the team's numbers."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import DateTimeField, F, OuterRef, PositiveSmallIntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan
from django.utils import timezone

from accounts.models import User
from clients.models import Case, Client, Contact
from clients.policy.sight import RUNNING, of_clients_with_an_open_case
from workflow.actor import Actor

WHY = "the last two-way contact of cases found through visible_to"
OF_TEAMS = "the supervisor's own teams"

# Contact frequency by acuity: high weekly, moderate every 2 weeks, low monthly, maintenance quarterly
# (standards.md 5.2); tier 4 is the highest risk. An agency edits these when it has its own.
CADENCE_DAYS = {4: 7, 3: 14, 2: 31, 1: 92}
CADENCE_WITHOUT_TIER = 31


def last_reached() -> Subquery:
    """When the client was last reached in this case: attempts do not count, nor mistaken entries."""
    reached = Contact.objects.unscoped(WHY).filter(
        case_id=OuterRef("pk"), result=Contact.Result.REACHED, status=Contact.Status.RECORDED
    )
    return Subquery(reached.order_by("-at").values("at")[:1], output_field=DateTimeField())


def caseload(case_managers: Iterable[UUID]) -> "QuerySet[Case]":
    """Open, accepted cases of these case managers, longest without contact first."""
    rows: QuerySet[Case] = (
        Case.objects.unscoped("the case managers' own cases")
        .filter(case_manager_id__in=list(case_managers), status=Case.Status.OPEN, accepted_at__isnull=False)
        .select_related("client")
        .annotate(last_reached=last_reached())
        .order_by("last_reached", "id")
    )
    return rows


def of_teams(team_ids: Iterable[UUID]) -> "QuerySet[Case]":
    """Open cases of these teams, without restricted clients: what a supervisor's pages tell of everybody's."""
    rows: QuerySet[Case] = Case.objects.unscoped(OF_TEAMS).filter(team_id__in=team_ids, status=Case.Status.OPEN)
    return rows.exclude(client_id__in=Client.objects.unscoped(OF_TEAMS).filter(restricted=True).values("pk"))


def tier_today() -> Choice:
    """`Case.tier_today` for a whole list at once."""
    ended = When(tier_until__lt=timezone.localdate(), then=F("tier_then"))
    return Choice(ended, default=F("tier"), output_field=PositiveSmallIntegerField())


def of_high_tier() -> Q:
    """Open cases of tier 3 and 4."""
    return STATES["open"] & Q(GreaterThanOrEqual(tier_today(), 3))


def cadence(tier: int | None) -> timedelta:
    return timedelta(days=CADENCE_DAYS.get(tier or 0, CADENCE_WITHOUT_TIER))


def drifting(case: Any) -> bool:
    """No two-way contact within the tier's cadence, counted from the last one or from the opening, whichever is later."""
    since = max((moment for moment in (case.last_reached, case.opened_at) if moment), default=None)
    return since is not None and timezone.now() - since > cadence(case.tier_today)


def out_of_touch() -> Q:
    """The same rule as `drifting`, for a whole list at once."""
    now = timezone.now()
    limits = [When(Exact(tier_today(), tier), then=Value(now - cadence(tier))) for tier in CADENCE_DAYS]
    latest = Choice(*limits, default=Value(now - cadence(None)), output_field=DateTimeField())
    # PostgreSQL's GREATEST passes over nulls: a client never reached counts from the opening.
    return STATES["accepted"] & Q(LessThan(Greatest("opened_at", last_reached()), latest))


STATES = {
    "open": Q(status=Case.Status.OPEN),
    "accepted": Q(status=Case.Status.OPEN, accepted_at__isnull=False),
    "asked": Q(status=Case.Status.OPEN, case_manager__isnull=False, accepted_at__isnull=True),
    "unassigned": Q(status=Case.Status.OPEN, case_manager__isnull=True),
    "to-screen": Q(status__in=(Case.Status.REFERRED, Case.Status.SCREENING)),
    "closed": Q(status=Case.Status.CLOSED),
    # Whoever was their case manager has left the agency; a supervisor gives each to somebody else.
    "left": Q(status__in=RUNNING, case_manager__status=User.Status.DEACTIVATED),
}
# These depend on today.
COMPUTED_STATES: dict[str, Callable[[], Q]] = {"high-tier": of_high_tier, "out-of-touch": out_of_touch}
OPEN_STATES = ("open", "accepted", "asked", "unassigned", "high-tier", "out-of-touch")


def cases_like(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Case]":
    """The list behind a number: cases the actor sees, by state, team, case manager, tier or lost touch."""
    rows: QuerySet[Case] = Case.objects.visible_to(actor).select_related("client", "case_manager", "team")
    rows = rows.annotate(last_reached=last_reached())
    state = filters.get("state")
    if state:
        rows = rows.filter(COMPUTED_STATES[state]() if state in COMPUTED_STATES else STATES[state])
    if state in OPEN_STATES:
        rows = rows.filter(of_clients_with_an_open_case(actor))
    given = {name: filters[name] for name in ("team", "case_manager") if filters.get(name)}
    rows = rows.filter(**given)
    return rows.filter(Exact(tier_today(), filters["tier"])) if filters.get("tier") else rows
