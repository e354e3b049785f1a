"""Several short lists in one round trip: the parts of a page that would else each cost a query of their own.

PostgreSQL answers each query as a JSON array, and Django's own machinery makes the same objects of it
as it would of the rows, with select_related, annotations and converters of fields. Meant for lists of
tens of rows; prefetch_related still asks its own queries.

Making the SQL of a page costs more than running it, since the rule of who sees whom stands in every part.
`Prepared` keeps the SQL it made for one person and one day, also for a single list that is asked in every step, and the
database keeps its plan.
"""

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.utils import timezone

from workflow.identifiers import new_id
from workflow.planned import Planned

Rows = list[dict[str, Any]]
Value = UUID | str
Given = Value | list[UUID]


class Among(models.Lookup):
    """One of the ids of a list: however many there are, the SQL is the same and can be kept."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)


models.UUIDField.register_lookup(Among)
models.ForeignKey.register_lookup(Among)


def together(*querysets: "models.QuerySet[Any]") -> list[list[Any]]:
    """The objects of each queryset, in the order given; locked ones must have been opened."""
    asked = [_Asked(queryset) for queryset in querysets]
    told = [part for part in asked if part.sql]
    if not told:
        return [[] for _ in asked]
    with connection.cursor() as cursor:
        cursor.execute(_as_json(told), [value for part in told for value in part.params])
        answers = _lists(cursor)
    return [part.objects(next(answers) if part.sql else []) for part in asked]


class Prepared:
    """Querysets that are asked again and again with another record: their SQL is made once for each key and day.

    `build` takes the key (whatever else decides the SQL: who asks, above all) and an id that stands for the record,
    and may use neither the time of day nor anything it does not take. Every parameter that equals the stand-in is
    the record's id when it is asked, or with the lookup `among` the list of their ids; another key than an id needs a
    stand-in of its own kind. The SQL of a page's lists takes 100 to 200 kB a key, so only the last `remembered` are kept.
    """

    def __init__(
        self, build: "Callable[..., Sequence[models.QuerySet[Any]]]", remembered: int = 64, stand_in: Value | None = None
    ) -> None:
        self._build = build
        self._stand_in = stand_in or new_id()
        self._prepare = lru_cache(maxsize=remembered)(self._made)

    def _made(self, day: Hashable, key: tuple[Hashable, ...]) -> "_Question":
        asked = [_Asked(queryset) for queryset in self._build(*key, self._stand_in)]
        # The first year there is stands for never.
        if any(isinstance(value, datetime) and value.year > 1 for part in asked for value in part.params):
            raise ValueError("A query that names a moment cannot be kept for the day.")
        return _Question(asked, self._stand_in)

    def ask(self, *key: Hashable, record: Given) -> list[list[Any]]:
        """All lists in one round trip."""
        return self._question(key).answered(record)

    def rows(self, *key: Hashable, record: Given) -> list[Any]:
        """The only list there is, by a query of its own: it may lock its rows, as none can that become JSON."""
        return self._question(key).rows(record)

    def _question(self, key: tuple[Hashable, ...]) -> "_Question":
        return self._prepare((timezone.localdate(), timezone.get_current_timezone_name()), key)


class _Question:
    """The lists that are asked together, with the words they are asked in."""

    def __init__(self, asked: "list[_Asked]", stand_in: Value) -> None:
        self._asked = asked
        self._told = [part for part in asked if part.sql]
        self._params = [value for part in self._told for value in part.params]
        self._places = [n for n, value in enumerate(self._params) if value == stand_in]
        self._planned: dict[str, Planned] = {}

    def answered(self, record: Given) -> list[list[Any]]:
        if not self._told:
            return [[] for _ in self._asked]
        with connection.cursor() as cursor:
            self._run(cursor, "ask", lambda: _as_json(self._told), record)
            answers = _lists(cursor)
        return [part.again().objects(next(answers) if part.sql else []) for part in self._asked]

    def rows(self, record: Given) -> list[Any]:
        [part] = self._asked
        if not part.sql:
            return []
        with connection.cursor() as cursor:
            self._run(cursor, "rows", lambda: part.sql, record)
            found = list(cursor.fetchall())
        return part.again().made_of(found)

    def _run(self, cursor: Any, way: str, sql: Callable[[], str], record: Given) -> None:
        params = list(self._params)
        for place in self._places:
            params[place] = record
        if way not in self._planned:
            self._planned[way] = Planned(sql(), params, self._places)
        self._planned[way].run(cursor, params)


class _Asked:
    """One queryset with its SQL, and the way from that SQL's JSON back to its objects."""

    def __init__(self, queryset: "models.QuerySet[Any]") -> None:
        self.queryset = queryset._chain()  # type: ignore[attr-defined]  # Django's own cloning hook, absent from the stubs
        self.compiler = self.queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params = "", ()
        fields = [expression.output_field for expression, _, _ in self.compiler.select] if self.sql else []
        self.of_json = [(place, made) for place, field in enumerate(fields) if (made := _of_json(field))]
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
        return self.made_of([self._as_driver(list(row.values())) for row in rows])

    def _as_driver(self, values: list[Any]) -> tuple[Any, ...]:
        for place, of_json in self.of_json:
            if values[place] is not None:
                values[place] = of_json(values[place])
        return tuple(values)

    def made_of(self, read: list[tuple[Any, ...]]) -> list[Any]:
        """The objects of these rows, as the driver gives them."""
        if not read:
            return []
        # The queryset asks its query for a compiler, and that compiler for rows: these are the rows.
        self.compiler.execute_sql = lambda *args, **kwargs: iter([read])
        self.queryset.query.get_compiler = lambda *args, **kwargs: self.compiler
        return list(self.queryset)


def _as_json(asked: "Sequence[_Asked]") -> str:
    columns = [", ".join(f"c{n}" for n in range(len(part.compiler.select))) for part in asked]
    parts = [
        # Columns are named anew: two joined tables may both have an id.
        f"(SELECT json_agg(t) FROM ({part.sql}) AS t({names}))"  # noqa: S608  # Django's own SQL inside
        for names, part in zip(columns, asked, strict=True)
    ]
    return f"SELECT {', '.join(f'({part})::text' for part in parts)}"


def _lists(cursor: Any) -> "Iterator[Rows]":
    return iter([json.loads(text, parse_float=Decimal) if text else [] for text in cursor.fetchone()])


# What JSON has as the driver has it.
SAME_IN_JSON = (models.CharField, models.TextField, models.BooleanField, models.IntegerField)


def _of_json(field: Any) -> Callable[[Any], Any] | None:
    """How a JSON value becomes what the database driver would have given; the field's own converters come after."""
    if isinstance(field, SAME_IN_JSON):
        return None
    return json.dumps if isinstance(field, models.JSONField) else field.to_python
