"""Several short lists in one round trip: the parts of a page that would else each cost a query of their own.

PostgreSQL answers each query as a JSON array, and Django's own machinery makes the same objects of it
as it would of the rows, with select_related, annotations and converters of fields. Meant for lists of
tens of rows; prefetch_related still asks its own queries.

Making the SQL of a page costs more than running it, since the rule of who sees whom stands in every part.
`Prepared` keeps the SQL it made for one person and one day.
"""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.utils import timezone

from workflow.identifiers import new_id

Rows = list[dict[str, Any]]


def together(*querysets: "models.QuerySet[Any]") -> list[list[Any]]:
    """The objects of each queryset, in the order given; locked ones must have been opened."""
    return _read([_Asked(queryset) for queryset in querysets], {})


class Prepared:
    """Querysets that are asked again and again with another record: their SQL is made once for each key and day.

    `build` takes the key (whatever else decides the SQL: who asks, above all) and an id that stands for the record,
    and may use neither the time of day nor anything it does not take. Every parameter that equals the stand-in is
    the record's id when it is asked. One key's SQL takes 100 to 200 kB, so only the last `remembered` are kept.
    """

    def __init__(self, build: "Callable[..., Sequence[models.QuerySet[Any]]]", remembered: int = 64) -> None:
        self._build = build
        self._stand_in = new_id()
        self._prepare = lru_cache(maxsize=remembered)(self._made)

    def _made(self, day: Hashable, key: tuple[Hashable, ...]) -> "list[_Asked]":
        return [_Asked(queryset) for queryset in self._build(*key, self._stand_in)]

    def ask(self, *key: Hashable, record: UUID) -> list[list[Any]]:
        today = (timezone.localdate(), timezone.get_current_timezone_name())
        return _read([part.again() for part in self._prepare(today, key)], {self._stand_in: record})


def _read(asked: "list[_Asked]", given: Mapping[UUID, UUID]) -> list[list[Any]]:
    answers = iter(_answers([part for part in asked if part.sql], given))
    return [part.objects(next(answers) if part.sql else []) for part in asked]


class _Asked:
    """One queryset with its SQL, and the way from that SQL's JSON back to its objects."""

    def __init__(self, queryset: "models.QuerySet[Any]") -> None:
        self.queryset = queryset._chain()  # type: ignore[attr-defined]  # Django's own cloning hook, absent from the stubs
        self.compiler = self.queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params = "", ()
        # Its conditions are SQL by now. Kept for hundreds of people, their trees would fill the memory.
        self.queryset.query.where = self.compiler.where = type(self.queryset.query.where)()

    def again(self) -> "_Asked":
        """The same SQL for another asking: what it makes objects with is used once."""
        other = copy(self)
        other.queryset, other.compiler = self.queryset._chain(), copy(self.compiler)
        return other

    def objects(self, rows: Rows) -> list[Any]:
        if not self.sql:
            return []
        fields = [expression.output_field for expression, _, _ in self.compiler.select]
        read = [tuple(_value(field, value) for field, value in zip(fields, row.values(), strict=True)) for row in rows]
        # The queryset asks its query for a compiler, and that compiler for rows: these are the rows.
        self.compiler.execute_sql = lambda *args, **kwargs: iter([read])
        self.queryset.query.get_compiler = lambda *args, **kwargs: self.compiler
        return list(self.queryset)


def _answers(asked: Sequence[_Asked], given: Mapping[UUID, UUID]) -> list[Rows]:
    if not asked:
        return []
    columns = [", ".join(f"c{n}" for n in range(len(part.compiler.select))) for part in asked]
    parts = [
        # Columns are named anew: two joined tables may both have an id.
        f"(SELECT json_agg(t) FROM ({part.sql}) AS t({names}))"  # noqa: S608  # Django's own SQL inside
        for names, part in zip(columns, asked, strict=True)
    ]
    params = [given.get(value, value) if isinstance(value, UUID) else value for part in asked for value in part.params]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'({part})::text' for part in parts)}", params)
        return [json.loads(text, parse_float=Decimal) if text else [] for text in cursor.fetchone()]


def _value(field: Any, value: Any) -> Any:
    """A JSON value as the database driver would have given it; the field's own converters come after."""
    if value is None:
        return None
    return json.dumps(value) if isinstance(field, models.JSONField) else field.to_python(value)
