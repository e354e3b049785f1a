"""What every record of the workflow shares, and the append-only log of what happened to it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from workflow.actor import Actor
from workflow.identifiers import new_id
from workflow.scoping import OpenManager, ScopedManager


class ScopedModel(models.Model):
    """A row about a person: unreadable until the query says who is asking."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    objects: ClassVar[Any] = ScopedManager()

    # The name of its list in the API and in addresses, where it has one.
    collection: ClassVar[str] = ""

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        raise NotImplementedError(f"{cls.__name__} must say who sees it.")


class StepModel(ScopedModel):
    """A record that changes only by steps; each subclass declares its `status` choices."""

    # What whoever took the step is told once and nobody can read again, such as a new secret; never stored.
    shown_once: Mapping[str, str] = MappingProxyType({})
    # Columns that no person ever fills in: the database alone decides whether they are unique, as it does for keys.
    machine_keys: ClassVar[frozenset[str]] = frozenset()

    status: Any
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @classmethod
    def states(cls) -> dict[str, str]:
        """The states of this kind of record with their labels."""
        field: Any = cls._meta.get_field("status")
        return dict(field.flatchoices)

    def record_id(self) -> UUID:
        """The record whose timeline and hash chain this belongs to."""
        raise NotImplementedError(f"{type(self).__name__} must name its record.")

    @property
    def which(self) -> str:
        """Which one it is, at the head of a step's form: where several of a kind stand on one page, the form says of which it is."""
        return ""

    def other_records(self) -> tuple[UUID, ...]:
        """Further records whose timelines tell the same, for what stands between two of them."""
        return ()


class OpenModel(StepModel):
    """A record that is not about a client (a team, a protocol): readable without saying who asks, changed by steps alike."""

    objects: ClassVar[Any] = OpenManager()  # type: ignore[assignment]  # takes the place of the guarded manager on purpose

    class Meta:
        abstract = True


class Event(ScopedModel):
    """Something that happened; written once, never changed, linked to the one before it."""

    append_only = True
    collection = "events"

    at = models.DateTimeField()
    record = models.UUIDField()
    position = models.PositiveBigIntegerField()
    name = models.CharField(max_length=80)
    step = models.CharField(max_length=80, blank=True)
    object_type = models.CharField(max_length=80)
    object_id = models.UUIDField()
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    correlation = models.UUIDField()
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("record", "position"), name="event_position_once_per_record"),)
        indexes = (
            models.Index(fields=("object_type", "object_id"), name="event_object"),
            models.Index(fields=("record", "-id"), name="event_record_newest"),
            models.Index(fields=("at", "id"), name="event_at"),
            models.Index(fields=("name", "at", "id"), name="event_name_at"),
            models.Index(fields=("actor_id", "at", "id"), name="event_actor_at"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.object_id}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from workflow.hooks import event_visibility

        return event_visibility(actor)


class ChainHead(models.Model):
    """The newest position and hash of one record's chain; locked while the next event is written."""

    record = models.UUIDField(primary_key=True)
    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    checkpointed = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(
                fields=("record",), name="chainhead_to_checkpoint", condition=~models.Q(checkpointed=models.F("position"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.record} at {self.position}"


class Checkpoint(models.Model):
    """A daily seal over every chain that grew; its digest is also printed, to be kept elsewhere."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    taken_at = models.DateTimeField(db_default=Now())
    heads = models.PositiveBigIntegerField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.digest


class CheckpointHead(models.Model):
    """One chain's head as it stood at a checkpoint: a cut tail no longer matches it."""

    append_only = True

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="entries")
    record = models.UUIDField()
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("checkpoint", "record"), name="checkpoint_names_a_record_once"),)

    def __str__(self) -> str:
        return f"{self.record} at {self.position}"


class Outbox(models.Model):
    """An event still to be published; the row is deleted when every subscriber has it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="outbox")
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = (models.Index(fields=("due_at",), name="outbox_due"),)

    def __str__(self) -> str:
        return str(self.event_id)


class IdempotencyKey(models.Model):
    """A POST that was already answered: the same key gets the same answer, once."""

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="idempotency_key_once_per_owner"),)
        indexes = (models.Index(fields=("created_at",), name="idempotency_key_age"),)

    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """When a named piece of unattended work last made progress; /status reads it."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
