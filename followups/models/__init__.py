"""The tables of follow-ups, one module a noun."""

from followups.models.calendar_feeds import CalendarFeed
from followups.models.dead_letters import DeadLetter
from followups.models.deliveries import Delivery, Lane, Rung
from followups.models.follow_ups import FollowUp
from followups.models.ladders import Ladder
from followups.models.notifications import Notification
from followups.models.saved_filters import SavedFilter

__all__ = ["CalendarFeed", "DeadLetter", "Delivery", "FollowUp", "Ladder", "Lane", "Notification", "Rung", "SavedFilter"]
