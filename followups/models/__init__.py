"""The tables of follow-ups, one module a noun."""

from followups.models.follow_ups import FollowUp

__all__ = ["FollowUp"]
