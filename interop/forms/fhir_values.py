"""FHIR data types read defensively: text, dates of any precision, codings, periods, lists that are none."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from clients.models.codes import BirthPrecision

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?", re.ASCII)
MOST = 100


class NotUsable(Exception):
    """Why this patient cannot be taken over, in a sentence that says what to put right in the source."""


def text(value: Any) -> str:
    """Text without line breaks and double spaces; numbers as written, anything else as nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    plain = str(value)
    if "\x00" in plain:
        raise NotUsable("A text in it contains a NUL character, which cannot be stored. Remove it in the source.")
    return " ".join(plain.split())


def shown(value: str) -> str:
    """A value as quoted in a sentence."""
    return f"“{value[:40]}…”" if len(value) > 40 else f"“{value}”"


def objects(value: Any, what: str = "") -> list[dict[str, Any]]:
    """The objects of a list; a single object counts as a list of one, as some systems send it."""
    found = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
    if len(found) > MOST:
        raise NotUsable(f"It has {len(found):,} {what or 'entries of one kind'}; more than {MOST} cannot be right.")
    return found


def texts(value: Any) -> list[str]:
    return [found for item in (value if isinstance(value, list) else [value]) if (found := text(item))]


def codings(concept: Any) -> list[dict[str, Any]]:
    return objects(concept.get("coding")) if isinstance(concept, dict) else []


def words_of(concept: Any) -> str:
    """A concept's text, or the first coding's display, or its code."""
    if not isinstance(concept, dict):
        return ""
    found = [text(concept.get("text")), *(text(coding.get(key)) for key in ("display", "code") for coding in codings(concept))]
    return next(filter(None, found), "")


def extensions(holder: Any, *names: str) -> Iterator[dict[str, Any]]:
    """The extensions whose address ends in one of these names, in the order of the names."""
    found = objects(holder.get("extension")) if isinstance(holder, dict) else []
    for name in names:
        yield from (one for one in found if text(one.get("url")).rpartition("/")[2] == name)


def calendar_date(value: Any, what: str) -> tuple[date, str]:
    """A FHIR date or dateTime: the day, with the first of month or year where it is less exact, and how exact it is."""
    written = text(value)
    if not (parts := DATE.fullmatch(written)):
        raise NotUsable(f"The {what} {shown(written)} is not written as a FHIR date, such as 1950-03-04, 1950-03 or 1950.")
    year, month, day = parts.groups()
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise NotUsable(f"The {what} {shown(written)} is not a day in the calendar.") from None
    return found, BirthPrecision.DAY if day else BirthPrecision.MONTH if month else BirthPrecision.YEAR


def has_ended(thing: dict[str, Any]) -> bool:
    """Whether the value's period lies in the past; an unreadable end does not end it."""
    period = thing.get("period")
    end = text(period.get("end")) if isinstance(period, dict) else ""
    return bool(end) and end[:10] < timezone.localdate().isoformat()[: len(end[:10])]


def by_rank(things: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rank 1 first, then those without a rank in the order given."""
    return sorted(things, key=lambda thing: rank if isinstance(rank := thing.get("rank"), int) else MOST)
