"""The dispatcher: takes what is due, looks again, sends, and writes down what came of it. Any number may run at once.

Inside the app a reminder is shown exactly once: the visible row and the end of the delivery are one
transaction, and the row's key is the delivery's. E-mail and text messages leave at least once, each
attempt under the same key. PostgreSQL holds all of it; the queue only says when to look.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from followups.actions import claims
from followups.actions.client_messages import Refused, message_for
from followups.actions.dead_letters import give_up
from followups.actions.digest import counts_for
from followups.actions.emails import send_to
from followups.actions.gateways import ChannelDown, Unanswered, Undeliverable, the_gateway
from followups.actions.in_app import show
from followups.actions.judging import Cancel, Hold, Judge, Send
from followups.models import Delivery, FollowUp, Lane, Rung
from workflow.outbox import beat

log = logging.getLogger(__name__)

# What is shown in the app goes five hundred at once; what leaves goes one by one, and other workers shall have some of it.
BATCH = {Lane.URGENT: 50, Lane.DEFAULT: 500, Lane.BULK: 50}
LONGEST_RUN = 50.0
BLOCKED = timedelta(seconds=30)
Channel = Delivery.Channel
Tally = Counter[str]


def dispatch(lane: str, *, longest: float = LONGEST_RUN, after_claim: Callable[[], None] = lambda: None) -> Tally:
    """Work through a lane until nothing in it is due or the time is up; the tally says what became of how many."""
    tally, end = Tally(), time.monotonic() + longest
    while time.monotonic() < end:
        batch = claims.claim(lane, BATCH[Lane(lane)])
        if not batch:
            break
        after_claim()
        tally += _batch(batch)
        if tally["blocked"]:
            break
    beat("deliveries")
    return tally


def _batch(batch: Sequence[Delivery]) -> Tally:
    inside = [delivery for delivery in batch if delivery.channel == Channel.IN_APP]
    outside = [delivery for delivery in batch if delivery.channel != Channel.IN_APP]
    return _inside(inside) + _outside(outside)


def _inside(deliveries: Sequence[Delivery]) -> Tally:
    """All of a batch in one transaction; one that fails is found by trying each alone, and waits for another attempt."""
    if not deliveries:
        return Tally()
    try:
        with transaction.atomic():
            return show(claims.still_ours(deliveries), claims.database_now())
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(deliveries) > 1:
            return sum((_inside([delivery]) for delivery in deliveries), Tally())
        log.exception("a reminder could not be shown", extra={"delivery": deliveries[0].key})
        claims.count_attempt(deliveries[0])
        return _failed(deliveries[0], error)


def _outside(deliveries: Sequence[Delivery]) -> Tally:
    """One after the other; a blocked way gives the rest back untried."""
    tally = Tally()
    for position, delivery in enumerate(deliveries):
        tally += _one(delivery)
        if tally["blocked"]:
            claims.release(deliveries[position + 1 :], BLOCKED)
            break
    return tally


def _one(delivery: Delivery) -> Tally:
    try:
        ready = _looked_at_again(delivery)
        if isinstance(ready, Counter):
            return ready
        ready()
    except ChannelDown as error:
        return _failed(delivery, error) + Tally(blocked=1)
    except Undeliverable as error:
        return give_up(delivery, Delivery.State.DEAD, str(error))
    except Unanswered as error:
        return _unanswered(delivery, error)
    except Refused as error:
        claims.mark_cancelled([delivery], str(error))
        return Tally(cancelled=1)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("a reminder could not be sent", extra={"delivery": delivery.key})
        return _failed(delivery, error)
    with transaction.atomic():
        claims.mark_sent(claims.still_ours([delivery]))
    return Tally(sent=1)


def _looked_at_again(delivery: Delivery) -> Tally | Callable[[], None]:
    """In a transaction of its own, so that a cancellation is either seen here or comes too late for all of us."""
    with transaction.atomic():
        if not claims.still_ours([delivery]):
            return Tally(lost=1)
        if delivery.sending_since is not None and delivery.is_to_client and the_gateway().forgets:
            return give_up(delivery, Delivery.State.UNCERTAIN, "A worker died while sending it; it may have arrived.")
        now = claims.database_now()
        judge = Judge([delivery], now)
        verdict = judge.verdict(delivery)
        follow_up = judge.follow_ups.get(delivery.follow_up_id) if delivery.follow_up_id else None
        if isinstance(verdict, Send):
            return _sending(delivery, verdict, follow_up, now)
        return settle(delivery, verdict)


def _sending(delivery: Delivery, verdict: Send, follow_up: FollowUp | None, now: datetime) -> Tally | Callable[[], None]:
    if delivery.is_to_client and follow_up is not None:
        message = message_for(delivery, follow_up)
        claims.mark_sending(delivery, message.channel, now)
        return lambda: the_gateway().send(message)
    counts = counts_for(verdict.people[0], now) if delivery.rung == Rung.DIGEST else {}
    if delivery.rung == Rung.DIGEST and not any(counts.values()):
        return settle(delivery, Cancel("Nothing was due."))
    claims.mark_sending(delivery, delivery.channel, now)
    return lambda: send_to(verdict.people, delivery, follow_up, counts)


def settle(delivery: Delivery, verdict: Hold | Cancel) -> Tally:
    if isinstance(verdict, Hold):
        claims.hold([delivery], verdict.until, verdict.because)
        return Tally(held=1)
    claims.mark_cancelled([delivery], verdict.because)
    return Tally(cancelled=1)


def _unanswered(delivery: Delivery, error: Exception) -> Tally:
    """With a provider that knows its keys we ask again; with any other a person decides."""
    if the_gateway().forgets:
        return give_up(delivery, Delivery.State.UNCERTAIN, str(error))
    return _failed(delivery, error)


def _failed(delivery: Delivery, error: Exception) -> Tally:
    what = f"{type(error).__name__}: {error}" if not isinstance(error, (ChannelDown, Unanswered)) else str(error)
    if delivery.attempts >= claims.MOST_ATTEMPTS:
        return give_up(delivery, Delivery.State.DEAD, what)
    claims.try_again(delivery, what)
    return Tally(failed=1)
