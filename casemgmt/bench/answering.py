"""Answering a question by its own SQL: used by the bare view, and without any view as the raw measure."""

from typing import Any

from django.db import connection, transaction

from casemgmt.bench.questions import DISCLOSE, Question

Table = list[tuple[Any, ...]]


def answer(question: Question, facts: dict[str, Any]) -> list[Table]:
    """Its tables, the client's id first in every row; the reading is logged in the same transaction, as on the page."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [_table(cursor, sql, facts) for sql in question.sql]
        shown = sorted({str(row[0]) for table in tables for row in table if row[0]})
        cursor.execute(DISCLOSE, {**facts, "shown": shown})
    return tables


def _table(cursor: Any, sql: str, facts: dict[str, Any]) -> Table:
    cursor.execute(sql, facts)
    return list(cursor.fetchall())
