"""Keeping files: written and safe on disk before their row is, and gone again if the row never comes."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from clients.models import Document
from clients.queries.documents import place_of
from workflow.undo import if_rolled_back

# No step runs for hours: a file this old without a row belongs to none that is still to come.
OLD_ENOUGH = timedelta(hours=6)
BATCH = 500


@dataclass(frozen=True)
class StoredFile:
    """What the row needs to find the file again and to prove that it is unchanged."""

    storage_key: str
    size: int
    sha256: str


def store(upload: UploadedFile) -> StoredFile:
    """Write the file under a random name and wait until the disk has it; undone if the step is not taken."""
    key = secrets.token_hex(32)
    place = place_of(key)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if_rolled_back(lambda: place.unlink(missing_ok=True))
    size, sha256 = _written(upload.chunks(), place)
    _sync_folder(place.parent)
    return StoredFile(key, size, sha256)


def _written(chunks: Iterable[bytes], place: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """The name of a new file is safe only once its folder is."""
    for level in (folder, folder.parent):
        handle = os.open(level, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep_orphans(now: datetime | None = None) -> int:
    """Remove files that no row names: what a process killed in the middle of a step left behind."""
    limit = ((now or timezone.now()) - OLD_ENOUGH).timestamp()
    removed = 0
    for batch in _batches(_older_than(limit)):
        named = set(_rows().filter(storage_key__in=[file.name for file in batch]).values_list("storage_key", flat=True))
        for file in batch:
            if file.name not in named:
                file.unlink(missing_ok=True)
                removed += 1
    return removed


def lost_files() -> list[Document]:
    """Documents whose file is not where it should be, or has another size: for whoever restored a backup."""
    return [document for document in _rows().order_by("id").iterator(chunk_size=BATCH) if not _is_there(document)]


def _is_there(document: Document) -> bool:
    place = place_of(document.storage_key)
    return place.is_file() and place.stat().st_size == document.size


def _rows() -> "QuerySet[Document]":
    rows: QuerySet[Document] = Document.objects.unscoped("comparing files with rows; nothing of either is shown")
    return rows


def _older_than(limit: float) -> Iterator[Path]:
    for place in Path(settings.DOCUMENTS_ROOT).glob("??/*"):
        if place.is_file() and place.stat().st_mtime < limit:
            yield place


def _batches(places: Iterator[Path]) -> Iterator[list[Path]]:
    batch: list[Path] = []
    for place in places:
        batch.append(place)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
