"""Time off, and who covers in it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from accounts.models.people import User
from workflow.actor import Actor
from workflow.models import StepModel


class TimeOff(StepModel):
    """A time somebody is away. Nobody is asked why: only from when until when."""

    collection = "time-off"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        BEGUN = "begun", "Begun"
        ENDED = "ended", "Ended"
        CANCELLED = "cancelled", "Cancelled"

    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="time_off", editable=False)
    starts_at = models.DateTimeField("from")
    # The first moment they are back.
    ends_at = models.DateTimeField("until")
    # What happened to their clients meanwhile, written when they return; ids and counts, never names.
    summary = models.JSONField(default=dict, blank=True, editable=False)
    summary_read_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "time off"
        verbose_name_plural = "time off"
        ordering = ("-starts_at", "-id")
        constraints = (
            models.CheckConstraint(name="time_off_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))),
        )
        indexes = (
            models.Index(fields=("user", "-starts_at"), name="time_off_of"),
            # The sweep of each minute reads what is still to begin or to end, however much has been.
            models.Index(fields=("starts_at",), condition=models.Q(status="planned"), name="time_off_to_begin"),
            models.Index(fields=("ends_at",), condition=models.Q(status="begun"), name="time_off_to_end"),
            models.Index(
                fields=("user",), condition=models.Q(status="ended", summary_read_at__isnull=True), name="time_off_unread"
            ),
        )

    def __str__(self) -> str:
        return f"Time off of {self.user}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from accounts.policy import time_off_visibility

        return time_off_visibility(actor)

    def record_id(self) -> UUID:
        return self.user_id

    def get_absolute_url(self) -> str:
        return f"/me/time-off/{self.pk}/"

    @property
    def last_moment(self) -> datetime:
        """On the last day away; the end itself is the first moment back, often the midnight after it."""
        return self.ends_at - timedelta(seconds=1)


class Cover(StepModel):
    """Somebody who looks after the caseload of one who is away: they see it and act on it while the cover runs, and not after."""

    collection = "covers"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        BEGUN = "begun", "Begun"
        RETURNED = "returned", "Returned"

    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED, editable=False)
    time_off = models.ForeignKey(TimeOff, on_delete=models.CASCADE, related_name="covers", editable=False)
    away = models.ForeignKey(User, on_delete=models.CASCADE, related_name="covered_by", editable=False)
    coverer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="covering")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    note = models.TextField("hand-over note", max_length=4000, blank=True)
    answer = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "cover"
        ordering = ("-starts_at", "-id")
        constraints = (
            models.CheckConstraint(name="cover_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(name="nobody_covers_oneself", condition=~models.Q(away=models.F("coverer"))),
        )
        indexes = (
            models.Index(
                fields=("coverer", "ends_at"),
                include=("starts_at", "away"),
                condition=models.Q(status__in=("accepted", "begun")),
                name="cover_agreed_coverer",
            ),
            models.Index(
                fields=("away", "ends_at"),
                include=("starts_at", "coverer"),
                condition=models.Q(status__in=("accepted", "begun")),
                name="cover_agreed_away",
            ),
            models.Index(
                fields=("ends_at",), condition=models.Q(status__in=("proposed", "accepted", "begun")), name="cover_unfinished"
            ),
        )

    def __str__(self) -> str:
        return f"{self.coverer} for {self.away}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from accounts.policy import cover_visibility

        return cover_visibility(actor)

    def record_id(self) -> UUID:
        return self.away_id

    def get_absolute_url(self) -> str:
        return "/me/time-off/"

    @property
    def last_moment(self) -> datetime:
        """On the last day covered; the end itself belongs to the case manager again."""
        return self.ends_at - timedelta(seconds=1)


AGREED = (Cover.Status.ACCEPTED, Cover.Status.BEGUN)


def running(at: datetime | None = None) -> models.Q:
    """Covers that run at a moment, by the database's clock unless another is given: agreed, begun by time, not over.

    Sight follows this and not the state: whether a sweep came late changes nothing.
    """
    moment: Any = Now() if at is None else at
    return models.Q(status__in=AGREED, starts_at__lte=moment, ends_at__gt=moment)


def away(at: datetime | None = None) -> models.Q:
    """Time off that holds at a moment, by the database's clock unless another is given."""
    moment: Any = Now() if at is None else at
    return ~models.Q(status=TimeOff.Status.CANCELLED) & models.Q(starts_at__lte=moment, ends_at__gt=moment)
