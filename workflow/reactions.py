"""What else follows from an event: at once in its transaction, or after commit by a task.

The project's wiring fills both tables at start-up; this is how a lower app's step reaches a higher
app without importing it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.actor import Actor
from workflow.models import Event


@dataclass(frozen=True)
class Happening:
    """An event just written, with the record it is about and who caused it."""

    event: Event
    obj: Any
    actor: Actor


Reaction = Callable[[Happening], None]
Subscriber = Callable[[Event], None]

_REACTIONS: dict[str, Sequence[Reaction]] = {}
_SUBSCRIBERS: dict[str, Sequence[Subscriber]] = {}


def wire(reactions: Mapping[str, Sequence[Reaction]], subscribers: Mapping[str, Sequence[Subscriber]]) -> None:
    """Set both tables; called once by the project at start-up."""
    _REACTIONS.clear()
    _REACTIONS.update(reactions)
    _SUBSCRIBERS.clear()
    _SUBSCRIBERS.update(subscribers)


def wired_events() -> set[str]:
    """The names of all events somebody listens to; a test compares them with the registry."""
    return set(_REACTIONS) | set(_SUBSCRIBERS)


def react(happening: Happening) -> None:
    for reaction in _REACTIONS.get(happening.event.name, ()):
        reaction(happening)


def has_subscribers(event_name: str) -> bool:
    return event_name in _SUBSCRIBERS or "*" in _SUBSCRIBERS


def publish(event: Event) -> None:
    """Hand the event to each subscriber; they are idempotent, for a retry calls all of them again."""
    for subscriber in (*_SUBSCRIBERS.get(event.name, ()), *_SUBSCRIBERS.get("*", ())):
        subscriber(event)
