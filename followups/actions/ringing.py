"""The bell that wakes a worker for deliveries that are due at once; whoever runs the queue hangs it."""

from collections.abc import Callable, Iterable

from django.db import transaction

Bell = Callable[[str], None]
_bell: list[Bell] = []


def hang_bell(bell: Bell) -> None:
    """Name what to call with a lane when something in it is due; called once by the project at start-up."""
    _bell[:] = [bell]


def ring_after_commit(lanes: Iterable[str]) -> None:
    """Once the rows are there for a worker to find; a bell nobody hears is made good by the sweep."""
    for lane in sorted(set(lanes)):
        transaction.on_commit(lambda lane=lane: _ring(lane), robust=True)  # type: ignore[misc]  # a lambda with a default


def _ring(lane: str) -> None:
    for bell in _bell:
        bell(lane)
