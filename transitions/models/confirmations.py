"""The warm hand-over: sender, receiver and client each say that it took place, or why they could not."""

from django.db import models

from clients.models import Client
from clients.models.support import ClientPart
from transitions.models.transitions import Transition
from workflow.actor import Actor


class Confirmation(ClientPart):
    """One answer of one party; the newest of each counts, earlier ones stay readable."""

    collection = "confirmations"

    class Status(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Party(models.TextChoices):
        SENDER = "sender", "Sender"
        RECEIVER = "receiver", "Receiver"
        CLIENT = "client", "Client"

    status = models.CharField(max_length=20, choices=Status, default=Status.RECORDED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    transition = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="confirmations")
    party = models.CharField(max_length=10, choices=Party)
    confirmed = models.BooleanField()
    by_name = models.CharField("who said so", max_length=120, blank=True)
    why_not = models.CharField("why not", max_length=300, blank=True)
    said_at = models.DateTimeField(editable=False)
    recorded_by_name = models.CharField(max_length=120, editable=False)
    error_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "confirmation"

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {'confirmed' if self.confirmed else 'not confirmed'}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from transitions.policy.transitions import of_visible_transition

        return of_visible_transition(actor)

    @property
    def which(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/transitions/{self.transition_id}/"
