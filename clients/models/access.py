"""Who looked at what, who may see a restricted record, and emergency access."""

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accounts.models import User
from clients.models.people import Client, OfClient
from clients.models.support import ClientPart
from workflow.actor import Actor
from workflow.models import ScopedModel


class Disclosure(ScopedModel):
    """One reading of client data, or one attempt at it, written in the reader's own transaction and never changed."""

    append_only = True

    at = models.DateTimeField(auto_now_add=True)
    clients = ArrayField(models.UUIDField())
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=20)
    view = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True)
    emergency = models.BooleanField(default=False)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            GinIndex(fields=("clients",), name="disclosure_clients"),
            models.Index(fields=("at", "id"), name="disclosure_at"),
            models.Index(fields=("view", "at", "id"), name="disclosure_view_at"),
            models.Index(fields=("actor_id", "at", "id"), name="disclosure_actor_at"),
            models.Index(fields=("at", "id"), condition=models.Q(emergency=True), name="disclosure_emergency_at"),
        )

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.view}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.sight import audit_visibility

        return audit_visibility(actor)


class RestrictedAccess(OfClient):
    """One person named as assigned to a restricted client."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="assigned_people")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "user"), name="assigned_once"),)

    def __str__(self) -> str:
        return str(self.user_id)


class EmergencyAccess(ClientPart):
    """A record opened in an emergency: for a while, with a reason, told to the supervisor, reviewed by another."""

    collection = "emergency-accesses"

    class Status(models.TextChoices):
        GIVEN = "given", "To be reviewed"
        REVIEWED = "reviewed", "Reviewed"

    class ReasonCode(models.TextChoices):
        DANGER = "danger", "Danger to the client or somebody else"
        MEDICAL = "medical", "Medical emergency"
        COVER = "cover", "The assigned people cannot be reached"
        LEGAL = "legal", "Required by law"

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", "Justified"
        NOT_JUSTIFIED = "not_justified", "Not justified"
        UNCLEAR = "unclear", "Needs a talk"

    status = models.CharField(max_length=20, choices=Status, default=Status.GIVEN, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="emergency_accesses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    reason_code = models.CharField("reason", max_length=20, choices=ReasonCode)
    explanation = models.TextField("what happened")
    expires_at = models.DateTimeField(editable=False)
    finding = models.CharField(max_length=20, choices=Finding, blank=True)
    review_note = models.TextField(blank=True)
    reviewed_by_name = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = "emergency access"
        verbose_name_plural = "emergency accesses"
        indexes = (
            models.Index(fields=("user", "expires_at"), name="emergency_user"),
            models.Index(fields=("status", "id"), name="emergency_status"),
        )

    def __str__(self) -> str:
        return self.get_reason_code_display()

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.sight import emergency_visibility

        return emergency_visibility(actor)

    def get_absolute_url(self) -> str:
        return f"/emergency-accesses/{self.pk}/"

    def is_open_at(self, moment: datetime) -> bool:
        return moment < self.expires_at


class RecordLink(ClientPart):
    """Two records said to be one person: linked, never merged, and undone without loss."""

    collection = "record-links"

    class Status(models.TextChoices):
        LINKED = "linked", "Linked"
        UNDONE = "undone", "Undone"

    status = models.CharField(max_length=20, choices=Status, default=Status.LINKED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="links_kept")
    duplicate = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="links_as_duplicate")
    why = models.CharField("why they are the same person", max_length=300)
    undone_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "record link"
        constraints = (
            models.UniqueConstraint(
                fields=("duplicate",),
                condition=models.Q(status="linked"),
                name="a_duplicate_has_one_link",
                violation_error_message="That record is already linked to another.",
            ),
            models.CheckConstraint(name="no_link_to_itself", condition=~models.Q(client=models.F("duplicate"))),
        )

    def __str__(self) -> str:
        return self.why

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.links import link_visibility

        return link_visibility(actor)

    def other_records(self) -> tuple[UUID, ...]:
        return (self.duplicate_id,)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/"
