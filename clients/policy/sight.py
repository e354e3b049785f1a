"""Who sees which clients. One rule, used by lists, details, choices, exports and steps.

A case manager sees the clients of their own cases and of those they cover, and those for whom a
colleague handed something over while that is open; a supervisor their teams'; intake those without
an open case; a partner those it registered, referred or has a consent for. A restricted client is
seen by the assigned people alone, anybody else opens it in an emergency. The privacy officer sees
the audit, the administrator the settings: neither sees a client.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull
from django.utils import timezone

from accounts.models import AgencyRole, TeamRole, User
from clients.models import Case, Client, Consent, RestrictedAccess
from workflow.actor import Actor

# Further ways to come within reach of a client, by ids of clients from an index; casemgmt/wiring.py puts them here.
WAYS: list[Callable[[Actor], "QuerySet[Any]"]] = []
RUNNING = (Case.Status.REFERRED, Case.Status.SCREENING, Case.Status.OPEN)
WHY = "deciding who sees whom"


def works_with_clients(actor: Actor) -> bool:
    """Holds a role in a team; the agency's own roles and people without a role see no client."""
    return any(actor.has(role) for role in TeamRole.values)


def client_visibility(actor: Actor, to: str = "") -> Q:
    """Which clients the actor sees, or which rows about them: `to` leads from a row to its client, as in `client__`.

    Rows are narrowed by columns of their own and of the one client they join, never by a list of all clients somebody sees.
    """
    return _sight(actor, to, timezone.localdate())


@lru_cache(maxsize=1024)
def _sight(actor: Actor, to: str, today: date) -> Q:
    """Made once for whoever holds these rights today: each page asks it several times."""
    if actor.is_system:
        return Q()
    if actor.is_person and not works_with_clients(actor):
        return Q(pk__in=())
    key = "client_id" if to else "pk"
    open_to_all = Q(**{f"{to}restricted": False})
    seen = Q(**{f"{key}__in": within_reach(actor)}) & (open_to_all | _although_restricted(actor, key))
    if actor.has(TeamRole.INTAKE):
        seen |= open_to_all & Q(_has_no_open_case(key))
    return seen


def within_reach(actor: Actor) -> RawSQL | tuple[()]:
    """Ids of all whom the actor would see if nobody were restricted (but for intake's own rule), from indexes alone.

    One subquery, so that the database can start from these few ids: a caseload costs what it holds and not what the table holds.
    """
    return _reach(actor, timezone.localdate())


@lru_cache(maxsize=1024)
def _reach(actor: Actor, today: date) -> RawSQL | tuple[()]:
    """As SQL, which is made once: it stands in nearly every query, and making it takes longer than the database takes to answer."""
    try:
        sql, params = _ids_within_reach(actor).query.sql_with_params()
    except EmptyResultSet:
        return ()
    return RawSQL(sql, params)  # noqa: S611  # Django made it of our querysets; every value is a parameter


def _ids_within_reach(actor: Actor) -> "QuerySet[Any]":
    if actor.is_api_client:
        registered = Client.objects.unscoped(WHY).filter(registered_by_client_id=actor.id).values("pk")
        return _cases(referred_by_client_id=actor.id).union(consented(actor), registered)
    ways = [_assigned(actor).values("client_id"), Client.objects.unscoped(WHY).filter(pk__in=actor.opened).values("pk")]
    ways += [way(actor) for way in WAYS]
    if teams := actor.teams(TeamRole.SUPERVISOR):
        ways.append(_cases(team_id__in=teams))
    return _own_cases(actor).values("client_id").union(*ways)


def _although_restricted(actor: Actor, key: str) -> Q:
    """A restricted record is seen by those assigned to it by name, by its last case manager, and in an emergency.

    When that case manager has left the agency, by the supervisor of the case, who has to give it to somebody.
    """
    if actor.is_api_client:
        return Q(pk__in=())
    last_worked = _own_cases(actor).filter(client_id=OuterRef(key)).exclude(_has_later_case_manager())
    assigned = _assigned(actor).filter(client_id=OuterRef(key))
    seen = Q(**{f"{key}__in": actor.opened}) | Q(Exists(assigned)) | Q(Exists(last_worked))
    if teams := actor.teams(TeamRole.SUPERVISOR):
        seen |= Q(Exists(_left_behind(teams).filter(client_id=OuterRef(key))))
    return seen


def _left_behind(teams: frozenset[UUID]) -> "QuerySet[Case]":
    rows: QuerySet[Case] = Case.objects.unscoped(WHY).filter(team_id__in=teams, status__in=RUNNING)
    return rows.filter(case_manager__status=User.Status.DEACTIVATED)


def _assigned(actor: Actor) -> "QuerySet[RestrictedAccess]":
    rows: QuerySet[RestrictedAccess] = RestrictedAccess.objects.unscoped(WHY).filter(user_id__in=actor.acts_for)
    return rows


def _own_cases(actor: Actor) -> "QuerySet[Case]":
    mine: QuerySet[Case] = Case.objects.unscoped(WHY).filter(case_manager_id__in=actor.acts_for)
    return mine.exclude(status=Case.Status.DECLINED)


def _cases(**which: Any) -> "QuerySet[Any]":
    return Case.objects.unscoped(WHY).filter(**which).values("client_id")


def _has_later_case_manager() -> Exists:
    """A restricted record stays with the case manager of the newest episode that has one, not with all there ever were."""
    later = Case.objects.unscoped(WHY).filter(client_id=OuterRef("client_id"), number__gt=OuterRef("number"))
    return Exists(later.filter(case_manager__isnull=False).exclude(status=Case.Status.DECLINED))


def sees_in_the_ordinary_way(actor: Actor, client: Client) -> bool:
    """Whether the actor would see the client without the emergency access they may have open."""
    if client.pk not in actor.opened:
        return True
    return bool(Client.objects.visible_to(replace(actor, opened=frozenset())).filter(pk=client.pk).exists())


def _has_no_open_case(key: str) -> IsNull:
    """Looked up for one client after the other: of an Exists the database makes a list of all open cases first."""
    opened = Case.objects.unscoped(WHY).filter(client_id=OuterRef(key), status=Case.Status.OPEN)
    return IsNull(Subquery(opened.values("client_id")[:1]), True)  # the lookup's own signature


def consented(actor: Actor) -> "QuerySet[Any]":
    today = timezone.localdate()
    given = Consent.objects.unscoped(WHY).filter(grantee_client_id=actor.id, status=Consent.Status.ACTIVE, starts_on__lte=today)
    return given.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).values("client_id")


def consented_to(actor: Actor, scope: Consent.Scope) -> "QuerySet[Any]":
    """The clients who today let this partner have one kind of their record."""
    return consented(actor).filter(scope__contains=[scope])


def of_visible_client(actor: Actor) -> Q:
    """For every record that belongs to one client."""
    return client_visibility(actor, "client__")


def of_clients_with_an_open_case(actor: Actor) -> Q:
    """True of every row the actor sees about a client with an open case; it only tells the database where to start.

    Intake's own rule is for clients without one, so whoever else an intake worker sees is within reach.
    """
    return Q(client_id__in=within_reach(actor)) if actor.has(TeamRole.INTAKE) else Q()


def audit_visibility(actor: Actor) -> Q:
    """The disclosure log is the privacy officer's; others see none of it."""
    return Q() if actor.is_system or actor.has(AgencyRole.PRIVACY_OFFICER) else Q(pk__in=())


def emergency_visibility(actor: Actor) -> Q:
    """The person who used it, the supervisors and the privacy officer, who review it."""
    if actor.is_system or actor.has(AgencyRole.PRIVACY_OFFICER):
        return Q()
    teams = actor.teams(TeamRole.SUPERVISOR)
    theirs = Case.objects.unscoped(WHY).filter(team_id__in=teams).values("client_id")
    return Q(user_id=actor.id) | Q(client_id__in=theirs)


def event_visibility(actor: Actor) -> Q:
    """Events of the clients one sees; the privacy officer sees all, since they hold no content."""
    if actor.is_system or actor.has(AgencyRole.PRIVACY_OFFICER):
        return Q()
    return Q(record__in=Client.objects.visible_to(actor).values("pk"))
