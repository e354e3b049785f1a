"""The hash chain of each record: appending, checkpointing, and finding what was altered."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from workflow.models import ChainHead, Checkpoint, CheckpointHead, Event

SEALED_FIELDS = (
    "id at record position name step object_type object_id before after version actor_kind actor_id "
    "actor_name channel reason request_id correlation data previous_hash"
).split()

# One statement takes the row lock and the next position, also for a record's first event.
NEXT_POSITION = """
    INSERT INTO workflow_chainhead (record, position, hash, checkpointed) VALUES (%s, 1, '', 0)
    ON CONFLICT (record) DO UPDATE SET position = workflow_chainhead.position + 1
    RETURNING position, hash
"""


@dataclass(frozen=True)
class Fault:
    """One place where the log does not hold, in words for the privacy officer."""

    record: UUID
    position: int
    problem: str


def hash_of(event: Event) -> str:
    """SHA-256 over the event's fields in a canonical JSON form, the previous hash among them."""
    fields = {name: _plain(getattr(event, name)) for name in SEALED_FIELDS}
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, int, dict)):
        return value
    # The database gives every moment back in UTC, whatever zone it was written in.
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def append(event: Event) -> Event:
    """Give the event its place in its record's chain and store it; needs a transaction around it."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_POSITION, [event.record])
        event.position, event.previous_hash = cursor.fetchone()
        event.hash = hash_of(event)
        values = [field.get_db_prep_save(getattr(event, field.attname), connection) for field in Event._meta.concrete_fields]
        cursor.execute(_seal(), [*values, event.hash, event.record])
    event._state.adding, event._state.db = False, connection.alias
    return event


@cache
def _seal() -> str:
    """The event and the new head of its chain in one statement: every step writes at least one."""
    columns = [connection.ops.quote_name(str(field.column)) for field in Event._meta.concrete_fields]
    row = ", ".join("%s" for _ in columns)
    return f"""
        WITH sealed AS (INSERT INTO workflow_event ({", ".join(columns)}) VALUES ({row}))
        UPDATE workflow_chainhead SET hash = %s WHERE record = %s
    """  # noqa: S608  # the names of our own columns


@transaction.atomic
def take_checkpoint() -> Checkpoint:
    """Seal the heads of all chains that grew since the last checkpoint."""
    previous = Checkpoint.objects.order_by("-id").first()
    heads = list(ChainHead.objects.select_for_update().exclude(checkpointed=F("position")).order_by("record"))
    digest = hashlib.sha256((previous.digest if previous else "").encode())
    for head in heads:
        digest.update(f"{head.record}:{head.position}:{head.hash}\n".encode())
    checkpoint = Checkpoint.objects.create(
        heads=len(heads), previous_digest=previous.digest if previous else "", digest=digest.hexdigest()
    )
    CheckpointHead.objects.bulk_create(
        (CheckpointHead(checkpoint=checkpoint, record=h.record, position=h.position, hash=h.hash) for h in heads),
        batch_size=2000,
    )
    for head in heads:
        head.checkpointed = head.position
    ChainHead.objects.bulk_update(heads, ["checkpointed"], batch_size=2000)
    return checkpoint


def faults(record: UUID | None = None) -> Iterator[Fault]:
    """Every break in the chains: altered, missing, reordered or cut events, and broken checkpoints."""
    yield from _broken_links(record)
    yield from _cut_tails(record)
    if record is None:
        yield from _broken_checkpoints()


def _broken_links(record: UUID | None) -> Iterator[Fault]:
    events = Event.objects.unscoped("the audit reads every chain").order_by("record", "position")
    if record is not None:
        events = events.filter(record=record)
    last: Event | None = None
    for event in events.iterator(chunk_size=2000):
        expected = last.position + 1 if last and last.record == event.record else 1
        previous = last.hash if last and last.record == event.record else ""
        if event.position != expected:
            yield Fault(event.record, expected, "an event is missing")
        elif event.previous_hash != previous:
            yield Fault(event.record, event.position, "it does not follow the event before it")
        if hash_of(event) != event.hash:
            yield Fault(event.record, event.position, "the event was altered")
        last = event


def _cut_tails(record: UUID | None) -> Iterator[Fault]:
    narrowed = "AND s.record = %s" if record is not None else ""
    sealed = f"""
        SELECT s.record, s.position FROM (
            SELECT record, position, hash FROM workflow_chainhead WHERE position > 0
            UNION SELECT record, position, hash FROM workflow_checkpointhead
        ) s LEFT JOIN workflow_event e ON e.record = s.record AND e.position = s.position AND e.hash = s.hash
        WHERE e.id IS NULL {narrowed} ORDER BY 1, 2
    """  # noqa: S608  # the only insertion is one of two constants above
    with connection.cursor() as cursor:
        cursor.execute(sealed, [record] if record is not None else [])
        for found, position in cursor.fetchall():
            yield Fault(found, position, "the newest events are missing or replaced")


def _broken_checkpoints() -> Iterator[Fault]:
    previous = ""
    for checkpoint in Checkpoint.objects.order_by("id"):
        digest = hashlib.sha256(previous.encode())
        entries = CheckpointHead.objects.filter(checkpoint=checkpoint).order_by("record")
        for entry in entries.iterator(chunk_size=2000):
            digest.update(f"{entry.record}:{entry.position}:{entry.hash}\n".encode())
        if checkpoint.previous_digest != previous or digest.hexdigest() != checkpoint.digest:
            yield Fault(checkpoint.id, 0, "the checkpoint was altered")
        previous = checkpoint.digest
