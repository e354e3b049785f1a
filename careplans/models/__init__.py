"""The tables of careplans, one module a noun."""

from careplans.models.agreements import Agreement, PlanVersion
from careplans.models.commitments import Commitment
from careplans.models.feedback import Feedback
from careplans.models.goals import Barrier, Goal
from careplans.models.lessons import Lesson
from careplans.models.links import PrivateLink
from careplans.models.needs import Need
from careplans.models.plans import CarePlan
from careplans.models.reviews import GoalProgress, Review

__all__ = [
    "Agreement", "Barrier", "CarePlan", "Commitment", "Feedback", "Goal", "GoalProgress", "Lesson", "Need", "PlanVersion",
    "PrivateLink", "Review",
]  # fmt: skip
