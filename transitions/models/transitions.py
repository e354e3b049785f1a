"""One move of one client from a setting of care to another."""

from django.db import models

from clients.models import Case, Client
from clients.models.cases import TIERS
from clients.models.support import ClientPart
from transitions.models.codes import Complexity, Disposition, Setting
from workflow.actor import Actor

# The name under which a stay is opened that became known by notices alone.
BY_NOTICES = "transitions"


class Transition(ClientPart):
    """A stay and what comes after it. `from_setting` is where the client stays (or leaves), `to_setting` where they go."""

    collection = "transitions"

    class Status(models.TextChoices):
        ANTICIPATED = "anticipated", "Anticipated"
        ADMITTED = "admitted", "Admitted"
        DISCHARGED = "discharged", "Discharged"
        SETTLED = "settled", "Settled"
        READMITTED = "readmitted", "Readmitted"
        DECEASED = "deceased", "Died"
        CANCELLED = "cancelled", "Cancelled"

    status = models.CharField(max_length=20, choices=Status, default=Status.ANTICIPATED, editable=False)
    # An index below begins with it.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="transitions", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False)
    from_setting = models.CharField("from", max_length=20, choices=Setting, default=Setting.HOSPITAL)
    to_setting = models.CharField("to", max_length=20, choices=Setting, blank=True)
    facility = models.CharField("facility", max_length=120)
    visit_number = models.CharField("visit number", max_length=80, blank=True)
    # What the notices call the facility of a stay that somebody wrote down before they told of it.
    told_as = models.CharField("facility, as its notices call it", max_length=120, blank=True, editable=False)
    expected_admission_at = models.DateTimeField("admission expected", null=True, blank=True)
    expected_discharge_at = models.DateTimeField("discharge expected", null=True, blank=True)
    admitted_at = models.DateTimeField("admitted", null=True, blank=True)
    discharged_at = models.DateTimeField("discharged", null=True, blank=True)
    disposition = models.CharField("where the stay ended", max_length=2, choices=Disposition, blank=True)
    # [{"code": "I50.9", "words": "Heart failure"}], as the facility said them; a code without a code stays empty.
    diagnoses = models.JSONField(default=list, blank=True)
    complexity = models.CharField("complexity of decisions", max_length=10, choices=Complexity, blank=True)
    substance_use = models.BooleanField("substance use treatment (42 CFR Part 2)", default=False)
    told = models.CharField("who was told", max_length=300, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="following", editable=False
    )
    # The tier of the case when the stay ended, as was known then; measures are read by it.
    tier_then = models.PositiveSmallIntegerField("tier at the discharge", null=True, blank=True, choices=TIERS, editable=False)
    opened_by_name = models.CharField(max_length=120, editable=False)
    opened_by_client_id = models.UUIDField(null=True, editable=False)
    ended_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "transition"
        constraints = (
            models.UniqueConstraint(
                fields=("client", "facility", "visit_number"),
                condition=~models.Q(visit_number=""),
                name="one_transition_a_visit",
                violation_error_message="This visit is on the client's record already. Correct that transition instead of adding another.",
            ),
        )
        indexes = (
            models.Index(fields=("client", "-id"), name="transition_client_newest"),
            models.Index(fields=("opened_by_client_id", "-id"), name="transition_sender"),
        )

    def __str__(self) -> str:
        return f"{self.facility}: {self.get_from_setting_display()}"

    @property
    def standing(self) -> str:
        """As a sentence, for what ends because of it."""
        ended = {
            self.Status.READMITTED: "The client was readmitted.",
            self.Status.DECEASED: "The stay ended with a death.",
            self.Status.CANCELLED: "The transition was cancelled.",
        }
        return ended.get(self.Status(self.status), f"The transition is {self.get_status_display().lower()}.")

    @property
    def which(self) -> str:
        return self.facility

    @property
    def told_by(self) -> str:
        """For people: by whom we know of it."""
        return "A hospital's notice" if self.opened_by_name == BY_NOTICES else self.opened_by_name

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from transitions.policy.transitions import transition_visibility

        return transition_visibility(actor)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/transitions/{self.pk}/"
