"""Filters people keep for themselves: a name for a list as they like to see it."""

from uuid import UUID

from django.db import models

from accounts.models import User
from workflow.actor import Actor
from workflow.models import StepModel


class SavedFilter(StepModel):
    """One person's own name for a filtered list; nobody else sees it."""

    collection = "saved-filters"

    class Status(models.TextChoices):
        KEPT = "kept", "Kept"
        REMOVED = "removed", "Removed"

    class Place(models.TextChoices):
        TODAY = "today", "Today"
        FOLLOW_UPS = "follow-ups", "Follow-ups"
        CASES = "cases", "Cases"

    status = models.CharField(max_length=20, choices=Status, default=Status.KEPT, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters", editable=False, db_index=False)
    place = models.CharField(max_length=20, choices=Place)
    name = models.CharField(max_length=60)
    # As in the address, `bucket=overdue&kind=commitment`: what no longer fits is left out when the list is opened.
    query = models.CharField("filter", max_length=500)

    class Meta:
        verbose_name = "saved filter"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "place", "name"), condition=models.Q(status="kept"), name="one_saved_filter_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from followups.policy.ones_own import own_visibility

        return own_visibility(actor)

    def record_id(self) -> UUID:
        return self.user_id

    @property
    def home(self) -> str:
        return f"/{self.place}/"

    def get_absolute_url(self) -> str:
        return f"{self.home}?{self.query}" if self.status == self.Status.KEPT else self.home
