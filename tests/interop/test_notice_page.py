"""One hospital notice on its page: whoever decides sees first what most likely has to be done."""

import re
from datetime import date
from typing import Any

import pytest

from clients.models import Case, Client, Identifier
from tests.doors.cast import browser_of
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_client
from tests.factories.notices import make_notice

pytestmark = pytest.mark.django_db
WHY = "a test looks"
ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}


@pytest.fixture
def ines(db: None) -> Any:
    make_agency()
    return browser_of(make_user("intake", make_team(), name="Ines"))


def main_actions(page: str) -> list[str]:
    return [
        words.strip()
        for words in re.findall(r'class="btn btn-primary[^>]*>([^<]+)<', page.partition("<main")[2].partition("</main>")[0])
    ]


def sent_along(page: str) -> dict[str, str]:
    """What the form to intake carries."""
    form = re.search(r'<form method="post" action="/intake/new/".*?</form>', page, re.S)
    assert form
    return dict(re.findall(r'name="(?!csrf)(\w+)" value="([^"]*)"', form[0]))


def test_of_somebody_unknown_intake_takes_in_a_referral_and_set_aside_stands_back(ines: Any) -> None:
    page = ines.get(make_notice("waiting_for_match").get_absolute_url()).content.decode()
    assert main_actions(page) == ["Take in a referral"]
    assert "Set aside" in page


def test_what_the_hospital_says_is_typed_by_nobody_and_the_notice_then_finds_the_new_client(ines: Any) -> None:
    message = make_notice("waiting_for_match")
    told = sent_along(ines.get(message.get_absolute_url()).content.decode())
    form = ines.post("/intake/new/", told)
    page = form.content.decode()
    assert (form.status_code, Client.objects.unscoped(WHY).count()) == (200, 0)
    for value in ("Rosa", "Delgado", "1950-03-04", "H100", "BAY"):
        assert f'value="{value}"' in page
    assert "Please check these answers" not in page
    typed = {name: value for name, value in told.items() if name != "begin"}
    answer = ines.post("/intake/new/", {**typed, "urgency": "soon", "need": "Home alone", "idempotency_key": "k1"})
    assert (answer.status_code, answer["Location"]) == (302, message.get_absolute_url())
    client, case = Client.objects.unscoped(WHY).get(), Case.objects.unscoped(WHY).get()
    assert (client.legal_name, client.birth_date, case.source, case.source_name) == (
        "Rosa Delgado", date(1950, 3, 4), "hospital", "BAY",
    )  # fmt: skip
    assert Identifier.objects.unscoped(WHY).values_list("kind", "issuer").get() == ("MR", "BAY")
    assert main_actions(ines.get(message.get_absolute_url()).content.decode()) == ["It is Rosa Delgado"]


@pytest.mark.parametrize(("known", "main"), [
    ([ROSA], ["It is Rosa Delgado"]),
    ([ROSA, ROSA], []),
    ([{**ROSA, "birth_date": "1951-03-04"}], []),
])  # fmt: skip
def test_only_one_who_is_exactly_the_same_is_proposed_before_the_others(ines: Any, known: list[Any], main: list[str]) -> None:
    for fields in known:
        make_client(**fields)
    page = ines.get(make_notice("waiting_for_match").get_absolute_url()).content.decode()
    assert main_actions(page) == main
    assert "It is Rosa Delgado" in page and "Take in a referral" in page


def test_a_notice_whose_work_is_done_asks_for_nothing(ines: Any) -> None:
    for status, said in (("applied", {}), ("ignored", {"control": "2"})):
        page = ines.get(make_notice(status, said).get_absolute_url()).content.decode()
        assert main_actions(page) == []
        assert "Take up again" in page


def test_the_button_at_a_record_matches_at_once_and_only_once(ines: Any) -> None:
    rosa, message = make_client(**ROSA), make_notice("waiting_for_match")
    page = ines.get(message.get_absolute_url()).content.decode()
    form = re.search(r'<form method="post" action="(/[^"]*match/)">(.*?)</form>', page, re.S)
    assert form
    sent = dict(re.findall(r'name="(?!csrf)(\w+)" value="([^"]*)"', form[2]))
    assert [ines.post(form[1], sent)["Location"] for _ in range(2)] == [message.get_absolute_url()] * 2
    message.refresh_from_db()
    assert (message.status, message.client_id, message.matched_by) == ("applied", rosa.pk, "Decided by Ines")


def test_of_a_merge_linking_leads_once_both_records_are_known(ines: Any) -> None:
    kept, given_up = make_client(**ROSA), make_client(**ROSA)
    told = {"event": "A40", "more": "MRG|H7^^^BAY^MR"}
    page = ines.get(make_notice("waiting_for_match", told).get_absolute_url()).content.decode()
    assert main_actions(page) == [] and "One of the two numbers is not known here." in page
    both = make_notice("waiting_for_match", told, client=kept, prior_client=given_up)
    assert main_actions(ines.get(both.get_absolute_url()).content.decode()) == ["Link the two records"]
