"""What stands at the head of a day: one's hours, who is covered by whom, and the filters one has kept."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Agency, Cover, User
from accounts.models.time_off import AGREED
from accounts.policy.hours import Span
from followups.models import SavedFilter
from followups.queries.absences import asked_about, hours_from
from workflow.actor import Actor
from workflow.together import together


@dataclass
class Header:
    spans: list[Span] = field(default_factory=list)
    working: bool = False
    away: bool = False
    next_start: datetime | None = None
    covering: list[Cover] = field(default_factory=list)
    covered_by: list[Cover] = field(default_factory=list)
    asked_to_cover: list[Cover] = field(default_factory=list)
    saved: list[SavedFilter] = field(default_factory=list)
    zone: ZoneInfo | None = None


def header_for(person: User, agency: Agency, place: str) -> Header:
    """One query: the person's hours of today in their own zone, covers of theirs and by them, saved filters of this place."""
    now = timezone.now()
    weekly, absences, closures, covers, saved = together(*asked_about([person], agency, now), _saved(person.pk, place))
    hours = hours_from([person], agency, weekly, absences, closures)[person.pk]
    working = hours.is_working(now)
    return Header(
        spans=hours.spans(now.astimezone(hours.zone).date()), working=working, away=hours.is_away(now), zone=hours.zone,
        next_start=None if working else hours.next_working_moment(now), saved=saved, **_covers(covers, person),
    )  # fmt: skip


def _covers(covers: list[Cover], person: User) -> dict[str, list[Cover]]:
    agreed = [cover for cover in covers if cover.status in AGREED]
    return {
        "covering": [cover for cover in agreed if cover.coverer_id == person.pk],
        "covered_by": [cover for cover in agreed if cover.away_id == person.pk],
        "asked_to_cover": [c for c in covers if c.status == Cover.Status.PROPOSED and c.coverer_id == person.pk],
    }


def saved_for(actor: Actor, place: str) -> "QuerySet[SavedFilter]":
    return _saved(actor.own_id, place)


def _saved(person_id: UUID, place: str) -> "QuerySet[SavedFilter]":
    kept: QuerySet[SavedFilter] = SavedFilter.objects.unscoped("one's own filters").filter(
        user_id=person_id, place=place, status=SavedFilter.Status.KEPT
    )
    return kept.order_by("name", "id")
