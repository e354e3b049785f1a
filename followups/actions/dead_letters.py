"""Steps of dead letters: what a machine gave up is put before a person, sent again, or dropped."""

from collections import Counter

from django.db import transaction
from django.db.models.functions import Now

from followups.actions import claims
from followups.actions.ringing import ring_after_commit
from followups.forms.deliveries import DecideForm, OpenDeadLetterForm
from followups.models import DeadLetter, Delivery
from followups.policy import deliveries as policy
from workflow.actor import system_actor
from workflow.steps import Step, Taken

OPEN, REPLAYED, DROPPED = DeadLetter.Status.OPEN, DeadLetter.Status.REPLAYED, DeadLetter.Status.DROPPED
SCOPE = "follow-ups:write"
WORKER = system_actor("deliveries")
WHY = "the delivery that the dead letter is about"

RECORD = Step(
    name="dead_letter.open", event="dead_letter.opened", label="Give up a delivery", done="Delivery given up.", model=DeadLetter, target=OPEN,
    may=policy.may_open_dead_letter, form=OpenDeadLetterForm, scope=SCOPE,
)  # fmt: skip


@RECORD.rule
def open_dead_letter(_: None, taken: Taken) -> DeadLetter:
    """Put before an administrator what no further attempt would bring, so that nothing is lost without a word."""
    taken.notes["rung"] = taken.data["delivery"].rung
    return DeadLetter(**taken.data)


def give_up(delivery: Delivery, state: Delivery.State, error: str) -> Counter[str]:
    """End a delivery without success, and open its dead letter in the same transaction."""
    with transaction.atomic():
        if not claims.mark_given_up(delivery, state, error):
            return Counter(lost=1)
        open_dead_letter(actor=WORKER, delivery=delivery.pk, why=error[:300], attempts=delivery.attempts)
    return Counter({state.value: 1})


REPLAY = Step(
    name="dead_letter.replay", event="dead_letter.replayed", label="Send again", done="It will be sent again at once.", model=DeadLetter,
    source={OPEN}, target=REPLAYED, may=policy.may_decide, form=DecideForm, scope=SCOPE,
    help="It is looked at again first: what is closed, withdrawn or out of its time is not sent.",
)  # fmt: skip


@REPLAY.rule
def replay_dead_letter(letter: DeadLetter, taken: Taken) -> None:
    """Try once more after the cause was mended, under the same key, with as many attempts as a new one has."""
    letter.decided_because = taken.data["decided_because"]
    given_up = Delivery.objects.unscoped(WHY).filter(
        pk=letter.delivery_id, state__in=(Delivery.State.DEAD, Delivery.State.UNCERTAIN)
    )
    given_up.update(state=Delivery.State.WAITING, wakes_at=Now(), attempts=0, sending_since=None, lease_until=None)
    ring_after_commit([letter.delivery.lane])


DROP = Step(
    name="dead_letter.drop", event="dead_letter.dropped", label="Drop", done="Dropped.", model=DeadLetter, source={OPEN}, target=DROPPED,
    may=policy.may_decide, form=DecideForm, scope=SCOPE, danger=True,
)  # fmt: skip


@DROP.rule
def drop_dead_letter(letter: DeadLetter, taken: Taken) -> None:
    """Leave it undelivered, with the reason: whoever should have been told is told another way or need not be."""
    letter.decided_because = taken.data["decided_because"]
