"""When people work and are away: their working hours, time zone, time off, and the agency's closed days, read for many at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import TimeOff, User, WorkingHours
from accounts.models.time_off import away
from accounts.policy.hours import Hours, Span, WallSpan
from accounts.queries.agency import closed_days, the_agency

WHY = "whether somebody works at a time is no secret within the agency"
# Time off that ended longer ago is asked about by nobody.
REMEMBERED = timedelta(days=92)


def hours_of(people: Iterable[User]) -> dict[UUID, Hours]:
    """The working time of each of these people, by id: four queries however many they are."""
    known = {person.pk: person for person in people}
    agency = the_agency()
    closed, zone = closed_days(agency), agency.zone
    weekly, absences = _weekly(known), _absences(known)
    return {
        pk: Hours(
            zone=ZoneInfo(person.time_zone),
            agency_zone=zone,
            closed=closed,
            opens=agency.office_opens,
            weekly=weekly.get(pk) or agency.office_week,
            absences=absences[pk],
        )
        for pk, person in known.items()
    }


def hours_for(person: User) -> Hours:
    return hours_of([person])[person.pk]


def working_spans(person: User, day: date) -> list[Span]:
    """The person's working spans of one day of theirs, as UTC moments; holidays, closures and time off taken out."""
    return hours_for(person).spans(day)


def is_working(person: User, at: datetime) -> bool:
    return hours_for(person).is_working(at)


def next_working_moment(person: User, at: datetime) -> datetime:
    """`at` itself while they work; else their next start within 60 days, else the agency's next business morning."""
    return hours_for(person).next_working_moment(at)


def start_of_day(person: User, day: date) -> datetime | None:
    """When their work begins on that day; None on a day off."""
    return hours_for(person).start_of_day(day)


def away_at(people: Iterable[UUID], at: datetime | None = None) -> dict[UUID, datetime]:
    """Which of these people are away at a moment (now by the database's clock), and when each is back."""
    rows = TimeOff.objects.unscoped(WHY).filter(away(at), user_id__in=list(people))
    return dict(rows.order_by("ends_at").values_list("user_id", "ends_at"))


def _weekly(people: Iterable[UUID]) -> dict[UUID, list[WallSpan]]:
    found: dict[UUID, list[WallSpan]] = defaultdict(list)
    for span in WorkingHours.objects.filter(user_id__in=list(people)):
        found[span.user_id].append((span.weekday, span.starts, span.ends))
    return found


def _absences(people: Iterable[UUID]) -> dict[UUID, list[Span]]:
    found: dict[UUID, list[Span]] = defaultdict(list)
    rows = TimeOff.objects.unscoped(WHY).exclude(status=TimeOff.Status.CANCELLED)
    rows = rows.filter(user_id__in=list(people), ends_at__gt=timezone.now() - REMEMBERED)
    for user_id, starts_at, ends_at in rows.values_list("user_id", "starts_at", "ends_at"):
        found[user_id].append((starts_at, ends_at))
    return found
