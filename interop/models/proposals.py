"""What a hospital says differently about a client than our record does: a proposal, until a person has compared both."""

import json
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clients.models import Client
from clients.models.support import ClientPart
from interop.models.notices import AdtMessage
from workflow.sealed import SealedTextField

# By field, the values that are told of it; of phones and addresses each is a row of its own parts.
Said = dict[str, list[Any]]
# What of the client's own record a notice (PID) can speak of, and how the record's pages call it.
SPOKEN_OF = {
    "given_name": "Given name", "middle_name": "Middle name", "family_name": "Family name", "suffix": "Suffix", "birth_date": "Birth date",
    "gender": "Gender", "language": "Preferred language", "email": "E-mail", "phone": "Phone", "address": "Address",
}  # fmt: skip


class DetailProposal(ClientPart):
    """The details of one client that differ, as the newest notices tell them. The record itself waits for a person."""

    collection = "detail-proposals"

    class Status(models.TextChoices):
        OPEN = "open", "To be compared"
        ACCEPTED = "accepted", "Taken over"
        REJECTED = "rejected", "Left as it was"
        REPLACED = "replaced", "Overtaken"

    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="detail_proposals", db_index=False)
    notice = models.ForeignKey(
        AdtMessage, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="hospital notice"
    )
    source = models.CharField("who says so", max_length=200, blank=True)
    # {field: [values]} as JSON, for addresses stand in it.
    said = SealedTextField()
    marks = ArrayField(
        models.CharField(max_length=16), default=list, editable=False, help_text="A keyed fingerprint of each value."
    )
    taken_over = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    why = models.CharField("why it was left", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "proposed change"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("client",), condition=models.Q(status="open"), name="one_open_detail_proposal"),
        )
        indexes: ClassVar = (models.Index(fields=("client", "-id"), name="detail_proposal_client"),)

    def __str__(self) -> str:
        return f"Details as {self.source or 'a hospital'} has them"

    @property
    def values(self) -> Said:
        """What is proposed, by field; of phones and addresses several."""
        return json.loads(self.said) if self.said else {}

    @property
    def field_labels(self) -> list[str]:
        return [label for name, label in SPOKEN_OF.items() if name in self.values]

    @classmethod
    def visibility(cls, actor: Any) -> models.Q:
        from interop.policy.proposals import proposal_visibility

        return proposal_visibility(actor)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/"
