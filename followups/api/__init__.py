"""The collections of follow-ups under /api/v1/, one module a noun."""

from followups.api.follow_ups import FOLLOW_UPS

__all__ = ["FOLLOW_UPS"]
