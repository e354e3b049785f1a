"""Protocols as data: which steps protect whoever moves between which settings, and by when."""

from typing import Any
from uuid import UUID

from django.db import models

from workflow.actor import Actor
from workflow.models import OpenModel


class Protocol(OpenModel):
    """One edition of a protocol. Published at once and for good: clocks are tied to the edition they started by."""

    collection = "protocols"

    class Status(models.TextChoices):
        PUBLISHED = "published", "In use"
        RETIRED = "retired", "Retired"

    status = models.CharField(max_length=20, choices=Status, default=Status.PUBLISHED, editable=False)
    key = models.SlugField(max_length=40)
    edition = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=300, blank=True)
    # See transitions/forms/definitions.py for its shape.
    definition = models.JSONField()

    class Meta:
        verbose_name = "protocol"
        ordering = ("title", "edition", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "edition"),
                name="protocol_edition_once",
                violation_error_message="This edition of the protocol is here already. Give the changed one a new edition.",
            ),
            models.UniqueConstraint(
                fields=("key",), condition=models.Q(status="published"), name="one_published_edition_a_protocol"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        """A protocol is nobody's secret: whoever is signed in may read by what rule a clock runs."""
        return models.Q()

    def record_id(self) -> UUID:
        return self.pk

    @property
    def steps(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.definition["steps"]
        return found

    def get_absolute_url(self) -> str:
        return f"/settings/protocols/{self.pk}/"
