"""/clients/<id>/transitions/<id>/medicines/: the worksheet, and the list in plain words for the client."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from clients.models import Client
from clients.pages.frame import client_page, offers_of, render_client
from transitions.models import MedicineLine
from transitions.pages.client import open_now
from transitions.queries.medicines import WorksheetPage, accepts, worksheet_page
from workflow.actor import Actor

Outcome = MedicineLine.Outcome
SHEET_STEPS = ("medicine.add", "worksheet.complete", "worksheet.reopen", "worksheet.mark_error")
LINE_STEPS = ("medicine.edit", "medicine.correct", "medicine.mark_error")


@client_page("medicines")
def medicines(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID) -> HttpResponse:
    found = _found(actor, client, transition_id)
    sheet = found.worksheet
    for line in found.lines:
        line.client = client
    offers = open_now(sheet, actor, SHEET_STEPS) if sheet else []
    context: dict[str, Any] = {
        "found": found,
        "transition": found.transition,
        "sheet": sheet,
        "offers": offers,
        "start": next(iter(offers_of(actor, found.transition, "worksheet.start")), None) if sheet is None else None,
        "lines": [(line, open_now(line, actor, LINE_STEPS)) for line in found.lines],
        "clocks": [(clock, sheet is None or accepts(clock, sheet.profession)) for clock in found.clocks],
    }
    return render_client(request, client, "transitions", "transitions/medicines.html", context)


@client_page("medicines print")
def printed(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID) -> HttpResponse:
    """In the client's language, English or Spanish; only a completed list is handed out."""
    found = _found(actor, client, transition_id)
    if found.worksheet is None or found.worksheet.status != "completed":
        raise Http404("There is no completed list to print yet.")
    wanted = request.GET.get("lang", "") or client.language[:2]
    with translation.override(wanted if wanted in ("en", "es") else "en"):
        context = {"client": client, "found": found, "sheet": found.worksheet, "groups": _groups(found)}
        return render(request, "transitions/medicines_print.html", context)


def _groups(found: WorksheetPage) -> list[tuple[str, str, list[MedicineLine]]]:
    """What to do with each medicine, in the client's words."""
    say = translation.pgettext
    words = {
        Outcome.ADDED: (say("medicines", "New"), say("medicines", "Start taking these.")),
        Outcome.CHANGED: (say("medicines", "Change"), say("medicines", "Take these in a new way.")),
        Outcome.KEPT: (say("medicines", "Keep"), say("medicines", "Go on as before.")),
        Outcome.STOPPED: (say("medicines", "Stop"), say("medicines", "Do not take these any more.")),
        Outcome.UNCLEAR: (say("medicines", "Ask"), say("medicines", "We are still asking about these.")),
    }
    groups = [(*words[outcome], [line for line in found.lines if line.outcome == outcome]) for outcome in words]
    return [group for group in groups if group[2]]


def _found(actor: Actor, client: Client, transition_id: UUID) -> WorksheetPage:
    found = worksheet_page(actor, client.pk, transition_id)
    if found is None:
        raise Http404("There is no such transition, or not one you may see.")
    return found
