"""Ladders: when a kind of follow-up reminds whom, where the agency chose otherwise than we do."""

from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from followups.models.follow_ups import FollowUp
from workflow.actor import Actor
from workflow.models import OpenModel


class Ladder(OpenModel):
    """The agency's own rungs for one kind of follow-up; an empty one is left out."""

    collection = "ladders"

    class Status(models.TextChoices):
        CURRENT = "current", "Current"
        RESET = "reset", "Reset"

    status = models.CharField(max_length=10, choices=Status, default=Status.CURRENT, editable=False)
    kind = models.CharField("what is due", max_length=40, choices=FollowUp.Kind)
    hours_before = models.PositiveSmallIntegerField(
        "hours before it is due", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    at_due = models.BooleanField("when it is due", default=True)
    hours_overdue = models.PositiveSmallIntegerField(
        "hours after, to the owner again", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    hours_to_supervisor = models.PositiveSmallIntegerField(
        "hours after, to the supervisor", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    by_email = models.BooleanField("by e-mail as well", default=True)
    urgent_minutes = models.PositiveSmallIntegerField(
        "minutes until the next person is told", default=10, validators=[MinValueValidator(2), MaxValueValidator(120)]
    )

    class Meta:
        verbose_name = "ladder of reminders"
        verbose_name_plural = "ladders of reminders"
        constraints = (
            models.UniqueConstraint(fields=("kind",), condition=models.Q(status="current"), name="one_current_ladder_a_kind"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        return models.Q()

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return "/settings/reminders/"
