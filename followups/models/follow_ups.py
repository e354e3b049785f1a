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
    machine_keys = frozenset({"source_key"})

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

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
        OWN = "own", "Added by hand"
        CONSENT_ENDS = "consent_ends", "Renew the consent"
        LINK_REPLY = "link_reply", "Reply through the private link"
        TRANSITION_CONTACT = "transition_contact", "Contact after the move"
        TRANSITION_VISIT = "transition_visit", "Visit after the move"
        TRANSITION_MEDICINES = "transition_medicines", "Reconcile the medicines"
        TRANSITION_STEP = "transition_step", "Safe transition"
        COMPARE = "compare_details", "Compare the details"
        TWO_NUMBERS = "two_numbers", "One person or two"
        TRANSITION_PLAN = "transition_plan", "Arrange for home"
        TEACH_AGAIN = "teach_again", "Teach again"

    class Urgency(models.TextChoices):
        URGENT = "urgent", "Urgent"
        ROUTINE = "routine", "Routine"

    class Unit(models.TextChoices):
        DAY = "day", "days"
        WEEK = "week", "weeks"
        MONTH = "month", "months"

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
    remind_client = models.BooleanField("remind the client too", default=False)
    source_key = models.CharField(max_length=120, editable=False)
    object_id = models.UUIDField(editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Who answers it now, whoever owns it; nobody by this field any more once somebody took it over.
    acknowledged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False, db_index=False
    )
    acknowledged_by_name = models.CharField(max_length=120, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField("what happened", max_length=300, blank=True)
    # When it was due before anybody moved it: a date that moves must not hide that it moved.
    first_due_at = models.DateTimeField("first due", null=True, blank=True, editable=False)
    # What the last rescheduling moved it from, so that it can be undone for a while.
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Why it was moved or waits: on the record, for events hold no content.
    moved_why = models.CharField("why it moved or waits", max_length=200, blank=True, editable=False)
    hold_until = models.DateTimeField(null=True, blank=True, editable=False)
    nudged_at = models.DateTimeField("last nudged", null=True, blank=True, editable=False)
    nudge_words = models.CharField("what was said", max_length=200, blank=True, editable=False)
    # Whom it is offered to; until they accept, it stays with its owner.
    offered_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    offered_by_name = models.CharField(max_length=120, blank=True, editable=False)
    offer_note = models.CharField(max_length=300, blank=True, editable=False)
    offer_answer = models.CharField("answer to the last offer", max_length=400, blank=True, editable=False)
    # The owner took it over from a colleague, and sees the client for it while it is open.
    taken_over = models.BooleanField(default=False, editable=False)
    repeat_every = models.PositiveSmallIntegerField(null=True, blank=True)
    repeat_unit = models.CharField(max_length=10, choices=Unit, blank=True)
    repeat_until = models.DateField(null=True, blank=True)
    # The day from which repetitions are counted, so that none of them drifts.
    repeat_from = models.DateField(null=True, blank=True, editable=False)
    occurrence = models.PositiveIntegerField(default=1, editable=False)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False, db_index=False
    )

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
            # As followups/queries/lists.py has DECISIONS: few at any time, and everybody's list of them begins here.
            models.Index(
                fields=("due_at", "id"),
                condition=models.Q(status="open")
                & (
                    models.Q(kind="review_emergency_access")
                    | models.Q(kind="safety_flag", acknowledged_at__isnull=True)
                    | (models.Q(owner__isnull=True) & ~models.Q(kind__in=("assign_case", "screen_referral")))
                ),
                name="follow_up_to_decide",
            ),
            models.Index(fields=("case",), condition=models.Q(status="open"), name="follow_up_case_open"),
            models.Index(fields=("client", "-id"), name="follow_up_client"),
            models.Index(
                fields=("offered_to",), condition=models.Q(status="open", offered_to__isnull=False), name="follow_up_offered"
            ),
            models.Index(fields=("owner",), condition=models.Q(status="open", taken_over=True), name="follow_up_taken_over"),
            models.Index(
                fields=("hold_until",), condition=models.Q(status="open", hold_until__isnull=False), name="follow_up_held"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from followups.policy.follow_ups import follow_up_visibility

        return follow_up_visibility(actor)

    def record_id(self) -> UUID:
        return self.client_id

    @property
    def is_urgent(self) -> bool:
        return self.urgency == self.Urgency.URGENT

    @property
    def waits(self) -> bool:
        return bool(self.waiting_on)

    @property
    def waits_on_client(self) -> bool:
        """Then the client's own safe-contact rules decide how they may be reminded."""
        return self.waiting_on.strip().casefold() in ("client", "the client", self.client.name.casefold())

    @property
    def is_held(self) -> bool:
        return self.hold_until is not None

    @property
    def repeats(self) -> bool:
        return self.repeat_every is not None

    @property
    def rhythm(self) -> str:
        """In words, as in "every 2 weeks until Mar 4"; empty for what comes once."""
        if self.repeat_every is None or self.repeat_until is None:
            return ""
        unit = self.Unit(self.repeat_unit)
        often = f"every {unit.value}" if self.repeat_every == 1 else f"every {self.repeat_every} {unit.label}"
        return f"{often} until {self.repeat_until:%b %-d, %Y}"

    @property
    def can_be_acknowledged(self) -> bool:
        """Somebody can still say that they have it; until then the next person on duty is told."""
        return self.acknowledged_at is None and (self.is_urgent or self.kind == self.Kind.SAFETY_FLAG)

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
        """The client's page; what was taken over from a colleague opens it only until it is done."""
        return "/today/" if self.taken_over and self.status != self.Status.OPEN else f"/clients/{self.client_id}/"


Kind = FollowUp.Kind
# What is done on the page of the plan, and what follows from a move between settings.
OF_PLAN = frozenset({
    Kind.CONFIRM_NEED, Kind.ASK_NEED, Kind.PLAN_ANSWER, Kind.PLAN_CHANGED, Kind.COMMITMENT, Kind.REVIEW, Kind.FEEDBACK, Kind.LINK_REPLY,
})  # fmt: skip
OF_TRANSITION = frozenset({
    Kind.TRANSITION_CONTACT, Kind.TRANSITION_VISIT, Kind.TRANSITION_MEDICINES, Kind.TRANSITION_STEP, Kind.TRANSITION_PLAN, Kind.TEACH_AGAIN,
})  # fmt: skip
