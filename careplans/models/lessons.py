"""Lessons: what a closed plan taught, free of names, for the next plan of the same need."""

from uuid import UUID

from django.db import models

from assessments.models.domains import DOMAINS
from workflow.actor import Actor
from workflow.models import OpenModel


class Lesson(OpenModel):
    """Belongs to nobody's record: it names no person, so that everybody who plans the same need may read it."""

    collection = "lessons"

    class Status(models.TextChoices):
        SHARED = "shared", "Shared"
        WITHDRAWN = "withdrawn", "Withdrawn"

    status = models.CharField(max_length=20, choices=Status, default=Status.SHARED, editable=False)
    domains = models.JSONField(default=list, blank=True)
    words = models.TextField("what we would do again, or differently")
    helped = models.PositiveIntegerField("times found useful", default=0, editable=False)
    withdrawn_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "lesson"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.words[:80]

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import lesson_visibility

        return lesson_visibility(actor)

    def record_id(self) -> UUID:
        return self.pk

    def domain_names(self) -> list[str]:
        return [DOMAINS.get(domain, domain) for domain in self.domains]

    def get_absolute_url(self) -> str:
        return "/lessons/"
