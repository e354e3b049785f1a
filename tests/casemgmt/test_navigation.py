"""Which places each role finds in the navigation."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import path

from casemgmt import navigation
from workflow.actor import Actor, Role


def page(request: Any) -> None:
    raise AssertionError("only its address is needed")


urlpatterns = [path(f"{place.name}/", page, name=place.name) for place in navigation.PLACES if place.name != "agency"]

PLACES_BY_ROLE = {
    "case_manager": ["today", "clients", "transitions", "ledger"],
    "supervisor": ["team", "intake", "adt", "clients", "transitions", "ledger", "duty"],
    "intake": ["intake", "adt", "clients"],
    "privacy_officer": ["audit"],
    "administrator": [
        "people",
        "teams",
        "duty",
        "api_clients",
        "instruments",
        "protocols",
        "tier_rule",
        "reminders",
        "deliveries",
    ],
}


def request_as(role: str, where: str = "/") -> Any:
    request: Any = RequestFactory().get(where)
    request.actor = Actor(kind="user", id=uuid4(), name="Maria", channel="web", roles=frozenset({Role(role)}))
    return request


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("role", PLACES_BY_ROLE)
def test_each_role_sees_its_own_places_and_no_others(role: str) -> None:
    assert [link.url for link in navigation.links(request_as(role))] == [f"/{name}/" for name in PLACES_BY_ROLE[role]]


@pytest.mark.urls(__name__)
def test_the_present_place_is_marked() -> None:
    links = navigation.links(request_as("case_manager", "/clients/42/"))
    assert [link.current for link in links] == [False, True, False, False]


def test_nobody_signed_in_means_no_places() -> None:
    assert navigation.links(RequestFactory().get("/")) == []


@pytest.mark.parametrize(
    ("role", "may"), [("case_manager", True), ("intake", True), ("privacy_officer", False), ("administrator", False)]
)
def test_only_caseworkers_search_clients(role: str, may: bool) -> None:
    assert navigation.may_search_clients(request_as(role)) is may
