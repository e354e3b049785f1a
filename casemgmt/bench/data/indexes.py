"""Indexes and foreign keys of the large tables, taken off while they are filled and put back as they were.

Building an index once over a million rows costs a tenth of keeping it a million times.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

# Foreign keys leave before what they may rest on, and come back after it; primary keys stay.
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype, conname
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
"""


@dataclass(frozen=True)
class LeftOff:
    """What was taken off, in the words that put it back."""

    indexes: list[str]
    constraints: list[str]


def take_off(tables: Iterable[str]) -> LeftOff:
    """Needs a transaction around it and put_back(), so that a failure leaves everything as it was."""
    names = list(tables)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    added = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}' for table, name, words in reversed(constraints)]
    return LeftOff([words for _, words in indexes], added)


def put_back(left_off: LeftOff) -> None:
    with connection.cursor() as cursor:
        for words in (*left_off.indexes, *left_off.constraints):
            cursor.execute(words)
