"""/team/: the supervisor's day."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import TeamRole
from clients.queries.disclosures import note_reading
from followups.queries.team import team_day
from workflow.pages import page_actor


@transaction.atomic
def team(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    if not actor.has(TeamRole.SUPERVISOR):
        raise PermissionDenied("The team page is for supervisors. Your own day is on Today.")
    day = team_day(actor)
    note_reading(actor, [*day.unassigned, *day.drift], "team")
    return render(request, "followups/team.html", {"day": day})
