"""Notifications: what a person is told inside the app, once."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from followups.models.deliveries import Rung
from followups.models.follow_ups import FollowUp
from workflow.actor import Actor
from workflow.models import StepModel


class Notification(StepModel):
    """One line on a person's own page; its key is that of the delivery, so that no crash shows it twice."""

    collection = "notifications"

    class Status(models.TextChoices):
        UNREAD = "unread", "Unread"
        READ = "read", "Read"

    status = models.CharField(max_length=10, choices=Status, default=Status.UNREAD, editable=False)
    key = models.CharField(max_length=200, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications", db_index=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="notifications", null=True, blank=True)
    rung = models.CharField("kind", max_length=20, choices=Rung)
    # Never a client's name: whether the reader may see it is asked when the page is shown.
    words = models.CharField(max_length=200, blank=True)
    url = models.CharField("link", max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "notification"
        indexes = (
            models.Index(fields=("user", "-id"), name="notification_user"),
            models.Index(fields=("user",), condition=models.Q(status="unread"), name="notification_unread"),
            models.Index(fields=("user", "follow_up"), condition=models.Q(rung="urgent"), name="notification_urgent"),
        )

    def __str__(self) -> str:
        return self.words or self.get_rung_display()

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from followups.policy.deliveries import own

        return own(actor, "user_id")

    def record_id(self) -> UUID:
        return self.user_id

    def get_absolute_url(self) -> str:
        return "/notifications/"
