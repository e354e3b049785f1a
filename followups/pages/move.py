"""/follow-ups/move/: many at once. Chosen, seen before it is done, done, and undone while the page is open."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from clients.queries.disclosures import note_reading
from followups.actions.many import MOST, UNDONE_BY, VERBS, Outcome, chosen_rows, take_many
from followups.models import FollowUp
from followups.queries.lists import with_sight
from workflow.actor import Actor
from workflow.pages import next_url, page_actor

TITLES = {"reschedule": _("Reschedule several follow-ups"), "hand_over": _("Hand several follow-ups over")}
DONE = {"move_back": _("Undone: each is due when it was before."), "take_back": _("Undone: each stays with its owner.")}


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    asked = request.POST if request.method == "POST" else request.GET
    verb = asked.get("verb", "") if asked.get("verb") in VERBS else "reschedule"
    rows = _rows(actor, asked.getlist("row"))
    context: dict[str, Any] = {
        "verb": verb,
        "rows": rows,
        "title": TITLES.get(verb),
        "back": next_url(request) or "/today/",
        "most": MOST,
    }
    if request.method == "POST" and rows:
        return _acted(request, actor, verb, rows, context)
    form = VERBS[verb].step.form(actor=actor, obj=rows[0] if rows else None)
    return render(request, "followups/move.html", {**context, "form": form, "stage": "choose"})


def _rows(actor: Actor, named: Sequence[str]) -> list[Any]:
    ids = [pk for pk in map(_id, named) if pk]
    rows = with_sight(actor, list(chosen_rows(actor, ids))) if ids else []
    note_reading(actor, [row for row in rows if row.client_shown], "follow-ups:move")
    return rows


def _acted(request: HttpRequest, actor: Actor, verb: str, rows: list[Any], context: dict[str, Any]) -> HttpResponse:
    bound, doing = VERBS[verb], request.POST.get("do", "preview")
    fields = {name: request.POST[name] for name in bound.step.form.base_fields if name in request.POST}
    seen = {_id(name.removeprefix("version-")): value for name, value in request.POST.items() if name.startswith("version-")}
    chosen = [(row.pk, _version(seen.get(row.pk), row)) for row in rows]
    outcomes = take_many(actor, verb, chosen, fields, preview=doing == "preview")
    beside = _beside(rows, outcomes)
    form = bound.step.form(fields, actor=actor, obj=rows[0])
    wrong = doing == "preview" and not any(outcome.taken for outcome in outcomes) and not form.is_valid()
    stage = "choose" if wrong else "preview" if doing == "preview" else "done"
    told = {"form": form, "stage": stage, "beside": beside, "undo": UNDONE_BY.get(verb, ""), "done": DONE.get(verb)}
    counts = {"moved": sum(outcome.taken for outcome in outcomes), "kept": sum(not outcome.taken for outcome in outcomes)}
    return render(request, "followups/move.html", {**context, **told, **counts}, status=400 if wrong else 200)


def _beside(rows: list[Any], outcomes: list[Outcome]) -> list[tuple[FollowUp, Outcome]]:
    found = {outcome.id: outcome for outcome in outcomes}
    return [(row, found[row.pk]) for row in rows]


def _version(seen: Any, row: FollowUp) -> int:
    """The version the page showed; what changed since is refused, and says so."""
    return int(seen) if isinstance(seen, str) and seen.isdecimal() else row.version


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
