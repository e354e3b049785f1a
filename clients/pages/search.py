"""/clients/ and its search; the search is a POST, so that no name stands in an address or a log."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clients.actions.people import sought_from
from clients.forms.people import RegisterClientForm
from clients.pages.emergency import way_in
from clients.queries.disclosures import note_reading
from clients.queries.matching import possible_matches, tells_names
from clients.queries.record import lines_of, with_line
from clients.queries.search import client_list, found_clients
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor


@transaction.atomic
def clients(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    page = page_of(client_list(actor), ("-id",), request.GET.get("at", ""))
    note_reading(actor, page.rows, "clients")
    context = {
        "rows": lines_of(actor, with_line(actor, page.rows)),
        **page_links(request, page),
    }
    return render(request, "clients/list.html", context)


@transaction.atomic
def search(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("clients")
    actor = page_actor(request)
    text = request.POST.get("q", "").strip()[:200]
    found = found_clients(actor, text)
    note_reading(actor, found, "search")
    return render(
        request, "clients/search.html", {"rows": lines_of(actor, found), "text": text, "may_register": tells_names(actor)}
    )


@require_POST
@transaction.atomic
def matches(request: HttpRequest) -> HttpResponse:
    """The fragment under the registration form, while somebody types."""
    actor = page_actor(request)
    form = RegisterClientForm(request.POST, actor=actor)
    form.is_valid()
    found = possible_matches(actor, sought_from(form.cleaned_data)) if tells_names(actor) else []
    note_reading(actor, [match.client for match in found], "matching")
    shown = {"matches": found, "checked": form.cleaned_data.get("duplicates_checked"), **way_in(found, form.cleaned_data)}
    return render(request, "clients/_matches.html", shown)
