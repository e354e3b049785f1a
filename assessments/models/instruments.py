"""Instruments: questionnaires and calculators as versioned data, each with its licence and its notice."""

from uuid import UUID

from django.db import models

from accounts.models import User
from workflow.actor import Actor
from workflow.models import OpenModel


class Instrument(OpenModel):
    """One edition of an instrument. Its definition is FHIR-Questionnaire-shaped; once published it never changes."""

    collection = "instruments"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    class Kind(models.TextChoices):
        SCREENING = "screening", "Screening tool"
        ASSESSMENT = "assessment", "Comprehensive assessment"
        CALCULATOR = "calculator", "Calculator"
        SCALE = "scale", "Scale"

    class Origin(models.TextChoices):
        SHIPPED = "shipped", "Comes with the system"
        IMPORTED = "imported", "Imported"

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    key = models.SlugField(max_length=80)
    edition = models.CharField(max_length=20, default="1", help_text="The version of the questionnaire itself.")
    title = models.CharField(max_length=200)
    domain = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SCREENING)
    definition = models.JSONField()
    digest = models.CharField(max_length=64, editable=False)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.IMPORTED, editable=False)

    source = models.TextField(blank=True)
    licence_status = models.CharField(max_length=80, blank=True)
    licence_text = models.TextField(blank=True)
    licence_verified = models.BooleanField(default=False)
    notice = models.TextField(blank=True, help_text="Printed with the form, as the licence asks.")
    release_gate = models.CharField(
        "to be confirmed before use", max_length=300, blank=True, help_text="What somebody has to read before it is switched on."
    )

    switched_on = models.BooleanField(default=False, editable=False)
    terms_read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    terms_read_by_name = models.CharField(max_length=120, blank=True, editable=False)
    terms_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "instrument"
        ordering = ("title", "edition", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "edition"),
                name="instrument_edition_once",
                violation_error_message="This edition of the instrument is here already. Give the changed one a new version number.",
            ),
            models.UniqueConstraint(
                fields=("key",),
                condition=models.Q(status="published"),
                name="one_published_edition_an_instrument",
                violation_error_message="Another edition of this instrument is published. Retire it first.",
            ),
            models.CheckConstraint(
                name="only_a_published_instrument_is_on",
                condition=models.Q(switched_on=False) | models.Q(status="published"),
            ),
        )
        indexes = (models.Index(fields=("status", "switched_on"), name="instrument_in_use"),)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        """An instrument is nobody's secret: whoever is signed in may read what would be asked."""
        return models.Q()

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return f"/settings/instruments/{self.pk}/"

    @property
    def in_use(self) -> bool:
        return self.status == self.Status.PUBLISHED and self.switched_on
