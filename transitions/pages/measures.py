"""/transitions/measures/: what was done in time after discharges, the list behind each number, and all as a spreadsheet."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import TeamRole
from clients.queries.disclosures import note_reading
from followups.pages.panels import TeamPanel
from transitions.queries.measures import (
    BY_KEY,
    GROUPINGS,
    OUTCOMES,
    PERIOD,
    PERIODS,
    Tally,
    cells,
    labels,
    stays_behind,
    tallies,
)
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.spreadsheets import write_csv

ORDER = ("-discharged_at", "-id")
# Rows on the page, seven to a group; the spreadsheet has them all.
MOST = 350


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a period or grouping that does not exist is answered with the usual one."""

    actor: Actor
    days: int
    by: str


def _asked(request: HttpRequest) -> Asked:
    actor = page_actor(request)
    if not actor.has(TeamRole.SUPERVISOR):
        raise PermissionDenied("Measures are for supervisors. Your own clients' transitions are on their pages.")
    days, by = request.GET.get("days", ""), request.GET.get("by", "team")
    return Asked(actor, int(days) if days in map(str, PERIODS) else PERIOD, by if by in ("", *GROUPINGS) else "team")


def measures(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    found = tallies(asked.actor, asked.days, asked.by)
    context = {"asked": asked, "tallies": found[:MOST], "more": len(found) > MOST, "periods": PERIODS, "groupings": GROUPINGS}
    return render(request, "transitions/measures.html", context)


@transaction.atomic
def measures_list(request: HttpRequest) -> HttpResponse:
    """The stays behind one number; whose they are is written down as read."""
    asked, group = _asked(request), request.GET.get("group", "").replace("\x00", "")
    measure, outcome = BY_KEY.get(request.GET.get("measure", "tcm:contact")), OUTCOMES.get(request.GET.get("met", "0"))
    if measure is None or outcome is None:
        raise Http404("There is no such measure. Open the list from its number on the measures page.")
    rows = stays_behind(asked.actor, asked.days, measure.key, outcome, asked.by, group).select_related("client")
    page = page_of(rows, ORDER, request.GET.get("at", ""))
    note_reading(asked.actor, page.rows, "transition-measures")
    context: dict[str, Any] = {"asked": asked, "page": page, "measure": measure, "outcome": outcome, **page_links(request, page)}
    return render(
        request, "transitions/measures_list.html", {**context, "group": labels(asked.actor, asked.by).get(group, group)}
    )


def measures_csv(request: HttpRequest) -> HttpResponse:
    """Counts only: no client is named in it."""
    asked = _asked(request)
    head = (GROUPINGS.get(asked.by, "All"), "Measure", "Yes", "Counted", "Per cent", "Open", "Rule and source")
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store, private"})
    answer["Content-Disposition"] = f'attachment; filename="transition-measures-{timezone.localdate():%Y-%m-%d}.csv"'
    write_csv(answer, head, cells(tallies(asked.actor, asked.days, asked.by)))  # type: ignore[arg-type]  # a response writes text like a file
    return answer


def totals(actor: Actor) -> list[Tally]:
    """One query: all teams of this supervisor together."""
    return tallies(actor, PERIOD)


MEASURED = TeamPanel("transitions/_measured.html", totals)
