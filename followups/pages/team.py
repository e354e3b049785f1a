"""/team/: the supervisor's day, and its load as a table for a spreadsheet."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import TeamRole
from clients.queries.disclosures import note_reading
from followups.pages.panels import team_panels
from followups.queries.team import Load, team_day
from workflow.actor import Actor
from workflow.pages import page_actor
from workflow.spreadsheets import write_csv

HEAD = (
    "Case manager", "Open cases", "Tier 3 and 4", "Asked", "Overdue, own", "Late, waiting on others", "Late notes", "Oldest late note due",
    "Out of touch", "Hours off this week", "Away now", "Covered by",
)  # fmt: skip


def _supervisor(request: HttpRequest) -> Actor:
    actor = page_actor(request)
    if not actor.has(TeamRole.SUPERVISOR):
        raise PermissionDenied("The team page is for supervisors. Your own day is on Today.")
    return actor


@transaction.atomic
def team(request: HttpRequest) -> HttpResponse:
    actor = _supervisor(request)
    day = team_day(actor)
    note_reading(actor, day.everybody(), "team")
    return render(request, "followups/team.html", {"day": day, "panels": team_panels(actor)})


def load_csv(request: HttpRequest) -> HttpResponse:
    """Counts only: no client is named in it."""
    day = team_day(_supervisor(request))
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store, private"})
    answer["Content-Disposition"] = f'attachment; filename="team-load-{timezone.localdate():%Y-%m-%d}.csv"'
    write_csv(answer, HEAD, map(_cells, day.loads))  # type: ignore[arg-type]  # a response writes text like a file
    return answer


def _cells(load: Load) -> tuple[Any, ...]:
    oldest = timezone.localtime(load.oldest_note).isoformat(timespec="minutes") if load.oldest_note else ""
    return (
        load.person.name, load.open_cases, load.high_tier, load.asked, load.overdue, load.waiting_late, load.late_notes, oldest,
        load.out_of_touch, load.hours_off, "yes" if load.away else "no", load.covered_by.name if load.covered_by else "",
    )  # fmt: skip
