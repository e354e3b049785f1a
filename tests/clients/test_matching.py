"""Possible duplicates: each reason in its words, how sure it is, and what whoever asks may learn."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clients.actions.people import register_client
from clients.models import Client, Identifier, Phone, RestrictedAccess
from clients.queries.identity import identifier_index
from clients.queries.matching import Sought, possible_matches
from clients.queries.names import index_names
from tests.factories.accounts import make_access_token, make_actor, make_agency, make_api_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db

BORN = date(1958, 3, 7)


@pytest.fixture
def rosa() -> Client:
    """One known client; every test asks whether somebody may be she."""
    client = make_client(given_name="Rosa", family_name="Delgado", birth_date=BORN)
    Phone.objects.create(client=client, number="617 555 0123", e164="+16175550123")
    Identifier.objects.create(
        client=client, kind="MR", issuer="Bay Hospital", value="A-1234567", value_index=identifier_index("A-1234567")
    )
    return client


def found(**sought: object) -> list[tuple[str, list[str]]]:
    matches = possible_matches(make_actor("intake"), Sought(**sought))  # type: ignore[arg-type]  # each test names known fields
    return [(match.level, match.reasons) for match in matches]


@pytest.mark.parametrize(
    ("sought", "level", "reasons"),
    [
        ({"identifier_value": "a 123 4567", "identifier_issuer": "Bay Hospital"}, "certain", ["Same identifier"]),
        ({"identifier_value": "A-1234567", "identifier_issuer": "bay hospital"}, "certain", ["Same identifier"]),
        ({"identifier_value": "A-1234567"}, "certain", ["Same identifier"]),
        (
            {"identifier_value": "A-1234567", "identifier_issuer": "Valley Clinic"},
            "possible",
            ["Same number from another issuer"],
        ),
        (
            {
                "identifier_value": "A1234567",
                "identifier_issuer": "Valley Clinic",
                "given_name": "Rosa",
                "family_name": "Delgado",
            },
            "likely",
            ["Same number from another issuer", "Same name"],
        ),
        ({"given_name": "Rosa", "family_name": "Delgado"}, "possible", ["Same name"]),
        ({"given_name": "ROSA", "family_name": "delgado", "birth_date": BORN}, "likely", ["Same name", "Same birth date"]),
        (
            {"given_name": "Rosa", "family_name": "Delgado", "birth_date": date(1959, 3, 7)},
            "likely",
            ["Same name", "Almost the same birth date"],
        ),
        (
            {"given_name": "Rosa", "family_name": "Delgado", "birth_date": date(1958, 7, 3)},
            "likely",
            ["Same name", "Almost the same birth date"],
        ),
        ({"given_name": "Rosa", "family_name": "Delgado", "birth_date": date(1990, 1, 1)}, "possible", ["Same name"]),
        ({"given_name": "Rosa", "family_name": "Delgado", "phone": "+16175550123"}, "likely", ["Same name", "Same phone"]),
        (
            {"given_name": "Rossa", "family_name": "Delgato", "birth_date": BORN},
            "likely",
            ["A name that sounds alike", "Same birth date"],
        ),
        (
            {"given_name": "Rosa", "family_name": "Degaldo", "birth_date": BORN},
            "likely",
            ["A name spelt almost alike", "Same birth date"],
        ),
        ({"phone": "+16175550123"}, "possible", ["Same phone"]),
        (
            {"given_name": "Ana", "family_name": "Kim", "birth_date": BORN, "phone": "+16175550123"},
            "possible",
            ["Same birth date", "Same phone"],
        ),
        (
            {
                "given_name": "Rosa",
                "family_name": "Delgado",
                "birth_date": BORN,
                "phone": "+16175550123",
                "identifier_value": "A1234567",
            },
            "certain",
            ["Same identifier", "Same name", "Same birth date", "Same phone"],
        ),
    ],
)
def test_each_reason_has_its_words_and_its_level(rosa: Client, sought: dict[str, object], level: str, reasons: list[str]) -> None:
    assert found(**sought) == [(level, reasons)]


@pytest.mark.parametrize(
    "sought",
    [
        {},
        {"given_name": "Rosa"},
        {"birth_date": BORN},
        {"given_name": "Rossa", "family_name": "Delgato"},
        {"given_name": "Rosa", "family_name": "Degaldo"},
        {"given_name": "Ana", "family_name": "Kim", "birth_date": BORN},
        {"given_name": "Rosa", "family_name": "Diaz", "birth_date": date(1990, 1, 1)},
        {"phone": "+16175550124"},
        {"identifier_value": "A-7654321"},
    ],
)
def test_one_weak_likeness_alone_says_nothing(rosa: Client, sought: dict[str, object]) -> None:
    assert found(**sought) == []


def test_accents_a_former_name_and_the_preferred_name_count_as_the_name() -> None:
    client = make_client(given_name="José", family_name="Muñoz", preferred_name="Pepe", birth_date=BORN)
    client.former_names.create(use="maiden", given_name="José", family_name="Ibáñez")
    index_names(client, ["José Ibáñez"])
    client.save()
    for given, family in (("Jose", "Munoz"), ("Pepe", "Munoz"), ("Jose", "Ibanez")):
        assert found(given_name=given, family_name=family, birth_date=BORN) == [("likely", ["Same name", "Same birth date"])]


def test_a_day_in_february_of_a_leap_year_is_compared_too() -> None:
    make_client(given_name="Lea", family_name="Sprung", birth_date=date(1960, 2, 29))
    born = {"given_name": "Lea", "family_name": "Sprung"}
    assert found(**born, birth_date=date(1960, 2, 29)) == [("likely", ["Same name", "Same birth date"])]
    assert found(**born, birth_date=date(1961, 2, 28)) == [("possible", ["Same name"])]


def test_the_surest_come_first_and_never_more_than_ten(rosa: Client) -> None:
    for _ in range(12):
        make_client(given_name="Rosa", family_name="Delgado", birth_date=date(1990, 1, 1))
    levels = [
        level for level, _ in found(given_name="Rosa", family_name="Delgado", birth_date=BORN, identifier_value="A-1234567")
    ]
    assert levels == ["certain", *["possible"] * 9]


def test_the_same_person_is_found_among_hundreds_of_the_same_given_name(rosa: Client) -> None:
    crowd = [Client(given_name="Rosa", family_name=f"Delmonte{n}", birth_date=date(1990, 1, 1)) for n in range(300)]
    for one in crowd:
        index_names(one)
    Client.objects.bulk_create(crowd)
    assert ("possible", ["Same name"]) in found(given_name="Rosa", family_name="Delgado")


def test_the_number_of_candidates_costs_no_queries(rosa: Client) -> None:
    actor = make_actor("intake")

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            possible_matches(actor, Sought("Rosa", "Delgado", BORN, "+16175550123", "A-1234567"))
        return len(counted)

    few = cost()
    for _ in range(20):
        make_client(given_name="Rosa", family_name="Delgado", birth_date=BORN)
    assert cost() == few <= 7


# What whoever asks may learn


def test_intake_learns_where_a_client_of_another_team_is_known(rosa: Client) -> None:
    make_case(rosa, make_team("Harbor"), make_user("case_manager"))
    [match] = possible_matches(make_actor("intake"), Sought("Rosa", "Delgado", BORN))
    assert (match.client, match.visible, match.where) == (rosa, False, "Open, Harbor")


def test_a_restricted_record_is_only_known_to_exist(rosa: Client) -> None:
    make_case(rosa, make_team("Harbor"), make_user("case_manager"))
    Client.objects.unscoped("restricted").filter(pk=rosa.pk).update(restricted=True)
    ines = make_user("intake")
    browser = Browser()
    browser.force_login(ines)
    page = browser.post(
        "/clients/matches/", {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1958-03-07"}
    ).content.decode()
    assert "A restricted record. Ask its case manager, or your supervisor." in page
    for told in ("Delgado, ", "Mar 7", "1958", "Harbor", str(rosa.pk)):
        assert told not in page.partition("notice")[2].partition("<button")[0].replace('value="1958-03-07"', "")
    RestrictedAccess.objects.create(client=rosa, user=ines)
    [match] = possible_matches(make_actor(ines), Sought("Rosa", "Delgado", BORN))
    assert (match.hidden, match.visible) == (False, True)


def asked_by(actor_headers: dict[str, str], **sought: str) -> list[dict[str, object]]:
    answer = Browser().post("/api/v1/clients/match/", sought, content_type="application/json", headers=actor_headers)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def test_the_api_tells_staff_the_name_and_the_id_only_of_whom_they_see(rosa: Client) -> None:
    make_access_token(make_user("intake"), "cmp_ines")
    headers = {"authorization": "Bearer cmp_ines"}
    sought = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1958-03-07"}
    assert asked_by(headers, **sought) == [
        {
            "level": "likely", "reasons": ["Same name", "Same birth date"], "client": str(rosa.pk), "name": "Rosa Delgado",
            "birth_date": "1958-03-07",
        }
    ]  # fmt: skip
    make_case(rosa, make_team(), make_user("case_manager"))
    [hidden] = asked_by(headers, **sought)
    assert (hidden["client"], hidden["name"], hidden["birth_date"]) == (None, "Rosa Delgado", "1958-03-07")


def test_a_partner_learns_that_somebody_may_be_known_and_nothing_of_them(rosa: Client) -> None:
    from clients.api.match import _told

    partner = make_api_actor("clients:read")
    [match] = possible_matches(partner, Sought("Rosa", "Delgado", BORN))
    assert _told(partner, match) == {
        "level": "likely", "reasons": ["Same name", "Same birth date"], "client": None, "name": "", "birth_date": None,
    }  # fmt: skip
    make_case(rosa, make_team("Harbor"))
    assert [m.where for m in possible_matches(partner, Sought("Rosa", "Delgado", BORN))] == [""]
    Client.objects.unscoped("restricted").filter(pk=rosa.pk).update(restricted=True)
    assert possible_matches(partner, Sought("Rosa", "Delgado", BORN)) == []


# Registering


def test_a_likely_match_wants_a_look_and_a_certain_one_no_second_record(rosa: Client) -> None:
    make_agency()
    ines = make_actor("intake")
    who = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1958-03-07"}
    with pytest.raises(StepRefused) as refusal:
        register_client(actor=ines, **who)
    assert str(refusal.value) == (
        "1 record may be the same person. Look at the possible matches: use one of them, or confirm that this is a different person."
    )
    numbered = {**who, "identifier_kind": "MR", "identifier_issuer": "Bay Hospital", "identifier_value": "A1234567"}
    with pytest.raises(StepRefused) as refusal:
        register_client(actor=ines, **numbered, duplicates_checked=True)
    assert str(refusal.value) == "A record with this identifier exists. Use that record instead of making a second one."
    assert Client.objects.unscoped("result").count() == 1
    another = register_client(actor=ines, **{**numbered, "identifier_issuer": "Valley Clinic"}, duplicates_checked=True)
    assert Client.objects.unscoped("result").count() == 2
    assert another.pk != rosa.pk
