"""The ladder of reminders of each kind of follow-up: before, when due, overdue to the owner, overdue to the supervisor.

What is given here holds until the agency chooses its own. Everything is the agency's custom and no
regulation, but for the clocks that the follow-ups themselves carry.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from followups.models import Delivery, FollowUp, Lane, Rung

Kind, To = FollowUp.Kind, Delivery.To
# What is due by the end of a day is spoken of in its morning, while there is time to do it.
LATE_HOUR, MORNING = 20, 9
# A client is reminded in daylight: the hours in which calls and texts are lawful are 8 to 21 (47 CFR 64.1200(c)(1)), ours are narrower.
CLIENT_HOUR = 10
ABOUT_TO_LAPSE, LONGEST_PAUSE = timedelta(hours=2), timedelta(days=1)


@dataclass(frozen=True)
class Steps:
    """The rungs of one kind, in hours from its due time; None leaves a rung out."""

    hours_before: int | None = 24
    at_due: bool = True
    hours_overdue: int | None = 24
    hours_to_supervisor: int | None = 72
    by_email: bool = True
    urgent_minutes: int = 10


class Planned(NamedTuple):
    """One rung with its moment: whom it reaches and until when it makes sense."""

    rung: Rung
    to: Delivery.To
    at: datetime
    expires_at: datetime | None
    by_email: bool


USUAL = Steps()
BY_KIND: dict[str, Steps] = {
    Kind.SAFETY_FLAG: Steps(hours_before=None, hours_overdue=1, hours_to_supervisor=2),
    Kind.REVIEW_ACCESS: Steps(hours_before=None),
    Kind.ANSWER: Steps(hours_before=None, hours_to_supervisor=24),
    Kind.ASSIGN: Steps(hours_before=None, hours_overdue=24, hours_to_supervisor=None),
    Kind.SCREEN: Steps(hours_before=4, hours_overdue=24, hours_to_supervisor=None),
    Kind.NOTE: Steps(hours_before=8, by_email=False),
    Kind.CONSENT_ENDS: Steps(hours_before=None),
}
NAMES = tuple(field.name for field in fields(Steps))


def default_steps(kind: str) -> Steps:
    return BY_KIND.get(kind, USUAL)


def climb(follow_up: FollowUp, steps: Steps, now: datetime, zone: ZoneInfo, *, anew: bool = True) -> list[Planned]:
    """The rungs still to come, and of one that is `anew` on a list the last whose time has passed: never three at once.

    What is waited for from others is a nudge to whoever looks after it, never a word to the supervisor.
    """
    rungs = [*_to_worker(follow_up, steps, zone), *_to_supervisor(follow_up, steps)]
    passed = [rung for rung in rungs if rung.at <= now and rung.rung != Rung.SUPERVISOR and _still_true(rung, now)]
    return [*(passed[-1:] if anew else ()), *(rung for rung in rungs if rung.at > now), *_to_client(follow_up, now, zone)]


def _still_true(rung: Planned, now: datetime) -> bool:
    return rung.expires_at is None or rung.expires_at > now


def _to_worker(follow_up: FollowUp, steps: Steps, zone: ZoneInfo) -> list[Planned]:
    due, to = follow_up.due_at, To.OWNER if follow_up.owner_id else To.TEAM
    found = []
    if steps.hours_before and not follow_up.waits:
        found.append(Planned(Rung.BEFORE, to, in_the_morning(due, zone) - timedelta(hours=steps.hours_before), due, False))
    if steps.at_due:
        found.append(Planned(Rung.DUE, to, in_the_morning(due, zone), None, False))
    if steps.hours_overdue:
        found.append(Planned(Rung.OVERDUE, to, due + timedelta(hours=steps.hours_overdue), None, steps.by_email))
    return found


def _to_supervisor(follow_up: FollowUp, steps: Steps) -> list[Planned]:
    if not steps.hours_to_supervisor or follow_up.waits or follow_up.team_id is None or follow_up.owner_id is None:
        return []
    at = follow_up.due_at + timedelta(hours=steps.hours_to_supervisor)
    return [Planned(Rung.SUPERVISOR, To.SUPERVISOR, at, None, steps.by_email)]


def _to_client(follow_up: FollowUp, now: datetime, zone: ZoneInfo) -> list[Planned]:
    """The day before and on the day, if the client is to be reminded as well; each is worth telling on its own day only."""
    if not follow_up.remind_client:
        return []
    on_the_day = follow_up.due_at.astimezone(zone).replace(hour=CLIENT_HOUR, minute=0, second=0, microsecond=0)
    planned = []
    for rung, days in ((Rung.CLIENT_BEFORE, 1), (Rung.CLIENT_DAY, 0)):
        at = on_the_day - timedelta(days=days)
        planned.append(Planned(rung, To.CLIENT, at, at.replace(hour=23, minute=59), False))
    return [rung for rung in planned if rung.at > now]


def in_the_morning(due: datetime, zone: ZoneInfo) -> datetime:
    local = due.astimezone(zone)
    return local.replace(hour=MORNING, minute=0, second=0, microsecond=0) if local.hour >= LATE_HOUR else due


def next_turn_at(follow_up: FollowUp, turn: int, on_duty: int, minutes: int, now: datetime) -> datetime:
    """When the next person on duty is told of something urgent that nobody has acknowledged.

    `minutes` after the one before, twice as long in each further round, a day at most. A safety flag climbs at
    once; anything else urgent once its clock is about to lapse, and until then the first word is enough.
    """
    at = now + min(timedelta(minutes=minutes) * 2 ** min(turn // on_duty, 10), LONGEST_PAUSE)
    return at if follow_up.wants_acknowledging else max(at, follow_up.due_at - ABOUT_TO_LAPSE)


def lane_of(follow_up: FollowUp, channel: Delivery.Channel) -> Lane:
    if follow_up.is_urgent:
        return Lane.URGENT
    return Lane.DEFAULT if channel == Delivery.Channel.IN_APP else Lane.BULK


def steps_of(row: Any) -> Steps:
    """The agency's own row as the rungs it stands for."""
    return Steps(**{name: getattr(row, name) for name in NAMES})
