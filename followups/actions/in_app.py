"""Showing reminders inside the app: many at once, each person told exactly once."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from followups.actions import claims
from followups.actions.digest import counts_for, digest_words
from followups.actions.judging import Cancel, Hold, Judge, Send, Verdict
from followups.actions.planning import urgent_turn
from followups.models import Delivery, Notification, Rung
from followups.policy.ladders import next_turn_at
from followups.queries.ladders import steps_for

WHY = "what is shown together with the end of its delivery"
Tally = Counter[str]


def show(deliveries: Sequence[Delivery], now: datetime) -> Tally:
    """Inside one transaction: the visible rows, the end of their deliveries, and the next turn of what is urgent."""
    judge = Judge(deliveries, now)
    verdicts = {delivery.pk: _verdict(judge, delivery, now) for delivery in deliveries}
    told = [(delivery, verdict) for delivery in deliveries if isinstance(verdict := verdicts[delivery.pk], Send)]
    rows = [_row(delivery, verdict, person, now) for delivery, verdict in told for person in verdict.people]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    claims.mark_sent(delivery for delivery, _ in told)
    _next_turns(judge, told, now)
    return Tally(sent=len(told)) + _settled(deliveries, verdicts)


def _verdict(judge: Judge, delivery: Delivery, now: datetime) -> Verdict:
    verdict = judge.verdict(delivery)
    if isinstance(verdict, Send) and delivery.rung == Rung.DIGEST:
        counts = counts_for(verdict.people[0], now)
        if not any(counts.values()):
            return Cancel("Nothing was due.")
        delivery.words = digest_words(counts)
    return verdict


def _settled(deliveries: Sequence[Delivery], verdicts: dict[UUID, Verdict]) -> Tally:
    """Alike ones together: one query for all that wait for the same morning."""
    holding, cancelling = defaultdict(list), defaultdict(list)
    for delivery in deliveries:
        verdict = verdicts[delivery.pk]
        if isinstance(verdict, Hold):
            holding[verdict].append(delivery)
        elif isinstance(verdict, Cancel):
            cancelling[verdict].append(delivery)
    for verdict, held in holding.items():
        claims.hold(held, verdict.until, verdict.because)
    for verdict, cancelled in cancelling.items():
        claims.mark_cancelled(cancelled, verdict.because)
    return Tally(held=sum(map(len, holding.values())), cancelled=sum(map(len, cancelling.values())))


def _row(delivery: Delivery, verdict: Send, person: User, now: datetime) -> Notification:
    words = f"For {verdict.instead_of.name}" if verdict.instead_of else delivery.words
    return Notification(
        key=f"{delivery.key}:{person.pk}", user=person, follow_up_id=delivery.follow_up_id, rung=delivery.rung, words=words,
        url=delivery.url, at=now,
    )  # fmt: skip


def _next_turns(judge: Judge, told: Sequence[tuple[Delivery, Send]], now: datetime) -> None:
    """Until somebody says that they have it the next person is told, and after the last the first again, round after round more seldom."""
    for delivery, verdict in told:
        follow_up = judge.follow_ups.get(delivery.follow_up_id) if delivery.follow_up_id else None
        if delivery.rung == Rung.URGENT and follow_up is not None and follow_up.can_be_acknowledged:
            at = next_turn_at(follow_up, delivery.turn, verdict.on_duty, steps_for(follow_up.kind).urgent_minutes, now)
            Delivery.objects.bulk_create(urgent_turn(follow_up, delivery.turn + 1, at), ignore_conflicts=True)
