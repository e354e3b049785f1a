"""/settings/people/: everybody who works here, and one of them."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.forms.fields import team_field
from accounts.models import AccessToken, Role, User
from accounts.pages.frame import permitted, settings_page
from accounts.queries.people import PEOPLE_ORDER, people_like, person_rows
from workflow.actor import Actor
from workflow.keyset import page_links, page_of


class PeopleFilters(forms.Form):
    text = forms.CharField(label="Name or e-mail", required=False, max_length=80)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Any"), *Role])
    team = team_field(required=False, empty_label="All teams")
    status = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *User.Status.choices], initial="active")


@settings_page
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    filters = PeopleFilters(request.GET or {"status": User.Status.ACTIVE})
    chosen = filters.cleaned_data if filters.is_valid() else {}
    page = page_of(people_like(chosen), PEOPLE_ORDER, request.GET.get("at", ""))
    context = {"filters": filters, "rows": person_rows(page.rows), **page_links(request, page)}
    return render(request, "accounts/people.html", context)


@settings_page
def person(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    [row] = person_rows([found])
    tokens = AccessToken.objects.visible_to(actor).filter(user=found, status=AccessToken.Status.ACTIVE)
    context = {
        "row": row,
        "person": found,
        "offers": [offer for offer in permitted(actor, found) if offer.step.name != "person.set_preferences"],
        "roles": [(held, permitted(actor, held)) for held in row.roles],
        "tokens": [(token, permitted(actor, token)) for token in tokens.select_related("user")],
    }
    return render(request, "accounts/person.html", context)
