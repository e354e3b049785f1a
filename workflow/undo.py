"""What a rollback cannot undo by itself: work outside the database, such as a file already written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Work = Callable[[], object]

_pending: ContextVar[list[Work] | None] = ContextVar("pending", default=None)


def if_rolled_back(work: Work) -> None:
    """Do this if the step that runs now is not taken after all, or what it is a part of fails."""
    pending = _pending.get()
    if pending is None:
        raise RuntimeError("if_rolled_back() is for the rule of a step.")
    pending.append(work)


@contextmanager
def undoing() -> Iterator[None]:
    """Stands inside a transaction: an error in the body undoes its outside work, newest first.

    Inside the transaction, not around it: when the commit itself fails, nobody knows on which side,
    and a file too many is found by a sweep while a file too few is lost for good.
    """
    outer, own = _pending.get(), list[Work]()
    token = _pending.set(own)
    try:
        yield
    except BaseException:
        for work in reversed(own):
            work()
        raise
    finally:
        _pending.reset(token)
    if outer is not None:
        outer.extend(own)
