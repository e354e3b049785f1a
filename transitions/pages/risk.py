"""What the record knows towards a risk score of one stay, and the open transitions of a caseload by risk."""

from json import dumps
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction as database
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.actions.assessments import start_assessment
from clients.models import Client
from clients.pages.frame import client_page, render_client
from clients.queries.disclosures import note_reading
from transitions.forms.asked import OpenTransitionsAsked
from transitions.models import Transition
from transitions.queries.page import visible
from transitions.queries.risk import proposals_for
from transitions.queries.risk_scores import SHOWN, TITLES, by_risk
from workflow.actor import Actor
from workflow.pages import page_actor
from workflow.steps import offer


@client_page("transition-risk")
def risk(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID) -> HttpResponse:
    """Each answer the record can propose with where it comes from, and what a person still has to say."""
    found = visible(Transition, actor).filter(client_id=client.pk, pk=transition_id).first()
    if found is None:
        raise Http404("There is no such transition, or not one you may see.")
    start = offer(start_assessment.step, actor, client)
    rows = [(TITLES[one.instrument], one, dumps(one.answers), str(uuid4())) for one in proposals_for(actor, found)]
    context: dict[str, Any] = {"transition": found, "start": start, "proposals": rows}
    return render_client(request, client, "transitions", "transitions/risk.html", context)


@database.atomic
def risk_list(request: HttpRequest) -> HttpResponse:
    """Who is most likely to go back stands first: that is whom to call before the others."""
    actor = page_actor(request)
    filters = OpenTransitionsAsked(request.GET or None)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows, more = by_risk(actor, chosen)
    note_reading(actor, rows, "transitions")
    context = {"rows": rows, "more": more, "shown": SHOWN, "filters": filters, "chosen": any(chosen.values())}
    return render(request, "transitions/risk_list.html", context)
