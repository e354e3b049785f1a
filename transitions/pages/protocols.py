"""/settings/protocols/: which protocols there are, and the steps of each."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.pages.frame import creation, permitted, settings_page
from transitions.models import Clock, Protocol
from transitions.models.codes import Setting
from workflow.actor import Actor

MOST = 100


@settings_page
def protocols(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = Protocol.objects.order_by("status", "title", "-edition")[:MOST]
    return render(request, "transitions/protocols.html", {"protocols": rows, "add": creation(actor, "protocol.import")})


@settings_page
def protocol(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Protocol, pk=pk)
    places = {end: [Setting(key).label for key in found.definition[end]] for end in ("from", "to")}
    context = {
        "steps": _in_words(found),
        "as_json": json.dumps(found.definition, indent=2, ensure_ascii=False),
        "protocol": found,
        "offers": permitted(actor, found),
        "leaves": places["from"],
        "goes": places["to"],
    }
    return render(request, "transitions/protocol.html", context)


def _in_words(protocol: Protocol) -> list[dict[str, Any]]:
    """Each step with whose work it is, and what proves it, as its clocks say it."""
    return [
        {**step, "owner_words": Clock.Owner(step["owner"]).label, "evidence_words": Clock.Evidence(step["evidence"]).label}
        for step in protocol.steps
    ]
