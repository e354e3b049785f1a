"""The agency itself: its name, place, calendar and the clocks it sets for itself."""

from datetime import time
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from workflow.actor import Actor
from workflow.models import OpenModel


class Agency(OpenModel):
    """One row: the agency this installation serves. Defaults follow docs/glossary.md, "Clocks"."""

    collection = "agency"

    class Status(models.TextChoices):
        CURRENT = "current", "Current"

    status = models.CharField(max_length=20, choices=Status, default=Status.CURRENT, editable=False)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    country = models.CharField(max_length=2, default="US")
    subdivision = models.CharField("state or region", max_length=6, blank=True)
    # On business days: whoever set no hours of their own works these, and outside them the duty rota answers.
    office_opens = models.TimeField("office opens", default=time(9))
    office_closes = models.TimeField("office closes", default=time(17))
    crisis_line = models.CharField(max_length=120, blank=True, help_text="Shown wherever somebody may need help at once.")
    # Note timeliness: 24 to 48 h is the commonly expected norm.
    note_due_hours = models.PositiveSmallIntegerField(
        "hours to sign a note", default=48, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    screening_due_days = models.PositiveSmallIntegerField(
        "business days to screen a referral", default=2, validators=[MaxValueValidator(60)]
    )
    first_contact_due_days = models.PositiveSmallIntegerField(
        "business days to a first contact", default=3, validators=[MaxValueValidator(60)]
    )
    # HCBS asks for a review at least every 12 months, or at the person's request (42 CFR 441.301(c)(3)); three months is the agency's own.
    plan_review_days = models.PositiveSmallIntegerField(
        "days until a plan is reviewed", default=90, validators=[MinValueValidator(7), MaxValueValidator(365)]
    )
    emergency_access_minutes = models.PositiveSmallIntegerField(
        "minutes an emergency access lasts", default=60, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )

    part_2_programmes = models.TextField("substance use treatment programmes (42 CFR Part 2)", blank=True)

    class Meta:
        verbose_name = "agency"
        constraints = (
            models.UniqueConstraint(fields=("status",), name="one_agency"),
            models.CheckConstraint(
                name="office_closes_after_it_opens", condition=models.Q(office_closes__gt=models.F("office_opens"))
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        return models.Q()

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return "/settings/agency/"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def part_2_names(self) -> frozenset[str]:
        """Programmes and facilities whose records are protected, as names are compared: without case and spare spaces."""
        return frozenset(" ".join(line.casefold().split()) for line in self.part_2_programmes.splitlines() if line.strip())

    @property
    def office_week(self) -> tuple[tuple[int, time, time], ...]:
        """Monday (0) to Friday, by the wall clock of the agency's zone."""
        return tuple((weekday, self.office_opens, self.office_closes) for weekday in range(5))


class AgencyClosure(models.Model):
    """A day the agency is closed beyond weekends and public holidays."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("agency", "day"), name="one_closure_a_day"),)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
