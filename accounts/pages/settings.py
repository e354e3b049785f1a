"""/settings/teams/, /settings/agency/ and /settings/api-clients/."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import ApiClient, Scope, Team
from accounts.pages.frame import permitted, settings_page
from accounts.queries import the_agency
from accounts.queries.people import roles_held, teams_with_size
from workflow.actor import Actor


@settings_page
def teams(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "accounts/teams.html", {"teams": teams_with_size()})


@settings_page
def team(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk)
    context = {"team": found, "offers": permitted(actor, found), "roles": roles_held().filter(team=found)}
    return render(request, "accounts/team.html", context)


@settings_page
def agency(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = the_agency()
    offers = {offer.step.verb: offer for offer in permitted(actor, found)}
    context = {"agency": found, "change": [offers["update"]], "offers": offers, "closures": list(found.closures.all())}
    return render(request, "accounts/agency.html", context)


@settings_page
def api_clients(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = ApiClient.objects.visible_to(actor).select_related("team", "application")
    return render(request, "accounts/api_clients.html", {"clients": rows})


@settings_page
def api_client(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    found = get_object_or_404(ApiClient.objects.visible_to(actor).select_related("team", "application"), pk=pk)
    labels = dict(Scope.choices)
    scopes = [(scope, labels.get(scope, scope)) for scope in found.scopes]
    return render(request, "accounts/api_client.html", {"client": found, "offers": permitted(actor, found), "scopes": scopes})
