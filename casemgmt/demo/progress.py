"""A bar while the demo agency is told: on a terminal it moves, a log gets a line now and then."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def shown(items: Sequence[Item], what: str, unit: str) -> Iterator[Item]:
    pause = 0.2 if sys.stderr.isatty() else 5.0
    yield from tqdm(items, desc=what, unit=unit, mininterval=pause)
