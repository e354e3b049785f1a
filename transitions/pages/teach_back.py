"""/clients/<id>/transitions/<id>/teach-back/: the discharge plan checked with the client, topic by topic."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from clients.models import Client
from clients.pages.frame import client_page, offers_of, render_client
from transitions.queries.teach_backs import teach_back_page
from workflow.actor import Actor


@client_page("teach-back")
def teach_back(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID) -> HttpResponse:
    found = teach_back_page(actor, client.pk, transition_id)
    if found is None:
        raise Http404("There is no such transition, or not one you may see.")
    found.transition.client = client
    record = next(iter(offers_of(actor, found.transition, "teach_back.record")), None)
    context: dict[str, Any] = {
        "transition": found.transition,
        "found": found,
        "record": record,
        "rows": [(row, offers_of(actor, row.check, "teach_back.mark_error") if row.check else []) for row in found.rows],
    }
    return render_client(request, client, "transitions", "transitions/teach_back.html", context)
