"""/transitions/measures/: what was done in time after discharges, the list behind each number, and all as a spreadsheet."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clients.queries.disclosures import note_reading
from followups.pages.panels import TeamPanel
from transitions.forms.measures import MeasureListAsked, MeasuresAsked, asked_in
from transitions.policy.transitions import may_measure
from transitions.queries.measures import GROUPINGS, OUTCOMES, PERIOD, TIERS, UNKNOWN, Asked, Tally
from transitions.queries.tallies import cells, labels, stays_behind, tallies, teams_of
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.spreadsheets import write_csv

ORDER = ("-discharged_at", "-id")
# Rows on the page, seven to a group; the spreadsheet has them all.
MOST = 350
USUAL = {"by": "team", "days": str(PERIOD)}


def _supervisor(request: HttpRequest) -> Actor:
    actor = page_actor(request)
    if not (verdict := may_measure(actor)):
        raise PermissionDenied(verdict.reason)
    return actor


def measures(request: HttpRequest) -> HttpResponse:
    actor = _supervisor(request)
    form, teams = MeasuresAsked({**USUAL, **request.GET.dict()}), teams_of(actor)
    form.choose_among(teams)
    form.is_valid()
    asked = asked_in(form.cleaned_data)
    found = tallies(actor, asked)
    context = {
        "asked": asked,
        "form": form,
        "tallies": found[:MOST],
        "more": len(found) > MOST,
        "grouping": GROUPINGS.get(asked.by, ""),
    }
    return render(request, "transitions/measures.html", context)


@transaction.atomic
def measures_list(request: HttpRequest) -> HttpResponse:
    """The stays behind one number; whose they are is written down as read."""
    actor, form = _supervisor(request), MeasureListAsked(request.GET)
    if not form.is_valid() and {"measure", "met"} & set(form.errors):
        raise Http404("There is no such measure. Open the list from its number on the measures page.")
    told = form.cleaned_data
    asked, group = asked_in(told), told.get("group", "")
    rows = stays_behind(actor, asked, told["measure"].key, OUTCOMES[told["met"]], group).select_related("client")
    page = page_of(rows, ORDER, request.GET.get("at", ""))
    note_reading(actor, page.rows, "transition-measures")
    context: dict[str, Any] = {
        "asked": asked, "page": page, "measure": told["measure"], "outcome": OUTCOMES[told["met"]], **page_links(request, page),
    }  # fmt: skip
    return render(request, "transitions/measures_list.html", {**context, "narrowed": _narrowed(actor, asked, group)})


def _narrowed(actor: Actor, asked: Asked, group: str) -> list[str]:
    """In words: of which group, and what else was asked."""
    team = teams_of(actor).get(asked.team, "") if asked.team else ""
    tier = {**TIERS, UNKNOWN: "Tier not known then"}.get(asked.tier, "")
    return [part for part in (labels(actor, asked.by).get(group, group), team, asked.facility, tier) if part]


def measures_csv(request: HttpRequest) -> HttpResponse:
    """Counts only: no client is named in it."""
    actor = _supervisor(request)
    form = MeasuresAsked(request.GET)
    form.is_valid()
    asked = asked_in(form.cleaned_data)
    head = (GROUPINGS.get(asked.by, "All"), "Measure", "Yes", "Counted", "Per cent", "Open", "Rule and source")
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store, private"})
    answer["Content-Disposition"] = f'attachment; filename="transition-measures-{timezone.localdate():%Y-%m-%d}.csv"'
    write_csv(answer, head, cells(tallies(actor, asked)))  # type: ignore[arg-type]  # a response writes text like a file
    return answer


def totals(actor: Actor) -> list[Tally]:
    """One query: all teams of this supervisor together."""
    return tallies(actor, Asked())


MEASURED = TeamPanel("transitions/_measured.html", totals)
