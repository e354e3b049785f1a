"""The people around a client: who they are, what they may know, and with what authority they speak."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clients.models.people import Client
from workflow.actor import Actor
from workflow.models import StepModel


class ClientPart(StepModel):
    """A record that belongs to one client: seen by whoever sees the client, told on the client's timeline."""

    # Each kind declares the foreign key itself, under its own related name.
    client: Any
    client_id: UUID

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.sight import of_visible_client

        return of_visible_client(actor)

    def record_id(self) -> UUID:
        return self.client_id


class SupportPerson(ClientPart):
    """A relative, friend or other person who stands by the client."""

    collection = "support-people"

    class Status(models.TextChoices):
        CURRENT = "current", "Current"
        ENDED = "ended", "Ended"

    class Representative(models.TextChoices):
        """Kinds of representative, each with its own reach."""

        NONE = "", "Not a representative"
        HEALTH_CARE_AGENT = "health_care_agent", "Health-care agent"
        GUARDIAN = "guardian", "Guardian"
        PARENT = "parent", "Parent of a minor"
        SUPPORTED_DECISION = "supported_decision", "Supported decision-maker"
        PAYEE = "payee", "Representative payee"

    class Shareable(models.TextChoices):
        APPOINTMENTS = "appointments", "Appointments"
        PLAN = "plan", "Care plan"
        HEALTH = "health", "Health information"
        SERVICES = "services", "Services and referrals"
        DOCUMENTS = "documents", "Documents"

    status = models.CharField(max_length=20, choices=Status, default=Status.CURRENT, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="support_people")
    name = models.CharField(max_length=120)
    relationship = models.CharField(max_length=60, help_text="For example daughter, neighbour, sponsor.")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    language = models.CharField(max_length=20, default="en")
    caregiver = models.BooleanField(default=False)
    emergency_contact = models.BooleanField("emergency contact", default=False)
    may_know = ArrayField(
        models.CharField(max_length=20, choices=Shareable), default=list, blank=True, verbose_name="may know about"
    )
    representative = models.CharField(max_length=30, choices=Representative, blank=True)
    authority_scope = models.CharField("authority covers", max_length=200, blank=True)
    authority_evidence = models.CharField("evidence on file", max_length=200, blank=True)
    authority_from = models.DateField("authority from", null=True, blank=True)
    authority_until = models.DateField("authority until", null=True, blank=True)
    only_on_incapacity = models.BooleanField("acts only when the client lacks capacity", default=False)
    ended_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "support person"
        verbose_name_plural = "support people"
        indexes = (models.Index(fields=("client", "status"), name="support_client_status"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/support/"

    def has_authority_on(self, day: date) -> bool:
        """Whether a representative's recorded authority, with evidence, is in force on that day."""
        started = self.authority_from is None or self.authority_from <= day
        running = self.authority_until is None or day <= self.authority_until
        current = self.status == self.Status.CURRENT
        return bool(current and self.representative and self.authority_evidence and started and running)


class CapacityFinding(ClientPart):
    """Whether the client could make one decision at one time; it says nothing of any other decision."""

    collection = "capacity-findings"

    class Status(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Outcome(models.TextChoices):
        HAS_CAPACITY = "has_capacity", "Has capacity"
        WITH_SUPPORT = "with_support", "Has capacity with support"
        LACKS_CAPACITY = "lacks_capacity", "Lacks capacity for this decision now"

    status = models.CharField(max_length=20, choices=Status, default=Status.RECORDED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="capacity_findings")
    decision = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20, choices=Outcome)
    judged_on = models.DateField()
    judged_by = models.CharField(max_length=120)
    client_view = models.TextField("the client's own view", blank=True)

    class Meta:
        verbose_name = "capacity finding"
        indexes = (models.Index(fields=("client", "-judged_on"), name="capacity_client"),)

    def __str__(self) -> str:
        return self.get_outcome_display()

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/support/"
