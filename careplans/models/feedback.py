"""Feedback both ways: the client on the service, the worker's answer to it."""

from django.db import models

from careplans.models.goals import PlanPart
from careplans.models.plans import CarePlan
from clients.models import Client, SupportPerson


class Feedback(PlanPart):
    """What the client or a support person says of the help they get; unanswered, the supervisor sees it."""

    collection = "feedback"

    class Status(models.TextChoices):
        GIVEN = "given", "Waiting for an answer"
        ANSWERED = "answered", "Answered"

    class Direction(models.TextChoices):
        FROM_CLIENT = "from_client", "From the client or family"
        TO_CLIENT = "to_client", "From us to the client"

    class Useful(models.IntegerChoices):
        NOT_AT_ALL = 1, "Not at all"
        A_LITTLE = 2, "A little"
        SOMEWHAT = 3, "Somewhat"
        QUITE = 4, "Quite"
        VERY = 5, "Very"

    status = models.CharField(max_length=20, choices=Status, default=Status.GIVEN, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="feedback", editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="feedback", editable=False)
    direction = models.CharField(max_length=12, choices=Direction, default=Direction.FROM_CLIENT)
    support_person = models.ForeignKey(SupportPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    useful = models.PositiveSmallIntegerField("how useful is our help", choices=Useful, null=True, blank=True)
    words = models.TextField("in their words")
    given_by_name = models.CharField(max_length=120, editable=False)
    answer = models.TextField(blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "feedback"
        verbose_name_plural = "feedback"
        indexes = (
            models.Index(fields=("plan", "-id"), name="feedback_plan"),
            models.Index(fields=("status", "id"), name="feedback_status"),
        )

    def __str__(self) -> str:
        return self.get_status_display()

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/reviews/"
