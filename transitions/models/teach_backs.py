"""The discharge plan checked with the client: what is arranged, and whether they can say it in their own words."""

from django.db import models

from accounts.models import User
from careplans.models import Commitment
from clients.models import Client
from clients.models.support import ClientPart
from transitions.models.transitions import Transition
from workflow.actor import Actor


class TeachBack(ClientPart):
    """One topic as it was checked once; the newest of each topic counts, earlier ones stay readable."""

    collection = "teach-backs"

    class Status(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Topic(models.TextChoices):
        WARNING_SIGNS = "warning_signs", "Warning signs"
        APPOINTMENTS = "appointments", "Appointments"
        MEDICINES = "medicines", "Medicines"
        EQUIPMENT = "equipment", "Equipment"
        TRANSPORT = "transport", "Transport"
        HELP = "help", "Who helps at home"
        WHOM_TO_CALL = "whom_to_call", "Whom to call"

    class Arranged(models.TextChoices):
        YES = "yes", "Arranged"
        NO = "no", "Missing"
        NOT_NEEDED = "not_needed", "Not needed"

    class Understood(models.TextChoices):
        YES = "yes", "Understood"
        NOT_YET = "not_yet", "Not yet understood"
        NOT_CHECKED = "not_checked", "Not checked"

    class Remedy(models.TextChoices):
        NONE = "", "Nothing is missing"
        FOLLOW_UP = "follow_up", "A follow-up"
        PROMISE = "promise", "A promise in the care plan"

    status = models.CharField(max_length=20, choices=Status, default=Status.RECORDED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    transition = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="teach_backs")
    topic = models.CharField("what was checked", max_length=20, choices=Topic)
    arranged = models.CharField("arranged", max_length=12, choices=Arranged)
    client_words = models.CharField("in the client's own words", max_length=400, blank=True)
    understood = models.CharField("understood", max_length=12, choices=Understood)
    why_not = models.CharField("why it was not checked", max_length=300, blank=True)
    missing = models.CharField("what is missing", max_length=200, blank=True)
    remedy = models.CharField("what comes of it", max_length=12, choices=Remedy, blank=True)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    due_on = models.DateField("by when", null=True, blank=True)
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="who sees to it"
    )
    substance_use = models.BooleanField("42 CFR Part 2 record", default=False)
    recorded_by_name = models.CharField(max_length=120, editable=False)
    error_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "teach-back"
        indexes = (models.Index(fields=("client", "-id"), name="teach_back_client_newest"),)

    def __str__(self) -> str:
        return str(self.get_topic_display())

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from transitions.policy.transitions import of_visible_transition

        return of_visible_transition(actor)

    @property
    def source_key(self) -> str:
        """Of the follow-up that is open while something of this topic is missing."""
        return f"transition:{self.transition_id}:check:{self.topic}"

    @property
    def again_key(self) -> str:
        """Of the follow-up that is open until the client has understood it."""
        return f"{self.source_key}:again"

    @property
    def which(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/transitions/{self.transition_id}/teach-back/"
