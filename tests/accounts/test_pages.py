"""The settings pages: administrators only, no more queries for thirty rows than for three."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from tests.factories.accounts import (
    give_role,
    give_second_factor,
    make_access_token,
    make_agency,
    make_api_client,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Browser) -> User:
    make_agency()
    user = make_user("administrator", name="Alex Morgan")
    client.force_login(user)
    return user


def pages() -> list[str]:
    person, team, system = make_user(), make_team(), make_api_client("cases:read")
    lists = [f"/settings/{name}/" for name in ("people", "teams", "agency", "api-clients")]
    return [*lists, person.get_absolute_url(), team.get_absolute_url(), system.get_absolute_url()]


def test_an_administrator_opens_every_settings_page(client: Browser, admin: User) -> None:
    assert {path: client.get(path).status_code for path in pages() if client.get(path).status_code != 200} == {}


@pytest.mark.parametrize("role", ["case_manager", "supervisor", "intake", "privacy_officer"])
def test_nobody_else_opens_one(client: Browser, role: str) -> None:
    make_agency()
    client.force_login(make_user(role))
    assert {client.get(path).status_code for path in pages()} == {403}


def test_people_are_found_by_name_role_team_and_state(client: Browser, admin: User) -> None:
    harbor = make_team("Harbor")
    make_user("intake", harbor, name="Ines Duarte")
    make_user("supervisor", harbor, name="Sam Okafor")
    make_user(name="Gone Person", status="deactivated")

    def found(**query: Any) -> list[str]:
        return [row.person.name for row in client.get("/settings/people/", query).context["rows"]]

    assert found() == ["Alex Morgan", "Ines Duarte", "Sam Okafor"]
    assert found(text="duar") == ["Ines Duarte"]
    assert found(role="supervisor") == ["Sam Okafor"]
    assert found(team=str(harbor.pk)) == ["Ines Duarte", "Sam Okafor"]
    assert found(status="deactivated") == ["Gone Person"]


def test_people_come_in_pages(client: Browser, admin: User) -> None:
    for number in range(30):
        make_user(name=f"Person {number:02}")
    first = client.get("/settings/people/")
    second = client.get("/settings/people/" + first.context["next_url"])
    names = [row.person.name for page in (first, second) for row in page.context["rows"]]
    assert names == ["Alex Morgan", *[f"Person {number:02}" for number in range(30)]]
    assert (second.context["next_url"], bool(second.context["previous_url"])) == ("", True)


def people_with_everything(how_many: int) -> None:
    team = Team.objects.first() or make_team()
    for _ in range(how_many):
        person = make_user("case_manager", team)
        give_role(person, "privacy_officer")
        give_second_factor(person)
        make_api_client("cases:read", team=team)


@pytest.mark.parametrize(
    "path",
    [
        "/settings/people/", "/settings/teams/", "/settings/api-clients/", "/api/v1/people/?page_size=100", "/api/v1/teams/",
        "/api/v1/memberships/?page_size=100", "/api/v1/api-clients/?page_size=100",
    ],
)  # fmt: skip
def test_a_list_costs_the_same_for_three_and_for_thirty(client: Browser, admin: User, path: str) -> None:
    counts = []
    for how_many in (3, 27):
        people_with_everything(how_many)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_a_team_page_costs_the_same_for_three_and_for_thirty(client: Browser, admin: User) -> None:
    team = make_team()
    counts = []
    for how_many in (3, 27):
        for _ in range(how_many):
            make_user("intake", team)
        client.get(team.get_absolute_url())
        with CaptureQueriesContext(connection) as seen:
            client.get(team.get_absolute_url())
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_one_s_own_tokens_are_listed_and_nobody_else_s(client: Browser) -> None:
    user = make_user()
    make_access_token(user, name="Mine")
    make_access_token(make_user(), token="cmp_other", name="Theirs")
    client.force_login(user)
    page = client.get("/me/").content
    assert (b"Mine" in page, b"Theirs" in page) == (True, False)


def test_an_administrator_adds_a_person_by_the_form_and_sees_the_invitation_once(client: Browser, admin: User) -> None:
    team = make_team()
    form = {"name": "Nora Bell", "email": "nora@agency.example", "role": "intake", "team": str(team.pk), "idempotency_key": "k-1"}
    made = client.post("/people/add/", form)
    person = User.objects.get(email="nora@agency.example")
    assert (made.status_code, b"/accounts/password/reset/key/" in made.content) == (200, True)
    again = client.post("/people/add/", form)
    assert (again.status_code, again["Location"]) == (302, f"/settings/people/{person.pk}/")


def test_a_closed_day_is_removed_from_the_agency_page(client: Browser, admin: User) -> None:
    agency = make_agency()
    added = client.post(f"/agency/{agency.pk}/add-closure/", {"version": 1, "day": "2026-12-24", "name": "Staff retreat"})
    assert added["Location"] == "/settings/agency/"
    assert b"Staff retreat" in client.get("/settings/agency/").content
    client.post(f"/agency/{agency.pk}/remove-closure/", {"version": 2, "day": "2026-12-24"})
    assert agency.closures.count() == 0
