"""How far away a date is, in the few words a busy reader needs."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _

SOON = timedelta(hours=24)


class Due(NamedTuple):
    text: str
    tone: str
    icon: str


def span(delta: timedelta) -> str:
    """The largest whole unit: `3 d`, `5 h`, `12 min`."""
    if days := delta // timedelta(days=1):
        return _("%(n)d d") % {"n": days}
    if hours := delta // timedelta(hours=1):
        return _("%(n)d h") % {"n": hours}
    return _("%(n)d min") % {"n": max(1, delta // timedelta(minutes=1))}


def due(when: date, *, now: datetime | None = None, waiting: bool = False, urgent: bool = False) -> Due:
    """The chip for a deadline; what others owe is never shown as the reader's own lateness."""
    text, late, soon = _day_words(when) if not isinstance(when, datetime) else _time_words(when, now or timezone.now())
    if waiting:
        return Due(text, "waiting", "hourglass-split")
    if urgent:
        return Due(text, "urgent", "exclamation-octagon")
    if late:
        return Due(text, "overdue", "exclamation-circle")
    return Due(text, "info" if soon else "neutral", "clock")


def _time_words(when: datetime, now: datetime) -> tuple[str, bool, bool]:
    if when < now:
        return _("%(span)s overdue") % {"span": span(now - when)}, True, False
    return _("due in %(span)s") % {"span": span(when - now)}, False, when - now < SOON


def _day_words(when: date) -> tuple[str, bool, bool]:
    days = (when - timezone.localdate()).days
    if days < 0:
        return _("%(n)d d overdue") % {"n": -days}, True, False
    if days == 0:
        return _("due today"), False, True
    return _("due in %(n)d d") % {"n": days}, False, days == 1


def ago(when: datetime, *, now: datetime | None = None) -> str:
    passed = (now or timezone.now()) - when
    return _("just now") if passed < timedelta(minutes=1) else _("%(span)s ago") % {"span": span(passed)}


def day(when: datetime) -> str:
    """A day near enough to need no year, in the reader's zone: `Oct 3`."""
    return formats.date_format(timezone.localtime(when), "M j")


def absolute(when: date) -> str:
    """The date, and for a moment the time, in the reader's zone and format."""
    if isinstance(when, datetime):
        return formats.date_format(timezone.localtime(when), "DATETIME_FORMAT")
    return formats.date_format(when, "DATE_FORMAT")


def machine(when: date) -> str:
    return timezone.localtime(when).isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat()
