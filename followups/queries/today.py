"""Today: what cannot wait, what is late, which cases were offered, which notes are to be written, and one's clients."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from clients.models import Case
from clients.queries.caseload import caseload, drifting
from followups.models import FollowUp
from followups.queries.lists import end_of_today, with_sight
from workflow.actor import Actor

MOST = 200
# A day looks a month ahead; what is due next year is in the list of follow-ups.
COMING_UP = timedelta(days=31)
Kind = FollowUp.Kind


@dataclass
class Today:
    """One person's day; each section says what is in it, and the page says what was checked."""

    checked_at: datetime
    must: list[FollowUp] = field(default_factory=list)
    overdue: list[FollowUp] = field(default_factory=list)
    offers: list[FollowUp] = field(default_factory=list)
    notes: list[FollowUp] = field(default_factory=list)
    waiting: list[FollowUp] = field(default_factory=list)
    later: list[FollowUp] = field(default_factory=list)
    clients: list[Case] = field(default_factory=list)
    out_of_touch: int = 0
    cut: bool = False

    def everybody(self) -> list[Any]:
        rows = [*self.must, *self.overdue, *self.offers, *self.notes, *self.waiting, *self.later]
        return [*(row for row in rows if row.client_shown), *self.clients]  # type: ignore[attr-defined]  # set by with_sight


def today_for(actor: Actor, zone: ZoneInfo) -> Today:
    """Three queries, whatever the caseload: open follow-ups by due time, whose names may stand there, open cases."""
    day = Today(checked_at=timezone.now())
    due = (
        FollowUp.objects.unscoped("one's own follow-ups")
        .filter(owner_id__in=actor.acts_for, status=FollowUp.Status.OPEN, due_at__lt=timezone.now() + COMING_UP)
        .select_related("client", "case")
        .order_by("due_at", "id")
    )
    rows = list(due[: MOST + 1])
    day.cut, tomorrow = len(rows) > MOST, end_of_today(zone)
    for follow_up in with_sight(actor, rows[:MOST]):
        _section(day, follow_up, tomorrow).append(follow_up)
    day.clients = list(caseload(actor.acts_for)[:MOST])
    for case in day.clients:
        case.drifts = drifting(case)  # type: ignore[attr-defined]  # shown beside the case
    day.clients.sort(key=lambda case: (not case.drifts, case.last_reached or case.opened_at))  # type: ignore[attr-defined]  # set above
    day.out_of_touch = sum(case.drifts for case in day.clients)  # type: ignore[attr-defined]  # set above
    return day


def _section(day: Today, follow_up: FollowUp, tomorrow: datetime) -> list[FollowUp]:
    """What others owe, offers and notes have their own sections; the rest goes by urgency, then by time."""
    if follow_up.waits:
        return day.waiting
    if follow_up.kind == Kind.ANSWER:
        return day.offers
    if follow_up.kind == Kind.NOTE:
        return day.notes
    if follow_up.kind == Kind.SAFETY_FLAG:
        return day.must
    if follow_up.due_at < day.checked_at:
        return day.overdue
    urgent = follow_up.urgency == FollowUp.Urgency.URGENT
    return day.must if urgent or follow_up.due_at < tomorrow else day.later
