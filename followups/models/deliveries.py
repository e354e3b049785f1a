"""Deliveries: one row for each reminder, digest or notice, from the moment it is planned until it arrived or was given up."""

from typing import Any

from django.db import models

from accounts.models import User
from followups.models.follow_ups import FollowUp
from workflow.actor import Actor
from workflow.models import ScopedModel


class Lane(models.TextChoices):
    """The queue that carries it: what is urgent never waits behind what is slow."""

    URGENT = "urgent", "Urgent"
    DEFAULT = "default", "Default"
    BULK = "bulk", "Bulk"


class Rung(models.TextChoices):
    """Where on its ladder a reminder stands, or what else it is."""

    URGENT = "urgent", "Urgent"
    BEFORE = "before", "Before it is due"
    DUE = "due", "Due"
    OVERDUE = "overdue", "Overdue"
    SUPERVISOR = "supervisor", "Overdue, to the supervisor"
    CLIENT_BEFORE = "client_before", "To the client, the day before"
    CLIENT_DAY = "client_day", "To the client, on the day"
    DIGEST = "digest", "Digest of the day"
    NOTICE = "notice", "Notice"


class Delivery(ScopedModel):
    """Something to be told to somebody, written in the transaction of its cause; `key` makes it one and the same for ever.

    `wakes_at` is the next moment a worker may take it: when it is due, until when it is held, its next
    attempt, or the end of the lease of a worker that may have died.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"
        DEAD = "dead", "Given up"
        UNCERTAIN = "uncertain", "Uncertain whether it arrived"

    class Channel(models.TextChoices):
        IN_APP = "in_app", "In the app"
        EMAIL = "email", "E-mail"
        CLIENT_EMAIL = "client_email", "E-mail to the client"
        CLIENT_SMS = "client_sms", "Text message to the client"

    class To(models.TextChoices):
        OWNER = "owner", "Whose it is"
        TEAM = "team", "Those who share it out"
        SUPERVISOR = "supervisor", "The supervisors of its team"
        RESPONDER = "responder", "Whoever is on duty"
        PERSON = "person", "One person"
        CLIENT = "client", "The client"

    key = models.CharField(max_length=160, unique=True)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="deliveries", null=True, db_index=False)
    rung = models.CharField(max_length=20, choices=Rung)
    # Which turn of an urgent one: the ladder of people is climbed until somebody acknowledges.
    turn = models.PositiveIntegerField(default=0)
    to = models.CharField(max_length=12, choices=To)
    channel = models.CharField(max_length=12, choices=Channel)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deliveries", null=True, db_index=False)
    lane = models.CharField(max_length=10, choices=Lane)
    words = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    # Told later than this it would only confuse.
    expires_at = models.DateTimeField(null=True)
    wakes_at = models.DateTimeField()
    deferred_until = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=160, blank=True)
    lease_until = models.DateTimeField(null=True)
    sending_since = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    because = models.CharField("why it was not sent", max_length=300, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "delivery"
        verbose_name_plural = "deliveries"
        # Of what is done and over, an index knows nothing: a sweep costs what waits, whatever happened before.
        indexes = (
            models.Index(fields=("lane", "wakes_at", "id"), condition=models.Q(state="waiting"), name="delivery_wakes"),
            models.Index(fields=("follow_up",), condition=models.Q(state="waiting"), name="delivery_of_follow_up"),
            models.Index(fields=("recipient", "deferred_until"), condition=models.Q(state="waiting"), name="delivery_held_for"),
            models.Index(fields=("due_at",), condition=models.Q(state="waiting"), name="delivery_oldest"),
        )

    def __str__(self) -> str:
        return self.key

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from followups.policy.deliveries import delivery_visibility

        return delivery_visibility(actor)

    @property
    def is_to_client(self) -> bool:
        return self.to == self.To.CLIENT

    @classmethod
    def waiting(cls, reason: str) -> "models.QuerySet[Any]":
        return cls.objects.unscoped(reason).filter(state=cls.State.WAITING)
