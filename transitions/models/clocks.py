"""Clocks: one step of a protocol for one transition, with its last moment and what proves that it was done."""

from django.db import models

from clients.models import Client, Contact
from clients.models.support import ClientPart
from transitions.models.protocols import Protocol
from transitions.models.transitions import Transition
from workflow.actor import Actor


class Clock(ClientPart):
    """It runs until the step is met, missed or not needed; a correction of the transition moves it and says from where."""

    collection = "clocks"

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        MET = "met", "Met"
        MISSED = "missed", "Missed"
        NOT_NEEDED = "not_needed", "Not needed"

    class Evidence(models.TextChoices):
        CONTACT = "contact", "A two-way contact"
        VISIT = "visit", "A visit face to face"
        MEDICINES = "medicines", "Medicines reconciled"
        DOCUMENT = "document", "A document on file"
        OTHER = "other", "In words"

    class Owner(models.TextChoices):
        CASE_MANAGER = "case_manager", "Case manager"
        SENDER = "sender", "Whoever the client comes from"
        RECEIVER = "receiver", "Whoever the client goes to"
        TEAM = "team", "The team"

    status = models.CharField(max_length=20, choices=Status, default=Status.RUNNING, editable=False)
    # An index below begins with it.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    transition = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="clocks")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=160)
    # The rule in words, with its source, as it stood when the clock was computed.
    rule = models.CharField(max_length=400, blank=True)
    evidence_asked = models.CharField(max_length=20, choices=Evidence, default=Evidence.OTHER)
    asks = models.CharField(max_length=300, blank=True)
    owner_role = models.CharField(max_length=20, choices=Owner, default=Owner.CASE_MANAGER)
    attempts = models.PositiveSmallIntegerField(default=0)
    opens_on = models.DateField()
    due_at = models.DateTimeField()
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)
    met_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False, editable=False)
    evidence = models.CharField(max_length=400, blank=True)
    # An appointment that will meet it; a visit that is booked is not yet a visit.
    booked_for = models.DateTimeField(null=True, blank=True, editable=False)
    booked_with = models.CharField(max_length=120, blank=True, editable=False)
    remind_client = models.BooleanField(default=False, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    worksheet = models.ForeignKey(
        "transitions.MedicinesWorksheet", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, editable=False)
    # Ended because the transition changed, not because somebody judged it: it starts again when the transition does.
    ended_by_itself = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = "clock"
        constraints = (
            models.UniqueConstraint(fields=("transition", "protocol", "key"), name="one_clock_a_step_of_a_transition"),
        )
        indexes = (
            models.Index(fields=("client", "due_at"), condition=models.Q(status="running"), name="clock_client_running"),
            models.Index(fields=("client", "-id"), name="clock_client_newest"),
            # The sweep reads what has run out and nothing else.
            models.Index(fields=("due_at", "id"), condition=models.Q(status="running"), name="clock_running_due"),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from transitions.policy.transitions import of_visible_transition

        return of_visible_transition(actor)

    @property
    def booked_too_late(self) -> bool:
        return self.booked_for is not None and self.booked_for > self.due_at

    @property
    def still_owed(self) -> bool:
        """Running, or missed while nobody has said yet that it will not be made up for: somebody still has it to do."""
        return self.status == self.Status.RUNNING or (self.status == self.Status.MISSED and not self.reason)

    @property
    def takes_caregiver(self) -> bool:
        """Whether a caregiver's word counts; where the protocol wants the client's own, it does not."""
        asked = next(step for step in self.protocol.steps if step["key"] == self.key)
        return asked.get("with", "caregiver") == "caregiver"

    @property
    def which(self) -> str:
        return f"{self.title}, {self.transition.facility}"

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/transitions/{self.transition_id}/"
