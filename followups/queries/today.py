"""Today: what cannot wait, what is late, what waits on others, which notes and answers are due, and one's clients."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from clients.models import Case
from clients.queries.caseload import caseload, drifting
from followups.models import FollowUp
from followups.models.follow_ups import OF_PLAN, OF_TRANSITION
from followups.queries.lists import end_of_today, with_sight
from workflow.actor import Actor
from workflow.together import together

MOST = 200
# A day looks a month ahead; what is due next year is in the list of follow-ups.
COMING_UP = timedelta(days=31)
Kind = FollowUp.Kind
WHY = "one's own follow-ups"

# What somebody may want to see alone: an hour of calls, an hour of writing.
GROUPS: dict[str, tuple[str, frozenset[str]]] = {
    "contacts": ("Contacts", frozenset({Kind.FIRST_CONTACT})),
    "plans": ("Plans and promises", OF_PLAN),
    "assessments": ("Assessments", frozenset({Kind.ASSESS, Kind.SAFETY_FLAG})),
    "transitions": ("Transitions", OF_TRANSITION),
    "notes": ("Notes", frozenset({Kind.NOTE})),
    "own": ("Added by hand", frozenset({Kind.OWN})),
}


@dataclass
class Today:
    """One person's day; each section says what is in it, and the page says what was checked."""

    checked_at: datetime
    must: list[FollowUp] = field(default_factory=list)
    overdue: list[FollowUp] = field(default_factory=list)
    waiting: list[FollowUp] = field(default_factory=list)
    notes: list[FollowUp] = field(default_factory=list)
    offers: list[FollowUp] = field(default_factory=list)
    handed: list[FollowUp] = field(default_factory=list)
    later: list[FollowUp] = field(default_factory=list)
    clients: list[Case] = field(default_factory=list)
    out_of_touch: int = 0
    cut: bool = False

    def rows(self) -> list[FollowUp]:
        return [*self.must, *self.overdue, *self.waiting, *self.notes, *self.offers, *self.handed, *self.later]

    def everybody(self) -> list[Any]:
        return [*(row for row in self.rows() if row.client_shown), *self.clients]  # type: ignore[attr-defined]  # set by with_sight


def today_for(actor: Actor, zone: ZoneInfo, group: str = "", whose: UUID | None = None) -> Today:
    """Five queries, whatever the caseload. `group` and `whose` leave a part of the follow-ups, never of the clients."""
    people = {whose} & actor.acts_for if whose else actor.acts_for
    day, now = Today(checked_at=timezone.now()), timezone.now()
    due = _lean(WHY, "owner" if people != {actor.id} else "").filter(
        owner_id__in=people, status=FollowUp.Status.OPEN, due_at__lt=now + COMING_UP
    )
    if group in GROUPS:
        due = due.filter(kind__in=GROUPS[group][1])
    rows = list(due.order_by("due_at", "id")[: MOST + 1])
    day.cut = len(rows) > MOST
    day.clients = list(caseload(actor.acts_for)[:MOST])
    handed, numbers = together(_handed_to(people), _numbers(actor.acts_for))
    rows = with_sight(actor, [*rows[:MOST], *handed])
    _sort_in(day, rows, actor, end_of_today(zone))
    _complete(day, rows, {row["case_id"]: row for row in numbers})
    return day


def _lean(why: str, *more: str) -> "QuerySet[FollowUp]":
    """Of client and case only what a row shows: a page of two hundred reads no more than it needs."""
    rows: QuerySet[FollowUp] = FollowUp.objects.unscoped(why).select_related("client", "case", "offered_to", *filter(None, more))
    return rows.only(*SHOWN, *(f"{name}__name" for name in more if name))


SHOWN = (
    "version", "status", "kind", "client_id", "case_id", "title", "why", "owner_id", "team_id", "due_at", "urgency", "waiting_on", "source_key",
    "object_id", "acknowledged_at", "acknowledged_by_id", "first_due_at", "hold_until", "moved_why", "nudged_at", "nudge_words", "offered_to_id",
    "offered_by_name", "offer_note", "offer_answer",
    "taken_over", "repeat_every", "repeat_unit", "repeat_until", "created_at",
    "client__given_name", "client__preferred_name", "client__family_name", "client__safe_contact_note", "client__restricted",
    "case__version", "case__tier", "case__tier_until", "case__tier_then", "case__need", "offered_to__name",
)  # fmt: skip


def _handed_to(people: Iterable[UUID]) -> "QuerySet[FollowUp]":
    """What colleagues ask these people to take over."""
    return _lean(WHY, "owner").filter(offered_to_id__in=list(people), status=FollowUp.Status.OPEN).order_by("due_at", "id")[:MOST]


def _numbers(people: Iterable[UUID]) -> "QuerySet[Any, Any]":
    """Of each running case: when its plan is reviewed next, and how many promises are open on either side."""
    own = Case.objects.unscoped("the case managers' own cases").filter(
        case_manager_id__in=list(people), status=Case.Status.OPEN, accepted_at__isnull=False
    )
    promise = Q(kind=Kind.COMMITMENT)
    rows = FollowUp.objects.unscoped(WHY).filter(case_id__in=own.values("pk"), status=FollowUp.Status.OPEN)
    return (
        rows.filter(kind__in=(Kind.COMMITMENT, Kind.REVIEW))
        .order_by()
        .values("case_id")
        .annotate(
            next_review=Min("due_at", filter=Q(kind=Kind.REVIEW)), promises_mine=Count("pk", filter=promise & Q(waiting_on="")),
            promises_theirs=Count("pk", filter=promise & ~Q(waiting_on="")),
        )
    )  # fmt: skip


def _sort_in(day: Today, rows: list[Any], actor: Actor, tomorrow: datetime) -> None:
    for follow_up in rows:
        handed = follow_up.owner_id not in actor.acts_for
        (day.handed if handed else _section(day, follow_up, tomorrow)).append(follow_up)
    # Safety before clocks, clocks before what has an hour.
    day.must.sort(key=lambda row: (row.kind != Kind.SAFETY_FLAG, not row.is_urgent, row.due_at))


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
    return day.must if follow_up.is_urgent or follow_up.due_at < tomorrow else day.later


def _complete(day: Today, rows: list[Any], numbers: dict[UUID, Any]) -> None:
    """Give each of one's clients the next step, the next review and the promises; longest out of touch first."""
    following = {row.client_id: row for row in reversed(rows) if not row.waits}
    cases: list[Any] = day.clients
    for case in cases:
        case.drifts = drifting(case)
        case.next_step = following.get(case.client_id)
        case.numbers = numbers.get(case.pk, {})
    cases.sort(key=lambda case: (not case.drifts, case.last_reached or case.opened_at))
    day.out_of_touch = sum(case.drifts for case in cases)
