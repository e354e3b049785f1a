"""The bell that wakes a worker for stored notices; whoever runs the queue hangs it."""

from collections.abc import Callable

from django.db import transaction

Bell = Callable[[], None]
_bell: list[Bell] = []


def hang_bell(bell: Bell) -> None:
    """Name what to call when notices are stored; called once by the project at start-up."""
    _bell[:] = [bell]


def ring_after_commit() -> None:
    """Once the rows are there for a worker to find; a bell nobody hears is made good by the sweep."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    for bell in _bell:
        bell()
