"""When somebody works: from wall-clock spans in a time zone to moments, over changes of the clock, closures and time off."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow.business_days import add_business_days

Span = tuple[datetime, datetime]
WallSpan = tuple[int, time, time]

MIDNIGHT, MORNING, EVENING = time(0), time(9), time(17)
# Where neither the person nor the agency says otherwise: Monday to Friday, nine to five.
USUAL: tuple[WallSpan, ...] = tuple((weekday, MORNING, EVENING) for weekday in range(5))
FURTHEST_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Hours:
    """One person's working time: weekly spans (weekday 0 is Monday) by the wall clock of `zone`, without closed days and absences.

    Absences are half-open moments. `agency_zone`, `opens` and `closed` are the agency's.
    """

    zone: ZoneInfo
    agency_zone: ZoneInfo
    closed: Callable[[date], bool]
    opens: time = MORNING
    weekly: Sequence[WallSpan] = USUAL
    absences: Sequence[Span] = field(default_factory=tuple)

    def spans(self, day: date) -> list[Span]:
        """The working spans of one local day as UTC moments [from, until), in order and apart; none on a closed day."""
        if self.closed(day):
            return []
        wall = sorted((starts, ends) for weekday, starts, ends in self.weekly if weekday == day.weekday())
        found = [(moment(day, starts, self.zone), _end(day, ends, self.zone)) for starts, ends in wall]
        return list(without([span for span in found if span[0] < span[1]], self.absences))

    def is_working(self, at: datetime) -> bool:
        return any(starts <= at < ends for starts, ends in self.spans(at.astimezone(self.zone).date()))

    def is_away(self, at: datetime) -> bool:
        return any(starts <= at < ends for starts, ends in self.absences)

    def next_working_moment(self, at: datetime) -> datetime:
        """`at` itself while working, otherwise the next start within 60 days, otherwise the agency's next business morning."""
        today = at.astimezone(self.zone).date()
        for days in range(FURTHEST_DAYS + 1):
            for starts, ends in self.spans(today + timedelta(days=days)):
                if at < ends:
                    return max(starts, at)
        return self._business_morning(at)

    def start_of_day(self, day: date) -> datetime | None:
        """When work begins on that day; None on a day off."""
        return next((starts for starts, _ in self.spans(day)), None)

    def _business_morning(self, at: datetime) -> datetime:
        day = at.astimezone(self.agency_zone).date()
        found = moment(add_business_days(day, 0, self.closed), self.opens, self.agency_zone)
        return found if found > at else moment(add_business_days(day, 1, self.closed), self.opens, self.agency_zone)


def moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which clocks in `zone` first show this time on this day, or first pass it.

    A time that comes twice when clocks go back counts the first time; one that clocks skip counts as the moment of
    the jump. So a later wall time is never an earlier moment, and spans that are apart on the wall stay apart.
    """
    naive = datetime.combine(day, wall)
    first = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == naive:
        return first
    # Skipped: the offset after the jump points before it, the offset before the jump points after it.
    return _jump(naive.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first whole second of the new offset, between a moment before and one after the jump."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after


def _end(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return moment(day + timedelta(days=1), MIDNIGHT, zone) if wall == MIDNIGHT else moment(day, wall, zone)


def without(spans: Iterable[Span], absences: Iterable[Span]) -> Iterator[Span]:
    """What is left of the spans outside the absences; both may be cut in several parts."""
    taken = sorted(absences)
    for starts, ends in spans:
        for gone, back in taken:
            if back <= starts or gone >= ends:
                continue
            if starts < gone:
                yield starts, gone
            starts = max(starts, back)
        if starts < ends:
            yield starts, ends
