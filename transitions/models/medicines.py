"""The reconciliation of medicines: a record of the work, never a prescription."""

from uuid import UUID

from django.db import models

from clients.models import Client
from clients.models.support import ClientPart
from transitions.models.transitions import Transition
from workflow.actor import Actor
from workflow.identifiers import new_id


class MedicinesWorksheet(ClientPart):
    """What was taken before, what the discharge says and what is taken now, compared line by line."""

    collection = "medicine-worksheets"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        COMPLETED = "completed", "Completed"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Profession(models.TextChoices):
        PRESCRIBER = "prescriber", "Prescriber"
        PHARMACIST = "pharmacist", "Clinical pharmacist"
        NURSE = "nurse", "Registered nurse"
        OTHER = "other", "Somebody else"

    class With(models.TextChoices):
        CLIENT = "client", "The client"
        CAREGIVER = "caregiver", "A caregiver"
        PHARMACIST = "pharmacist", "The pharmacist"
        CLINICIAN = "clinician", "A clinician"

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    transition = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="worksheets")
    no_medicines = models.BooleanField("the client takes no medicines", default=False)
    unclear_stays = models.BooleanField("completed although lines are unclear", default=False)
    reconciled_by = models.CharField("who reconciled", max_length=120, blank=True)
    profession = models.CharField("as what", max_length=20, choices=Profession, blank=True)
    reconciled_at = models.DateTimeField("when it was reconciled", null=True, blank=True)
    reconciled_with = models.CharField("with whom", max_length=20, choices=With, blank=True)
    sources = models.CharField("sources used", max_length=300, blank=True)
    started_by_name = models.CharField(max_length=120, editable=False)
    completed_by_name = models.CharField(max_length=120, blank=True, editable=False)
    reopen_reason = models.CharField("why it was reopened", max_length=300, blank=True, editable=False)
    error_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "medicines worksheet"
        constraints = (
            models.UniqueConstraint(
                fields=("transition",), condition=~models.Q(status="entered_in_error"), name="one_worksheet_a_transition"
            ),
        )
        indexes = (models.Index(fields=("client", "-id"), name="worksheet_client_newest"),)

    def __str__(self) -> str:
        return "Medicines worksheet"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from transitions.policy.transitions import of_visible_transition

        return of_visible_transition(actor)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/transitions/{self.transition_id}/medicines/"


class MedicineLine(ClientPart):
    """One medicine in words. A line of a completed worksheet is never changed: a correction is a new version of it."""

    collection = "medicine-lines"

    class Status(models.TextChoices):
        CURRENT = "current", "Current"
        REPLACED = "replaced", "Replaced by a correction"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Outcome(models.TextChoices):
        KEPT = "kept", "Kept"
        CHANGED = "changed", "Changed"
        STOPPED = "stopped", "Stopped"
        ADDED = "added", "Added"
        UNCLEAR = "unclear", "Unclear"

    status = models.CharField(max_length=20, choices=Status, default=Status.CURRENT, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    worksheet = models.ForeignKey(MedicinesWorksheet, on_delete=models.PROTECT, related_name="lines")
    transition = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="+", editable=False)
    medicine = models.CharField("medicine", max_length=160)
    before = models.CharField("taken before", max_length=200, blank=True)
    at_discharge = models.CharField("the discharge says", max_length=200, blank=True)
    now = models.CharField("taken now", max_length=200, blank=True)
    outcome = models.CharField("outcome", max_length=10, choices=Outcome)
    comment = models.CharField("reason or comment", max_length=300, blank=True)
    question = models.CharField("what is to be asked", max_length=200, blank=True)
    ask_whom = models.CharField("whom to ask", max_length=80, blank=True)
    substance_use = models.BooleanField("42 CFR Part 2 record", default=False)
    # The first version's id: what is asked about a line outlives its corrections.
    thread = models.UUIDField(default=new_id, editable=False)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    why_changed = models.CharField("why it was corrected", max_length=300, blank=True, editable=False)
    written_by_name = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = "medicine"
        constraints = (models.UniqueConstraint(fields=("previous",), name="one_correction_follows_a_medicine"),)
        indexes = (models.Index(fields=("client", "-id"), name="medicine_client_newest"),)

    def __str__(self) -> str:
        return self.medicine

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from transitions.policy.transitions import of_visible_transition

        return of_visible_transition(actor)

    @property
    def source_key(self) -> str:
        """Of the follow-up that is open while it is unclear."""
        return medicine_key(self.transition_id, self.thread)

    @property
    def which(self) -> str:
        return self.medicine

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/transitions/{self.transition_id}/medicines/#medicine-{self.pk}"


def medicine_key(transition_id: UUID, thread: UUID) -> str:
    return f"transition:{transition_id}:medicine:{thread}"
