"""/clients/<id>/support/ and /clients/<id>/consents/."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from clients.models import Client
from clients.pages.frame import client_page, offers_by_name, only, render_client
from clients.queries.support import capacity_findings, consent_state, consents, support_people
from workflow.actor import Actor


@client_page("support")
def support(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    today = timezone.localdate()
    people = [
        (
            person,
            person.has_authority_on(today),
            only(offers_by_name(actor, person), "support_person.update", "support_person.end"),
        )
        for person in support_people(actor, client)
    ]
    context = {
        "people": people,
        "findings": [(finding, list(offers_by_name(actor, finding).values())) for finding in capacity_findings(actor, client)],
        "offers": only(offers_by_name(actor, client), "support_person.add", "capacity.record"),
    }
    return render_client(request, client, "support", "clients/support.html", context)


@client_page("consents")
def consents_page(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    rows = [
        (consent, *consent_state(consent), list(offers_by_name(actor, consent).values())) for consent in consents(actor, client)
    ]
    context = {"rows": rows, "offers": only(offers_by_name(actor, client), "consent.record")}
    return render_client(request, client, "consents", "clients/consents.html", context)
