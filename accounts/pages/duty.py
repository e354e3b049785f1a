"""/settings/duty/: who is on duty in the next 14 days, and the hours nobody is."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import TeamRole
from accounts.pages.frame import permitted
from accounts.policy.absence import may_plan_duty
from accounts.policy.administration import ADMINISTRATOR
from accounts.queries import active_teams
from accounts.queries.duty_gaps import duty_ahead
from workflow.pages import page_actor


def duty(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    if not (verdict := may_plan_duty(actor, None)):
        raise PermissionDenied(verdict.reason)
    teams = active_teams()
    if not actor.has(ADMINISTRATOR):
        teams = teams.filter(pk__in=actor.teams(TeamRole.SUPERVISOR))
    found = duty_ahead(teams, timezone.now())
    shifts = [*found.agency_shifts, *(shift for rota in found.rotas for shift in rota.shifts)]
    for shift in shifts:
        shift.offers = [offer for offer in permitted(actor, shift) if offer.allowed]  # type: ignore[attr-defined]  # drawn beside the shift; a shift itself has none
    return render(request, "accounts/duty.html", {"duty": found})
