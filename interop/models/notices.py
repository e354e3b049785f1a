"""Notices of hospitals (HL7 v2 ADT) as they came in, and which client a hospital's number stands for."""

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from clients.models.people import OfClient
from workflow.actor import Actor
from workflow.models import StepModel
from workflow.sealed import SealedTextField

# The events we understand, in words; any other is kept and has no effect.
EVENTS = {
    "A01": "Admission", "A02": "Transfer inside the hospital", "A03": "Discharge", "A04": "Registration", "A06": "Became an inpatient",
    "A07": "Became an outpatient", "A08": "Visit updated", "A11": "Admission cancelled", "A12": "Transfer cancelled",
    "A05": "Admission expected", "A14": "Admission expected", "A16": "Discharge expected", "A25": "Expected discharge cancelled",
    "A27": "Expected admission cancelled", "A38": "Expected admission cancelled",
    "A13": "Discharge cancelled", "A31": "Person updated", "A40": "Two numbers, one person",
}  # fmt: skip


class AdtMessage(StepModel):
    """One message, kept whole and sealed whatever is wrong with it, with the answer that its sender got."""

    collection = "adt-messages"

    class Status(models.TextChoices):
        STORED = "stored", "Stored"
        APPLIED = "applied", "Applied"
        WAITING = "waiting_for_match", "Waiting for a match"
        IGNORED = "ignored", "Set aside"
        REFUSED = "refused", "Refused"

    status = models.CharField(max_length=20, choices=Status, default=Status.STORED, editable=False)
    raw = SealedTextField(help_text="The bytes as they came, one character a byte.")
    api_client_id = models.UUIDField("sent by", null=True, editable=False)
    sending_application = models.CharField(max_length=200, blank=True)
    sending_facility = models.CharField(max_length=200, blank=True)
    control_id = models.CharField("control id", max_length=200, blank=True)
    body_hash = models.CharField(max_length=64, editable=False, help_text="Of the message without MSH-7, keyed.")
    reused_control_id = models.BooleanField(default=False, help_text="Another message with this control id came before.")
    event_code = models.CharField("event", max_length=20, blank=True)
    visit_number = models.CharField(max_length=200, blank=True)
    occurred_at = models.DateTimeField(null=True, blank=True)
    patient_index = models.CharField(max_length=64, blank=True, editable=False, help_text="The hospital's number, keyed.")
    awaited_numbers = ArrayField(
        models.CharField(max_length=64),
        default=list,
        editable=False,
        help_text="Its numbers, keyed, while one of them may yet become known.",
    )
    ack_code = models.CharField("answer", max_length=2)
    ack = models.TextField(editable=False)
    error = models.CharField(max_length=500, blank=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="adt_messages")
    prior_client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="record to be linked"
    )
    matched_by = models.CharField("how the client was found", max_length=200, blank=True)

    # Set while a match is taken back, for the event alone.
    was_about: UUID | None = None

    class Meta:
        verbose_name = "hospital notice"
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=("api_client_id", "sending_application", "sending_facility", "control_id", "body_hash"),
                name="adt_message_once",
                nulls_distinct=False,
            ),
        )
        indexes: ClassVar = (
            models.Index(fields=("status", "id"), name="adt_message_status"),
            models.Index(fields=("control_id", "-id"), name="adt_message_control_id"),
            models.Index(fields=("patient_index",), name="adt_message_patient", condition=~models.Q(patient_index="")),
            models.Index(fields=("client", "-id"), name="adt_message_client", condition=models.Q(client__isnull=False)),
            GinIndex(fields=("awaited_numbers",), name="adt_message_awaited", condition=~models.Q(awaited_numbers=[])),
        )

    def __str__(self) -> str:
        return f"{self.event_code or 'Message'} {self.control_id}".strip()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Left to the database: receiving has looked for the same message, and one that comes in between is a conflict."""

    @property
    def event_words(self) -> str:
        return EVENTS.get(self.event_code, f"Notice {self.event_code}".strip())

    @property
    def content(self) -> bytes:
        """The message byte for byte."""
        return self.raw.encode("latin-1")

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from interop.policy.notices import notice_visibility

        return notice_visibility(actor)

    def record_id(self) -> UUID:
        """The client's once it is known; until then the notice has a record of its own."""
        return self.client_id or self.pk

    def other_records(self) -> tuple[UUID, ...]:
        """Whoever it was thought to be about learns from their own timeline that it was not."""
        return (self.was_about,) if self.was_about else ()

    @property
    def which(self) -> str:
        return ", ".join(filter(None, (self.event_words, self.sending_facility)))

    def get_absolute_url(self) -> str:
        return f"/adt/{self.pk}/"


class PatientLink(OfClient):
    """A hospital's number for a client, once decided: the next notice under it needs nobody to decide again."""

    client = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="hospital_numbers")
    issuer = models.CharField(max_length=200)
    value_index = models.CharField(max_length=64, editable=False)
    how = models.CharField(max_length=200)
    decided_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, help_text="When somebody said that it is another person's.")

    class Meta:
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=("issuer", "value_index"), condition=models.Q(ended_at__isnull=True), name="patient_link_once"
            ),
        )

    def __str__(self) -> str:
        return f"a number of {self.issuer}"
