"""Keyset pages: walking forwards and back shows every row once, whatever ties and empty values there are."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clients.models import Contact
from tests.factories.accounts import make_agency
from tests.factories.clients import make_client
from workflow.keyset import Page, page_of

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
ORDERS = [
    ("id",), ("-id",), ("-at", "-id"), ("minutes", "id"), ("-minutes", "id"), ("summary", "-minutes", "at", "-id"),
    ("-at", "minutes", "id"), ("case__number", "id"), ("client__family_name", "-minutes", "id"),
]  # fmt: skip
# Few different values make many ties; names with quotes, umlauts and spaces travel in the cursor.
ROWS = st.lists(
    st.tuples(st.none() | st.integers(0, 2), st.sampled_from(["", "a", "A", "b'\"", "Ä ö", "😀"]), st.integers(0, 2)), max_size=9
)


@pytest.fixture
def client() -> Any:
    make_agency()
    return make_client(family_name="Delgado")


def make_rows(client: Any, rows: list[tuple[int | None, str, int]]) -> Any:
    Contact._base_manager.all().delete()
    Contact._base_manager.bulk_create(
        Contact(
            client=client,
            minutes=minutes,
            summary=summary,
            at=MORNING + timedelta(hours=hours),
            channel="phone",
            result="reached",
            author_name="Maria",
        )
        for minutes, summary, hours in rows
    )
    return Contact.objects.unscoped("a test reads what it made")


def forwards(rows: Any, order: tuple[str, ...], size: int) -> list[Page]:
    pages = [page_of(rows, order, size=size)]
    while pages[-1].next:
        pages.append(page_of(rows, order, pages[-1].next, size))
        assert len(pages) < 20, "the walk runs in circles"
    return pages


def backwards(rows: Any, order: tuple[str, ...], size: int, last: Page) -> list[Page]:
    pages = [last]
    while pages[-1].previous:
        pages.append(page_of(rows, order, pages[-1].previous, size))
        assert len(pages) < 20, "the walk runs in circles"
    return pages


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=ROWS, order=st.sampled_from(ORDERS), size=st.integers(1, 4))
@example(made=[(None, "", 0), (None, "", 0), (1, "", 0)], order=("-minutes", "id"), size=1)
@example(made=[(None, "", 0), (None, "", 0), (1, "", 0)], order=("minutes", "id"), size=1)
def test_walking_forwards_and_back_shows_every_row_once(
    client: Any, made: list[tuple[int | None, str, int]], order: tuple[str, ...], size: int
) -> None:
    rows = make_rows(client, made)
    expected = list(rows.order_by(*order).values_list("pk", flat=True))
    there = forwards(rows, order, size)
    assert [row.pk for page in there for row in page.rows] == expected
    back = backwards(rows, order, size, there[-1])
    assert [row.pk for page in reversed(back) for row in page.rows] == expected
    assert all(len(page.rows) == size for page in there[:-1])
    assert (there[0].previous, there[-1].next) == ("", "")


def test_a_page_costs_one_query_and_counts_nothing(client: Any, django_assert_num_queries: Any) -> None:
    rows = make_rows(client, [(1, "a", 0)] * 5)
    first = page_of(rows, ("-at", "-id"), size=2)
    with django_assert_num_queries(1) as asked:
        page_of(rows, ("-at", "-id"), first.next, size=2)
    [query] = asked.captured_queries
    assert "COUNT(" not in query["sql"]
    assert "OFFSET" not in query["sql"]


def test_a_column_that_is_never_empty_is_not_asked_whether_it_is(client: Any, django_assert_num_queries: Any) -> None:
    rows = make_rows(client, [(1, "a", 0)] * 5)
    first = page_of(rows, ("at", "id"), size=2)
    with django_assert_num_queries(1) as asked:
        page_of(rows, ("at", "id"), first.next, size=2)
    assert "IS NULL" not in asked.captured_queries[0]["sql"]


def test_rows_added_meanwhile_neither_repeat_nor_hide_others(client: Any) -> None:
    rows = make_rows(client, [(n, "", 0) for n in range(4)])
    first = page_of(rows, ("minutes", "id"), size=2)
    Contact.objects.create(client=client, minutes=0, at=MORNING, channel="phone", result="reached", author_name="Maria")
    second = page_of(rows, ("minutes", "id"), first.next, size=2)
    assert [row.minutes for row in (*first.rows, *second.rows)] == [0, 1, 2, 3]


def test_an_annotation_can_be_the_order(client: Any) -> None:
    rows = make_rows(client, [(1, "", 0), (None, "", 0), (0, "", 0)]).annotate(twice=F("minutes") * 2)
    assert [row.twice for page in forwards(rows, ("-twice", "id"), 1) for row in page.rows] == [None, 2, 0]


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


TAMPERED = [
    "x", "%%%", "=", "e30", "😀", cursor(), cursor("n"), cursor("z", MORNING.isoformat(), "0190d5f2-0000-7000-8000-000000000000"),
    cursor("n", "no time", "0190d5f2-0000-7000-8000-000000000000"), cursor("n", MORNING.isoformat(), "no id"),
    cursor("n", None, None), cursor("n", {"a": 1}, "x"), cursor("p", True, False), cursor("n", float("inf"), float("nan")),
    cursor("n", "2024-13-45", "\x00"), cursor("n", 10**40, 10**40), cursor("n", "\ud800", "\ud800"), "A" * 4001,
]  # fmt: skip


@pytest.mark.parametrize("tampered", TAMPERED)
@pytest.mark.parametrize("order", [("at", "id"), ("summary", "id"), ("minutes", "id")])
def test_a_cursor_that_was_tampered_with_gives_a_page_and_never_an_error(
    client: Any, order: tuple[str, ...], tampered: str
) -> None:
    rows = make_rows(client, [(1, "a", 0), (2, "b", 1)])
    page = page_of(rows, order, tampered)
    assert {row.minutes for row in page.rows} <= {1, 2}


def test_what_cannot_be_read_gives_the_first_page(client: Any) -> None:
    rows = make_rows(client, [(1, "a", 0), (2, "b", 1)])
    for tampered in ("x", cursor("n", "no time", "no id"), cursor("n", None, None)):
        assert [row.minutes for row in page_of(rows, ("at", "id"), tampered).rows] == [1, 2]
