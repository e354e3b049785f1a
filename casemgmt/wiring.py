"""Which events lead to what: the one place where a lower app's step reaches a higher app."""

from collections.abc import Sequence
from uuid import UUID

from workflow import outbox, reactions

# In the step's own transaction: either both happen or neither.
IN_TRANSACTION: dict[str, Sequence[reactions.Reaction]] = {}

# After commit, by the outbox: idempotent, for a retry calls them again.
AFTER_COMMIT: dict[str, Sequence[reactions.Subscriber]] = {}


def wire() -> None:
    reactions.wire(IN_TRANSACTION, AFTER_COMMIT)
    outbox.hang_bell(ring)


def ring(event_id: UUID) -> None:
    """Ask a worker to publish now; when the queue is away, the sweep finds the event later."""
    from workflow.tasks import publish_event

    publish_event.apply_async((str(event_id),), queue="urgent", retry=False)
