"""Planning deliveries in the transaction of their cause: no follow-up without its reminders, no reminder without its follow-up."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from followups.actions.ringing import ring_after_commit
from followups.models import Delivery, FollowUp, Lane, Rung
from followups.policy.ladders import Planned, climb, lane_of
from followups.queries.ladders import rules_for

Channel, To = Delivery.Channel, Delivery.To
WHY = "the reminders of the follow-up that is changed here"
# A word that nobody read for so long is no news any more.
NOTICE_HOLDS = timedelta(days=30)


def plan_deliveries(follow_up: FollowUp, *, anew: bool = True) -> None:
    """Write what is to be told about it: its ladder by day and hour, and at once whoever is on duty if it cannot wait.

    Call it once the follow-up is stored, in the same transaction: `taken.then(lambda: plan_deliveries(follow_up))`.
    """
    now = timezone.now()
    steps, zone = rules_for(follow_up.kind)
    # What is urgent is told at once anyway, and not a second time because it is due as well.
    rungs = climb(follow_up, steps, now, zone, anew=anew and not follow_up.is_urgent)
    rows = [row for rung in rungs for row in _rows(follow_up, rung)]
    if follow_up.is_urgent and (anew or follow_up.wants_acknowledging):
        rows += urgent_turn(follow_up, 0, now)
    _write(rows, now)


def replan_deliveries(follow_up: FollowUp, because: str) -> None:
    """It is due at another time, or from somebody else: what was planned before no longer holds.

    Whoever changed it knows of it, so nothing is told again that was told already.
    """
    cancel_deliveries(follow_up, because)
    plan_deliveries(follow_up, anew=False)


def cancel_deliveries(follow_up: FollowUp, because: str, *, rungs: Iterable[Rung] = ()) -> None:
    """Nothing more is told about it from this commit on; a worker that has a row in its hands looks again before it sends."""
    waiting = Delivery.waiting(WHY).filter(follow_up=follow_up)
    if rungs := list(rungs):
        waiting = waiting.filter(rung__in=rungs)
    waiting.update(state=Delivery.State.CANCELLED, because=because[:300])


def urgent_turn(follow_up: FollowUp, turn: int, at: datetime) -> list[Delivery]:
    """Tell the next person on duty, in the app and by e-mail, whatever the hour."""
    told = Planned(Rung.URGENT, To.RESPONDER, at, None, True)
    return [_row(follow_up, told, channel, turn) for channel in (Channel.IN_APP, Channel.EMAIL)]


def plan_notice(user: User, key: str, words: str, url: str = "", *, by_email: bool = False, lane: Lane = Lane.DEFAULT) -> None:
    """Tell one person something inside the app (and, in neutral words, by e-mail): once for this key, within their hours.

    `words` name no client. What cannot wait goes in the urgent lane and is not held.
    """
    now = timezone.now()
    channels = (Channel.IN_APP, Channel.EMAIL) if by_email else (Channel.IN_APP,)
    _write([
        Delivery(
            key=f"{key}:{channel}", rung=Rung.NOTICE, to=To.PERSON, channel=channel, recipient=user, lane=lane, words=words[:200],
            url=url[:200], due_at=now, wakes_at=now, expires_at=now + NOTICE_HOLDS,
        )
        for channel in channels
    ], now)  # fmt: skip


def _rows(follow_up: FollowUp, rung: Planned) -> list[Delivery]:
    if rung.to == To.CLIENT:
        # Which of the two it will be is decided when it is sent: what is safe today may not be safe then.
        return [_row(follow_up, rung, Channel.CLIENT_SMS)]
    channels = (Channel.IN_APP, Channel.EMAIL) if rung.by_email else (Channel.IN_APP,)
    return [_row(follow_up, rung, channel) for channel in channels]


def _row(follow_up: FollowUp, rung: Planned, channel: Delivery.Channel, turn: int = 0) -> Delivery:
    return Delivery(
        key=f"{follow_up.pk}:v{follow_up.version}:{rung.rung}{turn or ''}:{channel}", follow_up=follow_up, rung=rung.rung, turn=turn, to=rung.to,
        channel=channel, recipient_id=follow_up.owner_id if rung.to == To.OWNER else None, lane=lane_of(follow_up, channel),
        due_at=rung.at, wakes_at=rung.at, expires_at=rung.expires_at,
    )  # fmt: skip


def _write(rows: list[Delivery], now: datetime) -> None:
    """The key alone decides whether it is there already: planned twice is planned once."""
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    ring_after_commit(row.lane for row in rows if row.wakes_at <= now)
