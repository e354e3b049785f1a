"""Questions that the database plans once for each connection, and then only answers.

The rule of who sees whom stands in nearly every question, and planning it takes PostgreSQL several times as long as
answering. A pooler that hands a connection to another process after each transaction cannot keep plans: the setting
that such a pooler needs anyway (DISABLE_SERVER_SIDE_CURSORS) turns this off.
"""

import sys
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg2
from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INERROR

# Of each connection; the one that was not asked for longest goes first. Thirty of them take 6 MB of the database's memory, a
# client's page alone over one.
MOST = 64
TYPES = {UUID: "uuid", date: "date", datetime: "timestamptz"}
# Of what is asked about: an id, the ids of several, or the key of a source.
ASKED_TYPES = {UUID: "uuid", list: "uuid[]", str: "text"}

_KEPT: WeakKeyDictionary[Any, OrderedDict[str, str]] = WeakKeyDictionary()
_NUMBERS = count(1)


class Planned:
    """One question. Ids, days and what is asked about are its parameters, so that its plan serves everybody with the same
    rights; all other values are written into it, for a partial index is only used where its condition can be read.
    """

    def __init__(self, sql: str, params: Sequence[Any], asked_about: Collection[int]) -> None:
        """Which of the parameters are what is asked about, by their places."""
        self.sql = sql
        types = {n: ASKED_TYPES[type(params[n])] for n in asked_about}
        types = {n: types.get(n) or TYPES.get(type(value), "") for n, value in enumerate(params)}
        self._places = [n for n, name in types.items() if name]
        self._types = ", ".join(filter(None, types.values()))
        self._marks = f" ({', '.join('%s' for _ in self._places)})" if self._places else ""
        numbers = {place: f"${n}" for n, place in enumerate(self._places, 1)}
        with connection.cursor() as cursor:
            words = tuple(numbers.get(n) or cursor.mogrify("%s", [value]).decode() for n, value in enumerate(params))
        # Equal words of many people are one text.
        self._text = sys.intern(sql % words)

    def run(self, cursor: Any, params: Sequence[Any]) -> None:
        """Ask it: `params` in the order and of the kinds it was made with."""
        if name := self._name():
            cursor.execute(f"EXECUTE {name}{self._marks}", [params[n] for n in self._places])
        else:
            cursor.execute(self.sql, params)

    def _name(self) -> str:
        """Of the plan this connection keeps; empty where it can keep none."""
        broken = connection.connection.info.transaction_status == TRANSACTION_STATUS_INERROR
        if broken or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return ""
        kept = _KEPT.setdefault(connection.connection, OrderedDict())
        if self._text in kept:
            kept.move_to_end(self._text)
        else:
            kept[self._text] = self._prepared()
            if len(kept) > MOST and (oldest := kept.popitem(last=False)[1]):
                _say(f"DEALLOCATE {oldest}")
        return kept[self._text]

    def _prepared(self) -> str:
        name = f"planned_{next(_NUMBERS)}"
        kinds = f" ({self._types})" if self._types else ""
        try:
            with _unharmed():
                _say(f"PREPARE {name}{kinds} AS {self._text}")
        except psycopg2.Error:
            # A parameter whose kind the database cannot tell is better written out each time.
            return ""
        return name


def _say(words: str) -> None:
    """Beside Django, whose log and counts are about questions."""
    with connection.connection.cursor() as cursor:
        cursor.execute(words)


@contextmanager
def _unharmed() -> Iterator[None]:
    """What fails inside leaves the transaction around it as it was."""
    if connection.connection.info.transaction_status == TRANSACTION_STATUS_IDLE:
        yield
        return
    _say("SAVEPOINT planning")
    try:
        yield
    except psycopg2.Error:
        _say("ROLLBACK TO SAVEPOINT planning")
        raise
    finally:
        _say("RELEASE SAVEPOINT planning")
