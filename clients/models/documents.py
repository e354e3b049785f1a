"""Documents of a client, stored outside the web root under names that tell nothing."""

from django.db import models

from clients.models.people import Client
from clients.models.support import ClientPart
from workflow.actor import Actor


class Document(ClientPart):
    """A file kept for a client; only those who may see the client can fetch it, as a download."""

    collection = "documents"

    class Status(models.TextChoices):
        KEPT = "kept", "Kept"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Kind(models.TextChoices):
        CONSENT = "consent", "Consent form"
        LEGAL = "legal", "Legal authority"
        IDENTITY = "identity", "Proof of identity"
        DISCHARGE = "discharge", "Discharge papers"
        LETTER = "letter", "Letter"
        OTHER = "other", "Other"

    status = models.CharField(max_length=20, choices=Status, default=Status.KEPT, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    title = models.CharField(max_length=160)
    file_name = models.CharField(max_length=160, editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField("size in bytes", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    storage_key = models.CharField(max_length=64, unique=True, editable=False)
    substance_use = models.BooleanField("42 CFR Part 2 record", default=False)
    added_by_client_id = models.UUIDField(null=True, editable=False)
    added_by_name = models.CharField(max_length=120, editable=False)
    withdrawn_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "document"
        indexes = (
            models.Index(fields=("client", "-id"), name="document_client_newest"),
            models.Index(fields=("added_by_client_id",), name="document_partner"),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.documents import document_visibility

        return document_visibility(actor)

    @property
    def kept(self) -> bool:
        return self.status == self.Status.KEPT

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/documents/"
