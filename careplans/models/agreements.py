"""What was put to the client, and what they answered: version by version, line by line, never changed."""

from django.db import models

from careplans.models.goals import PlanPart
from careplans.models.plans import CarePlan
from clients.models import CapacityFinding, Client, SupportPerson
from clients.models.people import OfClient
from workflow.actor import Actor


class PlanVersion(OfClient):
    """The plan as it was put to the client: its lines frozen, so that nobody can say they agreed to something else."""

    append_only = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    # [{"kind": "goal" | "commitment", "id", "words", "detail", "owner", "due"}], in the order the client sees them.
    lines = models.JSONField()
    proposed_at = models.DateTimeField()
    proposed_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ("-revision",)
        constraints = (models.UniqueConstraint(fields=("plan", "revision"), name="one_version_a_revision"),)

    def __str__(self) -> str:
        return f"Version {self.revision}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import of_visible_plan

        return of_visible_plan(actor)


class Agreement(PlanPart):
    """One answer to one line of one version: the newest answer to a line counts, earlier ones stay readable."""

    collection = "agreements"

    class Status(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Answer(models.TextChoices):
        AGREED = "agreed", "Agreed"
        WITH_CHANGES = "agreed_with_changes", "Agreed with changes"
        OBJECTED = "objected", "Objected"
        DECLINED = "declined", "Declined"
        UNDECIDED = "undecided", "Undecided"
        UNABLE = "unable", "Unable to decide"

    class Method(models.TextChoices):
        SIGNATURE = "signature", "Signed on screen"
        SPOKEN = "spoken", "Spoken"
        PAPER = "paper", "Signed on paper"
        LINK = "link", "Through the private link"

    status = models.CharField(max_length=20, choices=Status, default=Status.RECORDED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="agreements", editable=False)
    revision = models.PositiveIntegerField(editable=False)
    # The goal or commitment answered; null answers every line that has no answer of its own.
    line = models.UUIDField(null=True, blank=True)
    answer = models.CharField(max_length=20, choices=Answer)
    words = models.TextField("in their words", blank=True)
    given_on = models.DateField()
    representative = models.ForeignKey(SupportPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=12, choices=Method)
    interpreter = models.CharField("interpreter", max_length=120, blank=True)
    capacity_finding = models.ForeignKey(CapacityFinding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The strokes of a signature on screen, as points on a 600 × 200 field: [[[x, y], …], …].
    signature = models.JSONField(null=True, blank=True)
    signed_name = models.CharField("name as signed", max_length=120, blank=True)
    recorded_by_name = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = "agreement"
        indexes = (models.Index(fields=("plan", "revision"), name="agreement_plan_revision"),)

    def __str__(self) -> str:
        return self.get_answer_display()

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/agreement/"
