"""The collections of follow-ups under /api/v1/, one module a noun."""

from followups.api.deliveries import DEAD_LETTERS, LADDERS, NOTIFICATIONS
from followups.api.follow_ups import FOLLOW_UPS

__all__ = ["DEAD_LETTERS", "FOLLOW_UPS", "LADDERS", "NOTIFICATIONS"]
