"""Locked querysets: every way out of one raises until it says who is asking, and why when nobody is."""

import pickle
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Length

from clients.models import Case, Client
from tests.factories.accounts import make_actor, make_agency
from tests.factories.clients import make_case, make_client
from workflow.scoping import UnscopedQuery

pytestmark = pytest.mark.django_db

SEE_ALL = "a test reads what it made"


def locked() -> Any:
    return Client.objects.all()


def opened() -> Any:
    return Client.objects.unscoped(SEE_ALL)


def cases() -> Any:
    return Case.objects.unscoped(SEE_ALL)


WAYS_OUT: dict[str, Any] = {
    "iterate": lambda: list(locked()),
    "length": lambda: len(locked()),
    "truth": lambda: bool(locked()),
    "index": lambda: locked()[0],
    "slice": lambda: list(locked()[:1]),
    "contains": lambda: Client() in locked(),
    "repr": lambda: repr(locked()),
    "pickle": lambda: pickle.dumps(locked()),
    "iterator": lambda: list(locked().iterator()),
    "get": lambda: locked().get(family_name="Delgado"),
    "first": lambda: locked().first(),
    "last": lambda: locked().last(),
    "earliest": lambda: locked().earliest("created_at"),
    "latest": lambda: locked().latest("created_at"),
    "filter": lambda: list(locked().filter(family_name="Delgado")),
    "exclude": lambda: list(locked().exclude(family_name="Lake")),
    "order": lambda: list(locked().order_by("family_name")),
    "annotate": lambda: list(locked().annotate(n=Length("family_name"))),
    "only": lambda: list(locked().only("family_name")),
    "select_for_update": lambda: list(locked().select_for_update()),
    "values": lambda: list(locked().values("family_name")),
    "values_list": lambda: list(locked().values_list("family_name", flat=True)),
    "dates": lambda: list(locked().dates("birth_date", "year")),
    "datetimes": lambda: list(locked().datetimes("created_at", "year")),
    "distinct": lambda: list(locked().distinct()),
    "count": lambda: locked().count(),
    "aggregate": lambda: locked().aggregate(n=Count("pk")),
    "in_bulk": lambda: locked().in_bulk(),
    "explain": lambda: locked().explain(),
    "update": lambda: locked().update(family_name="Taken"),
    "delete": lambda: locked().delete(),
    "raw delete": lambda: locked()._raw_delete("default"),
    "bulk_update": lambda: locked().bulk_update([opened().get()], ["family_name"]),
    "get_or_create": lambda: locked().get_or_create(family_name="Delgado"),
    "update_or_create": lambda: locked().update_or_create(family_name="Delgado", defaults={"given_name": "Taken"}),
    "raw": lambda: list(Client.objects.raw("SELECT * FROM clients_client")),
    "in a filter": lambda: list(cases().filter(client__in=locked())),
    "ids in a filter": lambda: list(cases().filter(client_id__in=locked().values("pk"))),
    "subquery": lambda: list(cases().annotate(x=Subquery(locked().values("family_name")[:1])).values("x")),
    "array subquery": lambda: list(cases().annotate(x=ArraySubquery(locked().values("family_name"))).values("x")),
    "subquery in a filter": lambda: list(cases().filter(need=Subquery(locked().values("family_name")[:1]))),
    "subquery in an update": lambda: cases().update(need=Subquery(locked().values("family_name")[:1])),
    "union": lambda: list(locked().union(opened())),
    "union the other way": lambda: list(opened().union(locked())),
    "intersection": lambda: list(opened().intersection(locked())),
    "difference": lambda: list(opened().difference(locked())),
    "or": lambda: list(opened() | locked()),
    "or the other way": lambda: list(locked() | opened()),
    "and": lambda: list(opened() & locked()),
    "xor": lambda: list(opened().filter(family_name="Nobody") ^ locked()),
    "xor the other way": lambda: list(locked() ^ opened()),
    "prefetch": lambda: list(opened().prefetch_related("cases")),
    "prefetch of a locked queryset": lambda: list(opened().prefetch_related(Prefetch("cases", queryset=Case.objects.all()))),
    "reverse relation": lambda: list(opened().get().cases.all()),
    "reverse relation counted": lambda: opened().get().cases.count(),
    "reverse relation filtered": lambda: opened().get().cases.filter(status="open").first(),
    "reverse relation updated": lambda: opened().get().cases.update(need="Taken"),
    "reverse relation cleared": lambda: opened().get().cases.all().delete(),
}  # fmt: skip


@pytest.fixture(autouse=True)
def a_client() -> None:
    make_agency()
    make_case(make_client(given_name="Rosa", family_name="Delgado"), need="Meals")


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_locked_queryset_gives_nothing_away(way: str) -> None:
    with pytest.raises(UnscopedQuery), transaction.atomic():
        WAYS_OUT[way]()
    assert [client.family_name for client in opened()] == ["Delgado"]
    assert [case.need for case in cases()] == ["Meals"]


@pytest.mark.parametrize("way", ["aget", "acount", "afirst", "ain_bulk", "adelete", "aexplain"])
def test_nor_does_it_asynchronously(way: str) -> None:
    with pytest.raises(UnscopedQuery):
        async_to_sync(getattr(locked(), way))()


def test_nor_by_an_asynchronous_loop() -> None:
    async def loop() -> None:
        async for _ in locked():
            pytest.fail("a locked row came out")

    with pytest.raises(UnscopedQuery):
        async_to_sync(loop)()


def test_whether_a_row_exists_stays_open_for_validation_needs_it() -> None:
    assert locked().filter(family_name="Delgado").exists() is True
    assert locked().filter(family_name="Lake").exists() is False
    assert list(cases().filter(Exists(locked().filter(pk=OuterRef("client_id"), family_name="Lake")))) == []
    make_client().full_clean()


def test_opening_needs_an_actor_or_a_reason() -> None:
    for empty in ("", "   "):
        with pytest.raises(UnscopedQuery, match="needs the reason"):
            Client.objects.unscoped(empty)
    assert Client.objects.unscoped(SEE_ALL).count() == 1
    assert Client.objects.visible_to(make_actor("administrator")).count() == 0


def test_an_open_queryset_stays_open_and_scoped_however_it_is_refined() -> None:
    nobody = make_actor("administrator")
    scoped = Client.objects.visible_to(nobody)
    for refined in (
        scoped.all(), scoped.order_by("pk"), scoped.values("pk"), scoped.union(scoped), scoped | scoped, scoped & scoped,
        scoped.annotate(same=F("pk")), scoped[:5],
    ):  # fmt: skip
        assert list(refined) == []


def test_opening_one_queryset_does_not_open_the_one_it_came_from() -> None:
    shared = Client.objects.filter(family_name="Delgado")
    assert shared.unscoped(SEE_ALL).count() == 1
    with pytest.raises(UnscopedQuery):
        shared.count()
    with pytest.raises(UnscopedQuery):
        Client.objects.count()


def test_the_error_says_what_to_do() -> None:
    with pytest.raises(UnscopedQuery, match=r"Client: call visible_to\(actor\) before reading\."):
        locked().count()
