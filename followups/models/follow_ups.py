"""Follow-ups: one row for everything that is due."""

from uuid import UUID

from django.db import models
from django.urls import reverse

from accounts.models import Team, User
from clients.models import Case, Client
from workflow.actor import Actor
from workflow.models import StepModel


class FollowUp(StepModel):
    """Something due for a client, owned by a person or waiting for a team, opened once for its source."""

    collection = "follow-ups"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"
        HANDED_OVER = "handed_over", "Handed over"

    class Kind(models.TextChoices):
        SCREEN = "screen_referral", "Screen the referral"
        ASSIGN = "assign_case", "Assign a case manager"
        ANSWER = "answer_assignment", "Answer the assignment"
        FIRST_CONTACT = "first_contact", "First contact"
        NOTE = "write_note", "Write the note"
        REVIEW_ACCESS = "review_emergency_access", "Review the emergency access"
        CONFIRM_NEED = "confirm_need", "Confirm the possible need"
        ASK_NEED = "ask_about_need", "Ask the client about the need"
        PLAN_ANSWER = "plan_answer", "Answer to the plan"
        PLAN_CHANGED = "plan_changed", "Put the changed plan to the client"
        COMMITMENT = "commitment", "Promise"
        REVIEW = "hold_review", "Review the plan"
        FEEDBACK = "answer_feedback", "Answer the feedback"
        SAFETY_FLAG = "safety_flag", "Answer the safety flag"
        ASSESS = "assess", "Assess the client"

    class Urgency(models.TextChoices):
        URGENT = "urgent", "Urgent"
        ROUTINE = "routine", "Routine"

    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN, editable=False)
    kind = models.CharField(max_length=40, choices=Kind)
    # An index below begins with it.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="follow_ups", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups", null=True, blank=True)
    title = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="follow_ups", null=True, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="follow_ups", null=True, blank=True)
    due_at = models.DateTimeField("due")
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ROUTINE)
    # Whom it is waited for; what others owe is looked after, and never counted as the worker's own lateness.
    waiting_on = models.CharField("waiting on", max_length=120, blank=True)
    source_key = models.CharField(max_length=120, editable=False)
    object_id = models.UUIDField(editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    acknowledged_by_name = models.CharField(max_length=120, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField("what happened", max_length=300, blank=True)

    class Meta:
        verbose_name = "follow-up"
        constraints = (
            models.UniqueConstraint(
                fields=("source_key",), condition=models.Q(status="open"), name="one_open_follow_up_a_source"
            ),
        )
        indexes = (
            models.Index(fields=("owner", "due_at"), condition=models.Q(status="open"), name="follow_up_owner_open"),
            models.Index(
                fields=("team", "due_at"),
                include=("owner", "kind", "waiting_on"),
                condition=models.Q(status="open"),
                name="follow_up_team_due",
            ),
            models.Index(fields=("due_at", "id"), condition=models.Q(status="open"), name="follow_up_due_open"),
            models.Index(fields=("client", "due_at"), condition=models.Q(status="open"), name="follow_up_client_open"),
            models.Index(fields=("kind", "due_at"), condition=models.Q(status="open"), name="follow_up_kind_open"),
            models.Index(
                fields=("due_at", "id"),
                condition=models.Q(status="open") & ~models.Q(waiting_on=""),
                name="follow_up_waiting_open",
            ),
            models.Index(fields=("case",), condition=models.Q(status="open"), name="follow_up_case_open"),
            models.Index(fields=("client", "-id"), name="follow_up_client"),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from followups.policy.follow_ups import follow_up_visibility

        return follow_up_visibility(actor)

    def record_id(self) -> UUID:
        return self.client_id  # type: ignore[no-any-return]  # the stubs do not know the key's type

    @property
    def is_urgent(self) -> bool:
        return self.urgency == self.Urgency.URGENT

    @property
    def waits(self) -> bool:
        return bool(self.waiting_on)

    @property
    def wants_acknowledging(self) -> bool:
        """A safety flag: somebody has to say that they have it, before anything else."""
        return self.kind == self.Kind.SAFETY_FLAG and self.acknowledged_at is None

    @property
    def note_url(self) -> str:
        """Where the note that is due is written: the note itself, or that of its contact."""
        if self.source_key.startswith("note:"):
            return reverse("client_note", args=[self.client_id, self.object_id])
        return reverse("client_note_for", args=[self.client_id, self.object_id])

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/"
