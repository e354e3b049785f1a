"""Dead letters: deliveries that a machine gave up, for a person to decide on."""

from uuid import UUID

from django.db import models

from followups.models.deliveries import Delivery
from workflow.actor import Actor
from workflow.models import StepModel


class DeadLetter(StepModel):
    """A delivery given up after many attempts, or of which nobody knows whether it arrived."""

    collection = "dead-letters"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        REPLAYED = "replayed", "Sent again"
        DROPPED = "dropped", "Dropped"

    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="dead_letters")
    why = models.CharField(max_length=300)
    attempts = models.PositiveIntegerField(default=0)
    decided_because = models.CharField("why it was decided so", max_length=200, blank=True)

    class Meta:
        verbose_name = "dead letter"
        constraints = (
            models.UniqueConstraint(fields=("delivery",), condition=models.Q(status="open"), name="one_open_dead_letter"),
        )
        indexes = (models.Index(fields=("status", "-id"), name="dead_letter_status"),)

    def __str__(self) -> str:
        return self.why

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from followups.policy.deliveries import dead_letter_visibility

        return dead_letter_visibility(actor)

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return "/settings/deliveries/"
