"""Every page that reads many rows, in each role and with each of its filters: how many queries, and how much they read.

A query that grows with its table shows here, whatever the machine: it reads more and more of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from casemgmt.bench.questions import INTAKE, SUPERVISOR, WORKER
from clients.pages.cases import LABELS
from clients.queries.timeline import KINDS
from followups.queries.lists import BUCKETS

# A page may read 160 MB of table and index pages of 8 kB, nearly all of them in memory; more is a list without its index.
MOST_BLOCKS = 20_000
MOST_QUERIES = 12
LARGE_TABLE = 10_000
ROLES = {"case manager": WORKER, "supervisor": SUPERVISOR, "intake": INTAKE}


@dataclass(frozen=True)
class Walk:
    """One page as one person: queries made, blocks read, large tables read from end to end.

    The last is told and not judged: of a table of this size the planner may prefer to read all, where it
    would use the index of a larger one; a list without its index shows in the blocks.
    """

    who: str
    path: str
    queries: int
    blocks: int
    scanned: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return self.queries <= MOST_QUERIES and self.blocks <= MOST_BLOCKS


def walks(known: dict[str, Any]) -> Iterator[Walk]:
    large = _large_tables()
    for who, email in ROLES.items():
        browser = InProcess(HTTP_HOST="127.0.0.1")
        browser.force_login(User.objects.get(email=email))
        # The first page of a session writes its clock; no later one does.
        browser.get("/me/")
        for path, fields in _pages(who, known):
            yield _walk(browser, who, path, fields, large)


def _pages(who: str, known: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    yield from ((path, {}) for path in ("/clients/", *(f"/api/v1/{name}/" for name in COLLECTIONS)))
    yield "/clients/search/", {"q": "hernndez mari"}
    yield from ((f"/cases/?state={state}", {}) for state in ("", *LABELS))
    yield from ((f"/follow-ups/?bucket={bucket}", {}) for bucket in ("", *dict(BUCKETS)))
    if who == "case manager":
        home = f"/clients/{known['client']}/"
        yield "/today/", {}
        yield from ((home + tab, {}) for tab in ("", "plan/", "contacts/", "support/", "consents/", "cases/", "timeline/"))
        yield "/promises/", {}
        yield from ((f"{home}timeline/?kind={kind}", {}) for kind in KINDS)
    if who == "supervisor":
        yield "/team/", {}
        yield "/promises/?scope=team", {}
        yield f"/cases/?state=open&case_manager={known[WORKER]}", {}
        yield f"/follow-ups/?bucket=overdue&owner={known[WORKER]}", {}
    if who == "intake":
        yield "/intake/", {}
        yield "/clients/matches/", {"given_name": "Maria", "family_name": "Hernndez", "birth_date": "1970-01-05"}


COLLECTIONS = ("clients", "cases", "contacts", "notes", "support-people", "consents", "follow-ups")


def _walk(browser: InProcess, who: str, path: str, fields: dict[str, str], large: set[str]) -> Walk:
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post(path, fields) if fields else browser.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code} to the {who}.")
    queries = [query["sql"] for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    plans = [_plan(sql) for sql in queries if sql.startswith(("SELECT", "EXECUTE"))]
    scanned = sorted({table for plan in plans for table in _scans(plan) if table in large})
    return Walk(who, path, len(queries), sum(map(_blocks, plans)), tuple(scanned))


def _plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
        return dict(cursor.fetchone()[0][0]["Plan"])


def _blocks(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _scans(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Actual Loops"]:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scans(part)


def _large_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE_TABLE])
        return {name for (name,) in cursor.fetchall()}
