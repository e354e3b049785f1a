"""Goals in the client's own words, how far they are reached, and what stands in the way."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from careplans.models.codes import Importance
from careplans.models.needs import Need
from careplans.models.plans import CarePlan
from clients.models import Client
from clients.models.support import ClientPart
from workflow.actor import Actor

RULER = (MinValueValidator(0), MaxValueValidator(10))
LEVELS = [(-2, "Much less than expected"), (-1, "Less than expected"), (0, "Expected"), (1, "Better"), (2, "Much better")]


class PlanPart(ClientPart):
    """A line of a plan: seen by whoever sees the plan."""

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import of_visible_plan

        return of_visible_plan(actor)


class Goal(PlanPart):
    """What the client wants, kept unedited beside any professional phrasing (standards 7.8, 9)."""

    collection = "goals"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined by the client"
        ACHIEVED = "achieved", "Achieved"
        NOT_ACHIEVED = "not_achieved", "Not achieved"
        DROPPED = "dropped", "Dropped"

    class Priority(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="goals", editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="goals", editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="goals", null=True, blank=True)
    client_words = models.TextField("in the client's words")
    phrasing = models.TextField("professional phrasing", blank=True)
    measure = models.CharField("how we will know", max_length=300)
    first_step = models.CharField("first step", max_length=300, blank=True)
    target_date = models.DateField("target date")
    rank = models.PositiveSmallIntegerField(default=1)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.MEDIUM)
    importance = models.PositiveSmallIntegerField("importance to the client, 0 to 10", null=True, blank=True, validators=RULER)
    confidence = models.PositiveSmallIntegerField("the client's confidence, 0 to 10", null=True, blank=True, validators=RULER)
    raise_confidence = models.CharField("what would raise the confidence", max_length=300, blank=True)
    no_barriers = models.BooleanField("no barriers identified", default=False)
    level_minus2 = models.CharField("much less than expected (−2)", max_length=300, blank=True)
    level_minus1 = models.CharField("less than expected (−1)", max_length=300, blank=True)
    level_0 = models.CharField("expected (0)", max_length=300, blank=True)
    level_plus1 = models.CharField("better than expected (+1)", max_length=300, blank=True)
    level_plus2 = models.CharField("much better than expected (+2)", max_length=300, blank=True)
    weight_importance = models.PositiveSmallIntegerField("weight: importance", choices=Importance, default=Importance.A_LITTLE)
    weight_difficulty = models.PositiveSmallIntegerField("weight: difficulty", choices=Importance, default=Importance.A_LITTLE)
    baseline = models.SmallIntegerField("level at the start", choices=LEVELS, null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "goal"
        ordering = ("rank", "id")
        indexes = (
            models.Index(fields=("plan", "rank"), name="goal_plan_rank"),
            models.Index(fields=("client", "-id"), name="goal_client"),
        )

    def __str__(self) -> str:
        return self.client_words[:80]

    @property
    def weight(self) -> int:
        """Importance times difficulty, each 1 to 3 (goal attainment scaling)."""
        return self.weight_importance * self.weight_difficulty

    @property
    def has_levels(self) -> bool:
        return all((self.level_minus2, self.level_minus1, self.level_0, self.level_plus1, self.level_plus2))

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/#goal-{self.pk}"


class Barrier(PlanPart):
    """What stands in the way of a goal (HL7 PCO: barrier per goal)."""

    collection = "barriers"

    class Status(models.TextChoices):
        IDENTIFIED = "identified", "Identified"
        OVERCOME = "overcome", "Overcome"

    class Kind(models.TextChoices):
        KNOWLEDGE = "knowledge", "Knowing how"
        MONEY = "money", "Money"
        TRANSPORT = "transport", "Transport"
        HEALTH = "health", "Health"
        SUPPORT = "support", "No one to help"
        SERVICE = "service", "Service not available"
        LANGUAGE = "language", "Language or culture"
        MOTIVATION = "motivation", "Not the right time"
        AGENCY = "agency", "Our own doing"
        OTHER = "other", "Other"

    status = models.CharField(max_length=20, choices=Status, default=Status.IDENTIFIED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="barriers", editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="barriers", editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="barriers", editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    description = models.CharField("what stands in the way", max_length=300)
    how_overcome = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "barrier"

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/#goal-{self.goal_id}"
