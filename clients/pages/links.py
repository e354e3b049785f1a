"""/clients/<id>/duplicates/: finding the other record of the same person, and the pages of linking and undoing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clients.actions.links import LINK
from clients.models import Client, RecordLink
from clients.pages.frame import client_frame, client_page, render_client
from clients.queries.disclosures import note_reading
from clients.queries.links import kept_record
from clients.queries.matching import Match, possible_matches, sought_like
from clients.queries.record import banner_of, visible_client
from clients.queries.search import found_clients
from workflow.actor import Actor
from workflow.pages import Frame, page_actor
from workflow.steps import offer


@client_page("duplicates")
def duplicates(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    """What looks like the same person; a search for another one is a POST, so that no name stands in an address."""
    linking = offer(LINK, actor, client)
    if not linking.permitted:
        return render(request, "403.html", {"reason": linking.reason}, status=403)
    text = request.POST.get("q", "").strip()[:200]
    rows = _found(actor, client, text) if text else _alike(actor, client)
    note_reading(actor, [row.client for row in rows], "duplicates")
    return render_client(request, client, "overview", "clients/duplicates.html", {"rows": rows, "text": text})


def _alike(actor: Actor, client: Client) -> list[Match]:
    return [match for match in possible_matches(actor, sought_like(client)) if match.client != client]


def _found(actor: Actor, client: Client, text: str) -> list[Match]:
    others = [found for found in found_clients(actor, text) if found != client]
    return [Match(other, "", visible=True, kept=kept_record(actor, other)) for other in others]


def link_frame() -> Frame:
    """Both records side by side, above the form that links them or takes the link back."""
    plain = client_frame("overview")

    def context(request: HttpRequest, subject: Any) -> dict[str, Any]:
        shared = plain.context(request, subject)
        other = _other(request, page_actor(request), subject)
        return {**shared, "kept": shared["banner"], "duplicate": banner_of(other) if other else None}

    return Frame(layout=plain.layout, context=context)


def _other(request: HttpRequest, actor: Actor, subject: Client | RecordLink) -> Client | None:
    pk = subject.duplicate_id if isinstance(subject, RecordLink) else _chosen(request)
    other = visible_client(actor, pk) if pk else None
    if other is not None:
        note_reading(actor, [other], "step:overview")
    return other


def _chosen(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("duplicate") or request.GET.get("duplicate") or "")
    except ValueError:
        return None
