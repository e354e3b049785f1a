"""The same POST sent twice has one effect: the key lives and dies with the step's own transaction."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from workflow.models import IdempotencyKey
from workflow.refusals import InvalidInput, KeyReused
from workflow.undo import undoing

LIFE = timedelta(hours=24)
LONGEST_KEY = 200

CLAIM = """
    INSERT INTO workflow_idempotencykey (owner, key, fingerprint, answer) VALUES (%s, %s, %s, '{}')
    ON CONFLICT (owner, key) DO NOTHING RETURNING id
"""


class Slot:
    """One key's place: `kept` is the earlier answer, or None the first time."""

    def __init__(self, kept: Mapping[str, Any] | None) -> None:
        self.kept = kept
        self.answer: dict[str, Any] = {}


def fingerprint(*parts: object) -> str:
    return hashlib.sha256("\n".join(repr(part) for part in parts).encode()).hexdigest()


def content_mark(value: object) -> str:
    """One value for a fingerprint; a file counts by its content, since two scans are often called the same."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"


@contextmanager
def once(owner: str, key: str, mark: str) -> Iterator[Slot]:
    """Run the body at most once per key.

    A second caller waits for the first to commit and then gets its answer; if the first fails, the
    key vanishes with its transaction and the second runs. The same key for other input is refused.
    """
    if not key:
        yield Slot(None)
        return
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidInput({"Idempotency-Key": [f"Send at most {LONGEST_KEY} printable characters."]})
    with transaction.atomic(), undoing():
        slot = Slot(_claim(owner, key, mark))
        yield slot
        if slot.kept is None:
            IdempotencyKey.objects.filter(owner=owner, key=key).update(answer=slot.answer)


def _claim(owner: str, key: str, mark: str) -> Mapping[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [owner, key, mark])
        if cursor.fetchone():
            return None
    earlier = IdempotencyKey.objects.get(owner=owner, key=key)
    if earlier.fingerprint != mark:
        raise KeyReused("This Idempotency-Key was used for a different request. Send a new key.")
    return dict(earlier.answer)


def forget_old() -> int:
    deleted, _ = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - LIFE).delete()
    return deleted
