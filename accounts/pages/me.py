"""/me/: one's own settings and access tokens; /: the way to one's own start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import AccessToken, AgencyRole, TeamRole, User
from accounts.pages.frame import permitted
from accounts.queries.people import roles_held
from workflow.pages import page_actor

# The first that applies: who leads a team starts with the team, and so on.
HOMES = (
    (TeamRole.SUPERVISOR, "/team/"),
    (TeamRole.CASE_MANAGER, "/today/"),
    (TeamRole.INTAKE, "/intake/"),
    (AgencyRole.PRIVACY_OFFICER, "/audit/"),
    (AgencyRole.ADMINISTRATOR, "/settings/people/"),
)


def home(request: HttpRequest) -> HttpResponse:
    """Where one's work is; somebody without a role can at least see their own settings."""
    actor = page_actor(request)
    return redirect(next((address for role, address in HOMES if actor.has(role)), "/me/"))


def me(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    person = User.objects.get(pk=actor.id)
    tokens = AccessToken.objects.visible_to(actor).filter(user=person).select_related("user")
    offers = {offer.step.name: offer for offer in permitted(actor, person)}
    context = {
        "person": person,
        "roles": roles_held().filter(user=person),
        "change": [offers["person.set_preferences"]],
        "create_token": offers["access_token.create"],
        "tokens": [(token, permitted(actor, token)) for token in tokens],
    }
    return render(request, "accounts/me.html", context)
