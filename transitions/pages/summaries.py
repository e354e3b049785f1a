"""/clients/<id>/transitions/<id>/summary/: the one page for the receiver, and each that was made for somebody."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clients.models import Client
from clients.pages.frame import client_page, offers_of, render_client
from transitions.models import HandoverSummary, Transition
from transitions.queries.covering import why_ended
from transitions.queries.page import visible
from transitions.queries.summary import Page
from workflow.actor import Actor

MOST = 20


@client_page("handover-summary")
def summary(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID) -> HttpResponse:
    transition = visible(Transition, actor).filter(client_id=client.pk, pk=transition_id).first()
    if transition is None:
        raise Http404("There is no such transition, or not one you may see.")
    transition.client = client
    made = visible(HandoverSummary, actor).filter(transition=transition).order_by("-id")[:MOST]
    page = Page(transition)
    context = {
        "transition": transition, "sections": page.sections(HandoverSummary.Section.values), "made": made, "programme": page.programme,
        "offers": offers_of(actor, transition, "handover_summary.make", "confirmation.record"),
    }  # fmt: skip
    return render_client(request, client, "transitions", "transitions/summary.html", context)


@client_page("handover-summary-print")
def summary_for(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID, summary_id: UUID) -> HttpResponse:
    """As it left; once the ground has ended, it is not handed out again."""
    made = visible(HandoverSummary, actor).filter(client_id=client.pk, transition_id=transition_id, pk=summary_id).first()
    if made is None:
        raise Http404("There is no such summary, or not one you may see.")
    made.transition.client = client
    ended = why_ended(made, timezone.localdate())
    return render(request, "transitions/summary_print.html", {"client": client, "made": made, "ended": ended})
