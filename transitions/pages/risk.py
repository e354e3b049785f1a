"""What the record knows towards a risk score of one stay, and the open transitions of a caseload by risk."""

from typing import Any
from uuid import UUID

from django.db import transaction as database
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments.actions.assessments import start_assessment
from assessments.models import Assessment
from clients.models import Client
from clients.pages.frame import client_page, render_client
from clients.queries.disclosures import note_reading
from transitions.actions.scores import begin_score
from transitions.forms.asked import OpenTransitionsAsked
from transitions.models import Transition
from transitions.queries.page import visible
from transitions.queries.risk import proposals_for
from transitions.queries.risk_scores import BY_RISK, TITLES, by_risk, scores_standing, with_next_clock
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.refusals import Refusal
from workflow.steps import offer


@client_page("transition-risk")
def risk(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID) -> HttpResponse:
    """Each answer the record can propose with where it comes from, and what a person still has to say.

    A score is begun from here, or gone on with: one that somebody left unfinished is not begun a second time.
    """
    found = visible(Transition, actor).filter(client_id=client.pk, pk=transition_id).first()
    if found is None:
        raise Http404("There is no such transition, or not one you may see.")
    found.client = client
    refusal = None
    if request.method == "POST":
        try:
            begun: Assessment = begin_score(found, request.POST.get("instrument", ""), actor)
            return redirect(begun.get_absolute_url())
        except Refusal as refused:
            refusal = refused
    start, standing = offer(start_assessment.step, actor, client), scores_standing(actor, found)
    rows = [
        (TITLES[one.instrument], one, standing[one.instrument])
        for one in proposals_for(actor, found)
        if standing[one.instrument].shown
    ]
    leads = next((one.instrument for _, one, now in rows if now.newest is None), "")
    context: dict[str, Any] = {"transition": found, "start": start, "proposals": rows, "leads": leads, "refusal": refusal}
    answer = render_client(request, client, "transitions", "transitions/risk.html", context)
    answer.status_code = refusal.status if refusal else 200
    return answer


@database.atomic
def risk_list(request: HttpRequest) -> HttpResponse:
    """Who is most likely to go back stands first: that is whom to call before the others."""
    actor = page_actor(request)
    filters = OpenTransitionsAsked(request.GET or None)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    page = page_of(by_risk(actor, chosen), BY_RISK, request.GET.get("at", ""))
    with_next_clock(actor, page.rows)
    note_reading(actor, page.rows, "transitions")
    context = {"rows": page.rows, "filters": filters, "chosen": any(chosen.values()), **page_links(request, page)}
    return render(request, "transitions/risk_list.html", context)
