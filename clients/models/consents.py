"""What the client has agreed to, towards whom, for what and until when."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clients.models.people import Client
from clients.models.support import ClientPart, SupportPerson


class Consent(ClientPart):
    """A consent; the elements of 42 CFR 2.31(a) are fields, so that a deficient one can be told."""

    collection = "consents"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        REVOKED = "revoked", "Revoked"

    class Kind(models.TextChoices):
        SERVICES = "services", "To receive case management"
        SHARE = "share", "To share information"
        SUD = "sud", "To share substance use treatment records (42 CFR Part 2)"
        VICTIM_SERVICES = "victim_services", "To release victim service information (VAWA)"
        MESSAGES = "messages", "To be contacted by message"

    class Scope(models.TextChoices):
        DEMOGRAPHICS = "demographics", "Who the client is"
        CASES = "cases", "Cases and referrals"
        CONTACTS = "contacts", "Contacts and notes"
        SUPPORT = "support", "Support people"
        DOCUMENTS = "documents", "Documents"
        ASSESSMENTS = "assessments", "Assessments and screening results"
        PLAN = "plan", "Care plan"

    class Method(models.TextChoices):
        PAPER = "paper", "Signed on paper"
        ELECTRONIC = "electronic", "Signed electronically"
        SPOKEN = "spoken", "Spoken, witnessed"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind)
    grantee = models.CharField("given to", max_length=200, blank=True)
    grantee_client_id = models.UUIDField("partner system", null=True, blank=True)
    scope = ArrayField(models.CharField(max_length=20, choices=Scope), default=list, blank=True)
    information = models.TextField("information described", blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    ends_when = models.CharField("or until this event", max_length=120, blank=True)
    signed_by = models.ForeignKey(
        SupportPerson, on_delete=models.PROTECT, null=True, blank=True, verbose_name="signed by representative"
    )
    signed_on = models.DateField("signed on")
    method = models.CharField(max_length=20, choices=Method)
    told_of_rights = models.BooleanField("told of the right to revoke and of redisclosure", default=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "consent"
        constraints = (
            models.CheckConstraint(
                name="consent_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        )
        indexes = (
            models.Index(fields=("client", "status"), name="consent_client_status"),
            models.Index(fields=("grantee_client_id", "status"), name="consent_partner"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/consents/"

    def in_force_on(self, day: date) -> bool:
        return self.status == self.Status.ACTIVE and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
