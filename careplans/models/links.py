"""Private links: the client's own door to their plan, without an account."""

import hashlib

from django.db import models
from django.utils import timezone

from careplans.models.goals import PlanPart
from careplans.models.plans import CarePlan
from clients.models import CapacityFinding, Client, SupportPerson
from workflow.actor import Actor
from workflow.sealed import SealedTextField


class PrivateLink(PlanPart):
    """For one purpose, one person and one version of one plan; only the SHA-256 of its secret is kept."""

    collection = "private-links"

    class Status(models.TextChoices):
        ISSUED = "issued", "Issued"
        USED = "used", "Used"
        REVOKED = "revoked", "Revoked"

    class Purpose(models.TextChoices):
        AGREE = "agree", "Read the plan and answer it"
        COMMITMENTS = "commitments", "Mark commitments and give feedback"

    status = models.CharField(max_length=20, choices=Status, default=Status.ISSUED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="private_links", editable=False)
    revision = models.PositiveIntegerField(editable=False)
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.AGREE)
    support_person = models.ForeignKey(SupportPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10, default="en")
    channel = models.CharField("how it is sent", max_length=20)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    # Of a representative who acts only on incapacity: the finding for this decision.
    capacity_finding = models.ForeignKey(CapacityFinding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # A new address between the asking and the e-mail that holds it; forgotten then.
    to_send = SealedTextField(blank=True, default="", editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    not_sent_because = models.CharField(max_length=200, blank=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "private link"
        indexes = (models.Index(fields=("plan", "-id"), name="private_link_plan"),)

    def __str__(self) -> str:
        return self.get_purpose_display()

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import link_visibility

        return link_visibility(actor)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.ISSUED and timezone.now() < self.expires_at

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/agreement/"


def fingerprint_of(secret: str) -> str:
    """The secret has 256 bits of chance, so a plain hash is as strong as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()
