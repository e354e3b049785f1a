"""Time stamps of HL7 v2 (TS, DTM): YYYY[MM[DD[HH[MM[SS[.S]]]]]][+/-ZZZZ], and the forms that feeds make of them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

STAMP = re.compile(
    r"(?P<year>\d{4})-?(?:(?P<month>\d{2})-?(?:(?P<day>\d{2})"
    r"(?:[T ]?(?P<hour>\d{2}):?(?:(?P<minute>\d{2}):?(?:(?P<second>\d{2})(?:\.\d{1,6}|\d{3})?)?)?)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?\Z"
)
# Nobody alive was born before, and no notice is about a time after: such a year is a slip.
FIRST_YEAR, LAST_YEAR = 1850, 2200
LONGEST_OFFSET = timedelta(hours=14)


class WrongTime(ValueError):
    """It is there, and no time can be read from it."""


@dataclass(frozen=True)
class Stamp:
    """A moment; `exact` is False where only a day, or less, was said."""

    at: datetime
    exact: bool


def stamp_of(written: str, zone: tzinfo) -> Stamp | None:
    """None where nothing is written. Without an offset the time is the agency's own. Raises WrongTime."""
    written = written.strip()
    if not written or written == '""':
        return None
    found = STAMP.match(written)
    if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        raise WrongTime(written)
    parts = [int(found[name] or least) for name, least in (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0))]
    try:
        at = datetime(*parts, int(found["second"] or 0), tzinfo=_offset(found["zone"]) or zone)  # type: ignore[misc,arg-type]  # five numbers
    except ValueError as error:
        raise WrongTime(written) from error
    return Stamp(at, found["hour"] is not None)


def day_of(written: str) -> date | None:
    """A birth date: the day as written, whatever time stands behind it. None without a whole day. Raises WrongTime."""
    stamp = stamp_of(written, UTC)
    return stamp.at.date() if stamp and len(re.sub(r"\D", "", written)) >= len("YYYYMMDD") else None


def _offset(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written == "Z":
        return UTC
    digits = written.replace(":", "")
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    if offset > LONGEST_OFFSET:
        raise WrongTime(written)
    return timezone(-offset if digits[0] == "-" else offset)
