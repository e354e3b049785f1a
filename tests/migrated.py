"""The migrated, empty database, kept under a fingerprint of its migrations: the next run copies it in a second.

Migrating takes longer with every migration, and every run of every test wants it. A changed
migration or another version of a pinned package makes another fingerprint, and so a new copy.
"""

import hashlib
import os
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_UN, flock
from functools import cache
from pathlib import Path
from typing import IO

from django.db import ProgrammingError, connection
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
KEPT = "migrated_"
KEEPERS_TURN = ROOT / ".local" / "test" / "migrating"


def kept_name() -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for migration in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(migration.relative_to(ROOT).as_posix().encode() + migration.read_bytes())
    return KEPT + digest.hexdigest()[:16]


def copy_if_kept() -> None:
    """Let Django make the test database from the kept one, if there is one of these migrations.

    If there is none, the first process has its turn until it keeps what it migrated; the others wait and copy that.
    """
    flock(_turn(), LOCK_EX)
    if kept_name() in _kept():
        connection.settings_dict["TEST"]["TEMPLATE"] = kept_name()
        flock(_turn(), LOCK_UN)


def keep() -> None:
    """Keep the database just migrated, and drop those of other migrations; nobody may be connected to it."""
    try:
        _keep()
    finally:
        flock(_turn(), LOCK_UN)


@cache
def _turn() -> IO[str]:
    """Held open, and so held, until this process gives it up or ends."""
    KEEPERS_TURN.parent.mkdir(parents=True, exist_ok=True)
    return KEEPERS_TURN.open("w")


def _keep() -> None:
    test, kept, own = connection.settings_dict["NAME"], kept_name(), f"{KEPT}by_{os.getpid()}"
    if kept in _kept():
        return
    _run("CREATE DATABASE {} TEMPLATE {}", own, test)
    try:
        _run("ALTER DATABASE {} RENAME TO {}", own, kept)
    except ProgrammingError:  # Another worker was faster.
        _run("DROP DATABASE {}", own)
    for old in _kept() - {kept}:
        with suppress(ProgrammingError):
            _run("DROP DATABASE IF EXISTS {}", old)


def _kept() -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{KEPT}%"])
        return {name for (name,) in cursor.fetchall()}


def _run(statement: str, *names: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
