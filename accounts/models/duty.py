"""The duty rota: who answers what is urgent when the case manager is off."""

from uuid import UUID

from django.db import models

from accounts.models.people import Team, User
from workflow.actor import Actor
from workflow.models import OpenModel


class DutyShift(OpenModel):
    """One person on duty from a moment until another, for one team or for the whole agency."""

    collection = "duty-shifts"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"

    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="duty_shifts", null=True, blank=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duty_shifts")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")

    class Meta:
        verbose_name = "duty shift"
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(name="duty_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))),
        )
        indexes = (
            models.Index(fields=("ends_at", "starts_at"), condition=models.Q(status="planned"), name="duty_shift_planned"),
        )

    def __str__(self) -> str:
        return f"{self.person} on duty"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from accounts.policy import duty_visibility

        return duty_visibility(actor)

    def record_id(self) -> UUID:
        return self.person_id

    def get_absolute_url(self) -> str:
        return "/settings/duty/"
