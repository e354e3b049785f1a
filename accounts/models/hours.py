"""Working hours: on which weekday somebody works from when to when, by the clock where they are."""

from datetime import time

from django.db import models

from accounts.models.people import User

MIDNIGHT = time(0)


class WorkingHours(models.Model):
    """One span of one weekday, in the person's own time zone; an end of 00:00 is the midnight that ends the day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ("weekday", "starts")
        verbose_name = "working hours"
        verbose_name_plural = "working hours"
        constraints = (
            models.UniqueConstraint(fields=("user", "weekday", "starts"), name="one_span_a_start"),
            models.CheckConstraint(name="a_weekday", condition=models.Q(weekday__lte=6)),
            models.CheckConstraint(
                name="a_span_ends_after_it_starts", condition=models.Q(ends__gt=models.F("starts")) | models.Q(ends=MIDNIGHT)
            ),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}-{self.ends:%H:%M}"
