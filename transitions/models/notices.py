"""What was told about a visit, notice by notice: the state of its transition follows from all of them together."""

from django.db import models

from clients.models import Client
from clients.models.people import OfClient


class VisitNotice(OfClient):
    """One notice as it was understood; kept once however often it is sent."""

    append_only = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    facility = models.CharField(max_length=120)
    visit_number = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    told = models.JSONField()
    digest = models.CharField(max_length=64)
    sender_id = models.UUIDField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "facility", "visit_number", "digest"), name="one_row_a_notice"),)

    def __str__(self) -> str:
        return f"{self.told.get('kind')} at {self.facility}"
