"""The care plan: made with the client, in force only with their agreement, asked again when it changes."""

from django.db import models

from accounts.models import User
from clients.models import Case, Client
from clients.models.support import ClientPart
from workflow.actor import Actor


class CarePlan(ClientPart):
    """One plan of one client. `revision` counts its substance; `proposed_revision` and `agreed_revision` say how far it was asked and agreed."""

    collection = "care-plans"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PROPOSED = "proposed", "Proposed"
        ACTIVE = "active", "Active"
        ON_HOLD = "on_hold", "On hold"
        COMPLETED = "completed", "Completed"
        REVOKED = "revoked", "Revoked"

    class WithoutAgreement(models.TextChoices):
        """Why a plan may be in force although the client has not agreed (recorded, never assumed)."""

        UNABLE = "unable", "The client is unable to agree and has no representative"
        UNREACHABLE = "unreachable", "The client could not be reached; services must not wait"
        DANGER = "danger", "Immediate danger; agreement is sought as soon as possible"
        COURT_ORDER = "court_order", "Ordered by a court"
        PARTLY = "partly", "The client agreed to the rest; the open lines stay out of force"

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="care_plans")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="care_plans", null=True, blank=True)
    title = models.CharField(max_length=160)
    strengths = models.TextField("strengths and preferences", blank=True)
    back_up_plan = models.TextField("risks and back-up plan", blank=True)
    next_contact_on = models.DateField("next contact", null=True, blank=True)
    next_contact_how = models.CharField("how", max_length=120, blank=True)
    monitored_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True, editable=False)
    review_on = models.DateField("next review", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    proposed_revision = models.PositiveIntegerField(default=0, editable=False)
    agreed_revision = models.PositiveIntegerField(default=0, editable=False)
    without_agreement = models.CharField(
        "in force without agreement because", max_length=20, choices=WithoutAgreement, blank=True
    )
    without_agreement_words = models.TextField(blank=True)
    held_reason = models.CharField(max_length=300, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_reason = models.CharField(max_length=300, blank=True, editable=False)

    # Found by foresight, so that a list of plans asks once.
    has_planned_review: bool

    class Meta:
        verbose_name = "care plan"
        constraints = (
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(status__in=("draft", "proposed", "active", "on_hold")),
                name="one_living_care_plan_a_client",
                violation_error_message="This client already has a care plan. Change that one, or end it first.",
            ),
        )
        indexes = (
            models.Index(fields=("client", "status"), name="care_plan_client_status"),
            models.Index(fields=("review_on",), condition=models.Q(status="active"), name="care_plan_review_due"),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import plan_visibility

        return plan_visibility(actor)

    @property
    def is_agreed(self) -> bool:
        """Whether the plan as it stands now has the client's agreement."""
        return self.agreed_revision == self.revision

    @property
    def asks_again(self) -> bool:
        """Changed in substance since it was last put to the client."""
        return self.revision > self.proposed_revision

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/"
