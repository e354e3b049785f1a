"""Who sees which clients. One rule, used by lists, details, choices, exports and steps.

A case manager sees the clients of their own cases and of those they cover; a supervisor their
teams'; intake those without an open case; a partner those it registered, referred or has a consent
for. A restricted client is seen by the assigned people alone, anybody else opens it in an emergency. The
privacy officer sees the audit, the administrator the settings: neither sees a client.
"""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import AgencyRole, TeamRole
from clients.models import Case, Client, Consent, RestrictedAccess
from workflow.actor import Actor

RUNNING = (Case.Status.REFERRED, Case.Status.SCREENING, Case.Status.OPEN)
WHY = "deciding who sees whom"


def works_with_clients(actor: Actor) -> bool:
    """Holds a role in a team; the agency's own roles and people without a role see no client."""
    return any(actor.has(role) for role in TeamRole.values)


def client_visibility(actor: Actor) -> Q:
    if actor.is_system:
        return Q()
    if actor.is_person and not works_with_clients(actor):
        return Q(pk__in=())
    seen = Q(pk__in=_through_cases(actor)) | Q(pk__in=list(actor.opened))
    if actor.is_person:
        seen |= Q(pk__in=RestrictedAccess.objects.unscoped(WHY).filter(user_id__in=actor.acts_for).values("client_id"))
    if actor.has(TeamRole.INTAKE):
        seen |= Q(restricted=False) & ~_has_open_case()
    if actor.is_api_client:
        seen |= Q(restricted=False) & (Q(registered_by_client_id=actor.id) | Q(pk__in=consented(actor)))
    return seen


def _through_cases(actor: Actor) -> object:
    """One subquery on indexed columns, so that a caseload costs what it holds and not what the table holds."""
    if actor.is_api_client:
        reach = Q(referred_by_client_id=actor.id, client__restricted=False)
    else:
        own = Q(case_manager_id__in=actor.acts_for) & ~Q(status=Case.Status.DECLINED)
        reach = own & (Q(client__restricted=False) | ~_has_later_case_manager())
        if teams := actor.teams(TeamRole.SUPERVISOR):
            reach |= Q(team_id__in=teams, client__restricted=False)
    return Case.objects.unscoped(WHY).filter(reach).values("client_id")


def _has_later_case_manager() -> Exists:
    """A restricted record stays with the case manager of the newest episode that has one, not with all there ever were."""
    later = Case.objects.unscoped(WHY).filter(client_id=OuterRef("client_id"), number__gt=OuterRef("number"))
    return Exists(later.filter(case_manager__isnull=False).exclude(status=Case.Status.DECLINED))


def sees_in_the_ordinary_way(actor: Actor, client: Client) -> bool:
    """Whether the actor would see the client without the emergency access they may have open."""
    if client.pk not in actor.opened:
        return True
    return bool(Client.objects.visible_to(replace(actor, opened=frozenset())).filter(pk=client.pk).exists())


def _has_open_case() -> Exists:
    return Exists(Case.objects.unscoped(WHY).filter(client_id=OuterRef("pk"), status=Case.Status.OPEN))


def consented(actor: Actor) -> "QuerySet[Any]":
    today = timezone.localdate()
    given = Consent.objects.unscoped(WHY).filter(grantee_client_id=actor.id, status=Consent.Status.ACTIVE, starts_on__lte=today)
    return given.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).values("client_id")  # type: ignore[no-any-return]  # the manager is typed loosely


def consented_to(actor: Actor, scope: Consent.Scope) -> "QuerySet[Any]":
    """The clients who today let this partner have one kind of their record."""
    return consented(actor).filter(scope__contains=[scope])


def of_visible_client(actor: Actor) -> Q:
    """For every record that belongs to one client."""
    if actor.is_system:
        return Q()
    return Q(client_id__in=Client.objects.visible_to(actor).values("pk"))


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
