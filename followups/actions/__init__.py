"""Steps on follow-ups and what reminds of them, the reactions that open and close them, and the dispatcher that delivers."""

from followups.actions import (
    calendar_feeds,
    dead_letters,
    follow_ups,
    handing_over,
    ladders,
    moving,
    notifications,
    own,
    saved_filters,
)

__all__ = [
    "calendar_feeds",
    "dead_letters",
    "follow_ups",
    "handing_over",
    "ladders",
    "moving",
    "notifications",
    "own",
    "saved_filters",
]
