"""Steps on follow-ups, and the reactions that open and close them when other things happen."""

from followups.actions import follow_ups, handing_over, moving, own

__all__ = ["follow_ups", "handing_over", "moving", "own"]
