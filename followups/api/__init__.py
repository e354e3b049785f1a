"""The collections of follow-ups under /api/v1/, one module a noun."""

from followups.api.calendar_feeds import CALENDAR_FEEDS
from followups.api.deliveries import DEAD_LETTERS, LADDERS, NOTIFICATIONS
from followups.api.follow_ups import FOLLOW_UPS
from followups.api.saved_filters import SAVED_FILTERS

__all__ = ["CALENDAR_FEEDS", "DEAD_LETTERS", "FOLLOW_UPS", "LADDERS", "NOTIFICATIONS", "SAVED_FILTERS"]
