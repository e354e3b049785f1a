"""The secret address under which a person's own calendar programme fetches what is due."""

from uuid import UUID

from django.db import models

from accounts.models import User
from workflow.actor import Actor
from workflow.models import StepModel


class CalendarFeed(StepModel):
    """Only the SHA-256 of the secret is kept: who reads the database cannot open the calendar."""

    collection = "calendar-feeds"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        REVOKED = "revoked", "Revoked"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds", editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "calendar address"
        verbose_name_plural = "calendar addresses"
        constraints = (
            models.UniqueConstraint(fields=("user",), condition=models.Q(status="active"), name="one_calendar_address_a_person"),
        )

    def __str__(self) -> str:
        return f"Calendar address of {self.user}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from followups.policy.ones_own import own_visibility

        return own_visibility(actor)

    def record_id(self) -> UUID:
        return self.user_id

    def get_absolute_url(self) -> str:
        return "/calendar/"
