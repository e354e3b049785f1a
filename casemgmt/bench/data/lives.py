"""Who the clients are and how far each has come: the plan that all rows are written from."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from casemgmt.bench.data.names import family_names, given_names
from casemgmt.bench.data.size import OPEN_SHARE, Size

YEARS = timedelta(days=3 * 365)
OPEN, ASKED, WAITING, TO_SCREEN, DECLINED, CLOSED = "open", "asked", "waiting", "to_screen", "declined", "closed"
# The newest records first; what is left over was closed long ago.
STAGES = ((TO_SCREEN, 0.04), (WAITING, 0.004), (ASKED, 0.006), (OPEN, OPEN_SHARE), (DECLINED, 0.03))


@dataclass(frozen=True)
class Life:
    """One client: who, since when, at which stage, with which case manager (by number)."""

    id: UUID
    given_name: str
    family_name: str
    birth_date: date
    since: datetime
    stage: str
    worker: int
    came_back: bool
    restricted: bool
    by_partner: bool


def lives(size: Size, chance: random.Random, now: datetime) -> list[Life]:
    """In the order in which they came, so that their ids rise with time as real ones do."""
    given, family = given_names().draw(chance, size.clients), family_names().draw(chance, size.clients)
    stages, workers = _stages(size, chance), _workers(size, chance)
    return [
        _life(chance, given[n], family[n], now - YEARS + YEARS * (n + 0.5) / size.clients, stages[n], workers)
        for n in range(size.clients)
    ]


def _life(chance: random.Random, given: str, family: str, since: datetime, stage: str, workers: "Turns") -> Life:
    drawn = chance.random()
    return Life(
        id=id_at(since, chance), given_name=given, family_name=family, since=since, stage=stage,
        birth_date=date(since.year - chance.randint(18, 95), chance.randint(1, 12), chance.randint(1, 28)),
        worker=workers.next() if stage == OPEN else chance.randrange(workers.many),
        came_back=stage in (OPEN, CLOSED) and drawn < 0.1, restricted=0.5 < drawn < 0.503, by_partner=drawn > 0.95,
    )  # fmt: skip


def _stages(size: Size, chance: random.Random) -> list[str]:
    """A stage for each in order of coming: what is running came lately more often than long ago."""
    newest = sorted(range(size.clients), key=lambda n: n + chance.random() * size.clients * 0.8, reverse=True)
    stages, taken = [CLOSED] * size.clients, 0
    for stage, share in STAGES:
        upto = taken + round(share * size.clients)
        for n in newest[taken:upto]:
            stages[n] = stage
        taken = upto
    return stages


class Turns:
    """Case managers by turns, in a shuffled order, so that each gets the same caseload."""

    def __init__(self, many: int, order: list[int]) -> None:
        self.many, self._order, self._given = many, order, 0

    def next(self) -> int:
        self._given += 1
        return self._order[self._given % self.many]


def _workers(size: Size, chance: random.Random) -> Turns:
    return Turns(size.workers, chance.sample(range(size.workers), size.workers))


def id_at(moment: datetime, chance: random.Random) -> UUID:
    """A UUID of version 7 as it would have been made at that moment."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62))
