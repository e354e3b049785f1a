"""Writing down what happened: the event, its place in the chain, its reactions, its publication."""

from copy import copy
from typing import Any
from uuid import UUID

from django.utils import timezone

from workflow import chain, outbox
from workflow.actor import Actor
from workflow.identifiers import new_id
from workflow.models import Event, StepModel
from workflow.reactions import Happening, react
from workflow.steps import REGISTRY, Step, Taken


def record(step: Step, obj: StepModel, taken: Taken, *, before: str, correlation: UUID) -> Event:
    """Write the event of a step, let reactions follow in the same transaction, post it for publishing."""
    event = _event(step.event, obj, taken.actor, correlation)
    event.step, event.before, event.after, event.version = step.name, before, obj.status, obj.version
    event.data = taken.notes
    chain.append(event)
    react(Happening(event, obj, taken.actor))
    outbox.post(event)
    for other in obj.other_records():
        chain.append(_told_again(event, other))
    return event


def _told_again(event: Event, record: UUID) -> Event:
    """The same happening in another record's chain; it was published and reacted to once already."""
    again = copy(event)
    again.pk, again.record = new_id(), record
    return again


def _event(name: str, obj: StepModel, actor: Actor, correlation: UUID) -> Event:
    return Event(
        at=timezone.now(),
        record=obj.record_id(),
        name=name,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:200],
        channel=actor.channel,
        reason=actor.reason,
        request_id=actor.request_id,
        correlation=correlation,
    )


def changed_fields(obj: Any, values: dict[str, Any]) -> list[str]:
    """Set the values on the record and name the fields that differ; old values stay out of the log."""
    changed = [name for name, value in values.items() if getattr(obj, name) != value]
    for name in changed:
        setattr(obj, name, values[name])
    return sorted(changed)


def event_labels() -> dict[str, str]:
    """What each event is called on a timeline."""
    return {bound.step.event: bound.step.done.rstrip(".") for bound in REGISTRY.values()}
