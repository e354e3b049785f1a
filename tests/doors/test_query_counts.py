"""What each list costs: as many queries for thirty rows as for three, at most twelve, and no more than recorded.

The counts stand in tests/query_counts.json. After a change that was meant, record them anew and commit the file:

    RECORD_QUERY_COUNTS=1 .venv/bin/python -m pytest tests/doors/test_query_counts.py -n0

Savepoints are not counted: under the tests' transaction they stand where a page has its own.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.doors.addresses import PAGES, Address
from tests.doors.cast import PEOPLE, Cast, browser_of, make_cast
from tests.doors.made import REPEATED
from tests.doors.subjects import SUBJECTS
from tests.doors.test_urls import address_of, call, collections
from tests.doors.walk import undone

RECORDED = Path(__file__).resolve().parent.parent / "query_counts.json"
MOST = 12


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction for the module, at one moment; see test_every_door.py."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, django_db_blocker.unblock(), time_machine.travel(timezone.now(), tick=False), undone():
        yield


@pytest.fixture(scope="module")
def cast(db: None) -> Cast:
    return make_cast()


def queries(browser: Browser, ask: Any) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = ask(browser)
    assert answer.status_code in (200, 302), answer.status_code
    return [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]


def judged(name: str, three: list[str], thirty: list[str]) -> None:
    assert len(three) == len(thirty), (
        f"{name} asks {len(three)} queries for three rows and {len(thirty)} for thirty:{_grown(three, thirty)}"
    )
    assert len(thirty) <= MOST, f"{name} asks {len(thirty)} queries:{_told(thirty)}"
    counts = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    if os.environ.get("RECORD_QUERY_COUNTS"):
        RECORDED.write_text(json.dumps({**counts, name: len(thirty)}, indent=2, sort_keys=True) + "\n")
    else:
        assert counts.get(name) == len(thirty), (
            f"{name} asks {len(thirty)} queries, recorded are {counts.get(name)}:{_told(thirty)}"
        )


def _told(asked: list[str]) -> str:
    """Each query by what it does to which table."""
    short = [re.sub(r"^(SELECT) .*? (FROM \"\w+\").*?( WHERE .*)?$", r"\1 \2\3", query, flags=re.DOTALL) for query in asked]
    return "".join(f"\n  {number:2} {query[:110]}" for number, query in enumerate(short[:60], 1))


def _grown(three: list[str], thirty: list[str]) -> str:
    """The tables asked more often for more rows."""
    few, many = (
        Counter(re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', " ".join(query.split()[:400]))[0] for query in asked)
        for asked in (three, thirty)
    )
    return "".join(f"\n  {table}: {few[table]}, then {times}" for table, times in many.items() if times != few[table])


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row.opens and row.make and row.good != 303])
def test_a_page_costs_the_same_for_three_and_for_thirty(name: str, cast: Cast) -> None:
    row = PAGES[name]
    judged(f"page {name}", *(_asked_by_page(name, row, cast, count) for count in (3, 30)))


def _asked_by_page(name: str, row: Address, cast: Cast, count: int) -> list[str]:
    with undone():
        assert row.make
        address = address_of(name, row, row.make(cast, count))
        browser = browser_of(cast.user(row.opens.split()[0]))
        browser.get("/me/")
        return queries(browser, lambda browser: call(browser, row, address))


@pytest.mark.parametrize("name", collections())
def test_a_list_of_the_api_costs_the_same_for_three_and_for_thirty(name: str, cast: Cast) -> None:
    judged(f"list {name}", *(_asked_by_list(name, cast, count) for count in (3, 30)))


def _asked_by_list(name: str, cast: Cast, count: int) -> list[str]:
    model = collections()[name]
    state = next(iter(model.states()))
    role = next(role for role in (*PEOPLE, "integration") if role in SUBJECTS[model].seen_in(state))
    headers = {"Authorization": f"Bearer {cast.tokens[role]}"} if role in cast.tokens else {}
    make = REPEATED.get(model, lambda cast, number: SUBJECTS[model].make(cast, state))
    with undone():
        for number in range(count):
            make(cast, number)
        browser = browser_of(cast.user(role)) if role in PEOPLE else Browser()
        browser.get("/api/v1/me/", headers=headers)
        return queries(browser, lambda browser: browser.get(reverse(name), {"page_size": 100}, headers=headers))


def test_the_file_records_nothing_that_is_gone() -> None:
    known = {f"page {name}" for name in PAGES} | {f"list {name}" for name in collections()}
    assert set(json.loads(RECORDED.read_text())) - known == set()
