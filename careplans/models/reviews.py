"""Reviews of a plan: when, with whom, how far each goal is, what was learned."""

from django.db import models

from careplans.models.goals import LEVELS, Goal, PlanPart
from careplans.models.plans import CarePlan
from clients.models import Client
from clients.models.people import OfClient
from workflow.actor import Actor


class Review(PlanPart):
    """A dated look at the plan with the client; held reviews keep their goal levels and the GAS T-score of that day."""

    collection = "reviews"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="reviews", editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="reviews", editable=False)
    due_on = models.DateField("due")
    reason = models.CharField("why now", max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    participants = models.CharField("who took part", max_length=300, blank=True)
    learned = models.TextField("what was learned", blank=True)
    t_score = models.DecimalField("GAS T-score", max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    next_review_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "review"
        constraints = (
            models.UniqueConstraint(
                fields=("plan",),
                condition=models.Q(status="planned"),
                name="one_planned_review_a_plan",
                violation_error_message="A review is planned already. Hold or change that one.",
            ),
        )
        indexes = (models.Index(fields=("plan", "-id"), name="review_plan"),)

    def __str__(self) -> str:
        return f"Review, {self.get_status_display().lower()}"

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/reviews/"


class GoalProgress(OfClient):
    """How far one goal was at one review."""

    append_only = True

    class Achievement(models.TextChoices):
        """FHIR Goal achievementStatus."""

        IN_PROGRESS = "in-progress", "In progress"
        IMPROVING = "improving", "Improving"
        WORSENING = "worsening", "Worsening"
        NO_CHANGE = "no-change", "No change"
        ACHIEVED = "achieved", "Achieved"
        SUSTAINING = "sustaining", "Sustaining"
        NOT_ACHIEVED = "not-achieved", "Not achieved"
        NO_PROGRESS = "no-progress", "No progress"
        NOT_ATTAINABLE = "not-attainable", "Not attainable"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="progress")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="progress")
    level = models.SmallIntegerField(choices=LEVELS, null=True, blank=True)
    achievement = models.CharField(max_length=20, choices=Achievement)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("review", "goal"), name="a_goal_once_a_review"),)

    def __str__(self) -> str:
        return self.get_achievement_display()

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import of_visible_plan

        return of_visible_plan(actor)
