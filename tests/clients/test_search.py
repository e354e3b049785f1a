"""Search: by part of a name, with a typo, without accents, by birth date, phone or identifier, among those one may see."""

from datetime import date

import pytest
from django.test import Client as Browser

from clients.models import Client, Disclosure, Identifier, Phone, RestrictedAccess
from clients.queries.identity import identifier_index
from clients.queries.names import index_names
from clients.queries.search import as_date, found_clients
from tests.factories.accounts import make_actor, make_team, make_user
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanda() -> Client:
    client = make_client(given_name="Wanda", family_name="Kowalski", preferred_name="Wandzia", birth_date=date(1958, 3, 7))
    Phone.objects.create(client=client, number="617 555 0123", e164="+16175550123")
    Identifier.objects.create(
        client=client, kind="MR", issuer="Bay Hospital", value="A-1234567", value_index=identifier_index("A-1234567")
    )
    make_client(given_name="Pearl", family_name="Okonkwo", birth_date=date(1970, 7, 3))
    return client


def names(text: str) -> list[str]:
    return [client.family_name for client in found_clients(make_actor("intake"), text)]


@pytest.mark.parametrize(
    "text",
    [
        "Kowalski", "kowalski", "KOWALSKI, ".strip(", "), "Wanda Kowalski", "Kowalski Wanda", "kowal", "walsk", "Wandzia",
        "Kowalsky", "Kowlaski", "Kovalski", "Wanda Kowlski",
    ],
)  # fmt: skip
def test_a_name_is_found_whole_in_part_with_a_typo_and_by_its_sound(wanda: Client, text: str) -> None:
    assert names(text) == ["Kowalski"]


@pytest.mark.parametrize(("kept", "typed"), [("Muñoz", "munoz"), ("Nguyễn", "nguyen"), ("Munoz", "Muñoz"), ("Łukasz", "łukasz")])
def test_accents_make_no_difference(kept: str, typed: str) -> None:
    make_client(given_name="X", family_name=kept)
    assert names(typed) == [kept]


@pytest.mark.parametrize("text", ["1958-03-07", "03/07/1958", "07.03.1958", "03-07-1958", " 1958-03-07 "])
def test_a_birth_date_is_found_in_four_spellings(wanda: Client, text: str) -> None:
    assert as_date(text) == date(1958, 3, 7)
    assert names(text) == ["Kowalski"]


@pytest.mark.parametrize("text", ["1958-13-07", "31/31/1958", "7 March", "Kowalski 1958-03-07", ""])
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert as_date(text) is None


@pytest.mark.parametrize("text", ["617 555 0123", "(617) 555-0123", "+1 617 555 0123", "6175550123", "5550123"])
def test_a_phone_is_found_however_it_is_typed(wanda: Client, text: str) -> None:
    assert names(text) == ["Kowalski"]


@pytest.mark.parametrize("text", ["A-1234567", "a1234567", "A 123 4567"])
def test_an_identifier_is_found_whole_and_only_whole(wanda: Client, text: str) -> None:
    assert names(text) == ["Kowalski"]
    assert names("A-123456") == []


@pytest.mark.parametrize("text", ["", "  ", "k", "Zzyzx", "%", "_____", "'; DROP TABLE clients_client; --", "🙂🙂", "1958-03-08"])
def test_nothing_is_found_for_nothing_and_nothing_breaks(wanda: Client, text: str) -> None:
    assert names(text) == []


def test_what_cannot_be_seen_is_left_out_of_the_search(wanda: Client) -> None:
    assert names("\x00Kow\u202ealski") == ["Kowalski"]


def test_a_former_name_finds_the_client(wanda: Client) -> None:
    index_names(wanda, ["Wanda Lewandowska"])
    wanda.save()
    assert names("lewandowska") == ["Kowalski"]


def test_the_nearest_come_first_and_never_more_than_twenty_five(wanda: Client) -> None:
    for n in range(30):
        make_client(given_name=f"Kowalska{n}", family_name="Nowak")
    found = names("Kowalski")
    assert (len(found), found[0]) == (25, "Kowalski")


def test_only_clients_one_may_see_are_found(wanda: Client) -> None:
    maria = make_user("case_manager")
    assert found_clients(make_actor(maria), "Kowalski") == []
    make_case(wanda, make_team(), maria)
    assert found_clients(make_actor(maria), "Kowalski") == [wanda]
    assert found_clients(make_actor("intake"), "Kowalski") == []
    for role in ("case_manager", "supervisor", "privacy_officer", "administrator"):
        assert found_clients(make_actor(role), "Kowalski") == [], role


def test_a_restricted_record_is_found_by_nobody_but_the_assigned(wanda: Client) -> None:
    Client.objects.unscoped("restricted").filter(pk=wanda.pk).update(restricted=True)
    ines = make_user("intake")
    for text in ("Kowalski", "1958-03-07", "617 555 0123", "A-1234567"):
        assert found_clients(make_actor(ines), text) == [], text
    RestrictedAccess.objects.create(client=wanda, user=ines)
    assert found_clients(make_actor(ines), "Kowalski") == [wanda]


# The page


@pytest.fixture
def browser() -> Browser:
    browser = Browser()
    browser.force_login(make_user("intake", name="Ines"))
    return browser


def test_the_search_is_a_post_and_leaves_the_name_out_of_the_address(wanda: Client, browser: Browser) -> None:
    answer = browser.post("/clients/search/", {"q": "Kowalsky"})
    assert f'href="/clients/{wanda.pk}/"' in answer.content.decode()
    assert answer.request["QUERY_STRING"] == ""
    by_address = browser.get("/clients/search/?q=Kowalsky")
    assert (by_address.status_code, by_address["Location"]) == (302, "/clients/")


def test_who_was_found_is_written_down(wanda: Client, browser: Browser) -> None:
    browser.post("/clients/search/", {"q": "Kowalski"})
    [read] = Disclosure.objects.unscoped("result").filter(view="search")
    assert (read.actor_name, read.clients) == ("Ines", [wanda.pk])
    browser.post("/clients/search/", {"q": "Zzyzx"})
    assert Disclosure.objects.unscoped("result").filter(view="search").count() == 1


def test_nobody_found_says_what_was_checked_and_offers_the_next_step(browser: Browser) -> None:
    page = browser.post("/clients/search/", {"q": "<b>Zzyzx</b>"}).content.decode()
    assert "Checked names, names that sound alike, birth dates, phones and identifiers of every client you may see." in page
    assert 'href="/intake/new/"' in page
    assert "<b>Zzyzx" not in page


def test_a_very_long_search_is_cut_and_answered(wanda: Client, browser: Browser) -> None:
    assert browser.post("/clients/search/", {"q": "Kowalski " + "x" * 5000}).status_code == 200
