"""What keeps a case open; apps above say so through this list.

Clients knows no transitions. The project's wiring adds the functions that do.
"""

from collections.abc import Callable

from clients.models import Case

# Each answers with a sentence saying what has to be done before the case closes, or with nothing.
KEEPING_OPEN: list[Callable[[Case], str]] = []


def why_keep_open(case: Case) -> str:
    return next(filter(None, (says(case) for says in KEEPING_OPEN)), "")
