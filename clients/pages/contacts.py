"""/clients/<id>/contacts/ and the note's own page with its autosave."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from clients.actions.notes import autosave_note, start_note
from clients.models import Client, Note
from clients.pages.frame import client_page, offers_by_name, only, render_client
from clients.queries.contacts import (
    SHOWN,
    contacts_alone,
    id_is_taken,
    live_note_of,
    loose_notes,
    note_of,
    own_draft,
    readable_body,
    with_readable_notes,
)
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.refusals import InvalidInput, Refusal


@client_page("contacts")
def contacts(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    shown = request.GET.get("shown", "")
    page = page_of(contacts_alone(actor, client.pk, shown), ("-at", "-id"), request.GET.get("at", ""))
    steps = offers_by_name(actor, client)
    context = {
        "contacts": with_readable_notes(actor, page.rows),
        "loose_notes": [] if shown in SHOWN else loose_notes(actor, client),
        "shown": shown,
        "new_note": str(uuid.uuid4()),
        "may_write": "note.start" in steps,
        **page_links(request, page),
    }
    return render_client(request, client, "contacts", "clients/contacts.html", context)


@client_page("note")
def note(request: HttpRequest, actor: Actor, client: Client, note_id: uuid.UUID) -> HttpResponse:
    """One note: its author writes the draft here; everybody else reads what was signed."""
    found = note_of(actor, client, note_id)
    if found is None:
        return _new_note(request, actor, client, note_id)
    steps = offers_by_name(actor, found)
    context = {
        "note": found,
        "body": readable_body(actor, found),
        "sign": steps.get("note.sign"),
        "others": only(steps, "note.discard", "note.add_addendum"),
        "autosave_url": reverse("note_autosave", args=[client.pk, found.pk]),
    }
    return render_client(request, client, "contacts", "clients/note.html", context)


def _new_note(request: HttpRequest, actor: Actor, client: Client, note_id: uuid.UUID) -> HttpResponse:
    """A blank page under an id that only becomes a draft with the first save; somebody else's id stays 404."""
    if id_is_taken(note_id) or "note.start" not in offers_by_name(actor, client):
        raise Http404("There is no such note, or it is not yours to see.")
    context = {"note": None, "new_id": note_id, "contact_id": request.GET.get("contact", "")}
    context["autosave_url"] = reverse("note_autosave", args=[client.pk, note_id])
    return render_client(request, client, "contacts", "clients/note_new.html", context)


@client_page("note")
def note_for(request: HttpRequest, actor: Actor, client: Client, contact_id: uuid.UUID) -> HttpResponse:
    """Write the note of a contact: on to the draft it has, or to a new page."""
    existing = live_note_of(actor, client, contact_id)
    if existing is not None:
        return redirect(existing.get_absolute_url())
    return redirect(f"{reverse('client_note', args=[client.pk, uuid.uuid4()])}?contact={contact_id}")


@require_POST
def autosave(request: HttpRequest, pk: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Start the draft under the page's own id, or bring it up to date; the same id never makes two."""
    actor = page_actor(request)
    try:
        saved = _saved(request, actor, pk, note_id)
    except InvalidInput as refusal:
        return JsonResponse({"detail": str(refusal), "errors": refusal.errors}, status=refusal.status)
    except Refusal as refusal:
        return JsonResponse({"detail": str(refusal)}, status=refusal.status)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"version": saved.version})
    return HttpResponse(status=303, headers={"Location": saved.get_absolute_url()})


def _saved(request: HttpRequest, actor: Actor, client_id: uuid.UUID, note_id: uuid.UUID) -> Note:
    body = request.POST.get("body", "")
    version = request.POST.get("version", "")
    if own_draft(actor, note_id) is None:
        fields: dict[str, Any] = {"contact": request.POST["contact"]} if request.POST.get("contact") else {}
        started: Note = start_note(client_id, actor=actor, id=note_id, body=body, **fields)
        return started
    saved: Note = autosave_note(note_id, actor=actor, version=int(version) if version.isdecimal() else None, body=body)
    return saved
