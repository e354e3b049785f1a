"""Finding clients by a phone, an identifier or a birth date, and duplicates by them, at the same cost for few and many."""

from datetime import date

import pytest

from clients.actions.people import register_client
from clients.models import Client
from clients.queries.matching import CERTAIN, LIKELY, Sought, possible_matches
from clients.queries.search import found_clients
from tests.factories.accounts import make_actor, make_agency, make_team
from tests.factories.clients import make_client
from workflow.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Actor:
    make_agency()
    return make_actor("intake", make_team())


def register(ines: Actor, given: str, family: str, **more: str) -> Client:
    client: Client = register_client(actor=ines, given_name=given, family_name=family, duplicates_checked=True, **more)
    return client


@pytest.mark.parametrize("typed", ["617 555 0142", "(617) 555-0142", "555 0142", "0142", "+1 617 555 0142"])
def test_a_phone_is_found_by_its_last_digits_however_it_is_typed(ines: Actor, typed: str) -> None:
    ada = register(ines, "Ada", "Byron", phone="617 555 0142")
    register(ines, "Ben", "Byron", phone="617 555 0143")
    assert found_clients(ines, typed) == [ada]


def test_digits_inside_a_number_are_not_its_end(ines: Actor) -> None:
    register(ines, "Ada", "Byron", phone="617 555 0142")
    assert found_clients(ines, "6175") == []


def test_an_identifier_is_found_whole_and_does_not_sound_like_a_name(ines: Actor) -> None:
    ada = register(ines, "Ada", "Byron", identifier_value="MR-0042311", identifier_kind="MR", identifier_issuer="Harbor General")
    make_client(given_name="Mary", family_name="Moore")
    assert found_clients(ines, "mr 0042311") == [ada]


def test_a_name_with_digits_in_it_is_still_a_name(ines: Actor) -> None:
    found = make_client(given_name="Unknown", family_name="Person 20260131")
    assert found_clients(ines, "20260131") == [found]


def test_numbers_of_hidden_clients_find_nobody(ines: Actor) -> None:
    ada = register(ines, "Ada", "Byron", phone="617 555 0142")
    Client.objects.unscoped("the test restricts the record").filter(pk=ada.pk).update(restricted=True)
    assert found_clients(ines, "617 555 0142") == []


def test_the_nearest_of_many_like_names_are_compared_and_not_the_first_of_the_alphabet(ines: Actor) -> None:
    for n in range(60):
        make_client(given_name="Maria", family_name="Hernandes", birth_date=date(1930, 1, n % 28 + 1))
    own = make_client(given_name="Maria", family_name="Hernandez", birth_date=date(1970, 1, 5))
    best = possible_matches(ines, Sought("Maria", "Hernandez", date(1970, 1, 6)))[0]
    assert (best.client, best.level, best.reasons) == (own, "possible", ["Same name"])


def test_what_agrees_is_told_for_the_phone_and_the_identifier(ines: Actor) -> None:
    number = {"identifier_value": "A1234", "identifier_kind": "MR", "identifier_issuer": "Harbor General"}
    ada = register(ines, "Ada", "Byron", phone="617 555 0142", **number)
    ann = register(ines, "Ada", "Byron", phone="617 555 0143")
    same_number, same_name = possible_matches(ines, Sought("Ada", "Byron", phone="+16175550142", identifier_value="a-1234"))
    assert (same_number.client, same_number.level) == (ada, CERTAIN)
    assert same_number.reasons == ["Same identifier", "Same name", "Same phone"]
    assert (same_name.client, same_name.level, same_name.reasons) == (ann, "possible", ["Same name"])


def test_a_name_and_a_phone_together_are_likely(ines: Actor) -> None:
    ada = register(ines, "Ada", "Byron", phone="617 555 0142")
    (match,) = possible_matches(ines, Sought("Ada", "Byron", phone="+16175550142"))
    assert (match.client, match.level, match.reasons) == (ada, LIKELY, ["Same name", "Same phone"])


@pytest.mark.parametrize("how_many", [3, 30])
def test_comparing_costs_the_same_for_few_and_many(ines: Actor, how_many: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(how_many):
        make_client(given_name="Ada", family_name="Byron")
    with django_assert_num_queries(6):
        assert len(possible_matches(ines, Sought("Ada", "Byron", date(1950, 1, 1), "+16175550142", "A1"))) == min(how_many, 10)
