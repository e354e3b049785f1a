"""Filling tables in bulk: COPY of rows made here, or INSERT … SELECT of rows made by the database.

Columns of a model that are not named get what the model gives a new row, so that a new column needs no change here.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from django.utils import timezone

BATCH = 20_000


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Send the rows, given as values of these columns, through COPY; returns how many there were."""
    fixed = new_row(model, columns)
    return copy_into(model._meta.db_table, (*columns, *fixed), rows, [_word(value) for value in fixed.values()])


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], tail: Sequence[str] = ()) -> int:
    """COPY the rows; `tail` holds the words with which every row ends."""
    order = f"COPY {table} ({', '.join(map(connection.ops.quote_name, columns))}) FROM STDIN (FORMAT csv, NULL '\\N')"
    count = 0
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            lines = io.StringIO()
            csv.writer(lines).writerows([*map(_word, row), *tail] for row in chunk)
            lines.seek(0)
            cursor.copy_expert(order, lines)
            count += len(chunk)
    return count


def insert_select(model: type[models.Model], columns: Mapping[str, str], source: str) -> int:
    """INSERT INTO the model's table the SELECT of these expressions FROM the source; returns how many rows."""
    fixed = new_row(model, columns)
    head = ", ".join(map(connection.ops.quote_name, (*columns, *fixed)))
    values = ", ".join((*columns.values(), *("%s" for _ in fixed)))
    order = f"INSERT INTO {model._meta.db_table} ({head}) SELECT {values} {source}"
    with connection.cursor() as cursor:
        cursor.execute(order, list(fixed.values()))
        return int(cursor.rowcount)


def new_row(model: type[models.Model], given: Iterable[str]) -> dict[str, Any]:
    """What a new row has in every column that is not given, as the database takes it."""
    fresh, named = model(), set(given)
    fields = [field for field in model._meta.concrete_fields if field.column not in named]
    return {str(field.column): _value(field, fresh) for field in fields if not isinstance(field, models.AutoField)}


def _value(field: Any, fresh: models.Model) -> Any:
    value = field.pre_save(fresh, add=True)
    if hasattr(value, "resolve_expression"):
        value = timezone.now()
    return field.get_db_prep_save(value, connection)


def _word(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, (list, tuple)):
        return "{" + ",".join(f'"{item}"' for item in value) + "}"
    return str(value)


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterable[list[Sequence[Any]]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, BATCH)):
        yield chunk
