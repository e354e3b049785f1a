"""Needs: what a screening or a conversation showed, and what the client says about it."""

from django.db import models

from assessments.models import Assessment
from assessments.models.domains import DOMAINS
from clients.models import Client
from clients.models.support import ClientPart
from workflow.actor import Actor


class Need(ClientPart):
    """A need of the client's. A screening only suggests it; a person confirms, the client accepts or declines."""

    collection = "needs"

    class Status(models.TextChoices):
        POSSIBLE = "possible", "Possible"
        IDENTIFIED = "identified", "Identified"
        ACCEPTED = "accepted", "Accepted by the client"
        DECLINED = "declined_by_client", "Declined by the client"
        ADDRESSED = "addressed", "Being addressed"
        RESOLVED = "resolved", "Resolved"
        UNMET = "unmet", "Unmet"
        RULED_OUT = "ruled_out", "Ruled out"
        TAKEN_BACK = "taken_back", "Taken back with its assessment"

    class Source(models.TextChoices):
        ASSESSMENT = "assessment", "A screening or assessment"
        CONVERSATION = "conversation", "A conversation with the client"
        REFERRAL = "referral", "The referral"
        TRANSITION = "transition", "A move between settings"
        COMMITMENT = "commitment", "A missed promise"

    status = models.CharField(max_length=20, choices=Status, default=Status.IDENTIFIED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="needs")
    domain = models.CharField(max_length=40, choices=DOMAINS)
    title = models.CharField("need", max_length=160)
    client_words = models.TextField("in the client's words", blank=True)
    icd10 = models.CharField("ICD-10-CM code", max_length=10, blank=True)
    source = models.CharField(max_length=20, choices=Source, default=Source.CONVERSATION)
    # The assessment whose answer suggests it; the words of question and answer are kept as they were then.
    source_assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="suggested_needs", editable=False
    )
    source_item = models.CharField("answer that suggests it", max_length=300, blank=True, editable=False)
    confirmed_by_name = models.CharField(max_length=120, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_on = models.DateField("the client answered on", null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "need"
        indexes = (models.Index(fields=("client", "status"), name="need_client_status"),)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import need_visibility

        return need_visibility(actor)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/"
