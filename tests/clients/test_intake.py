"""Intake on one page: the client and the referral together or not at all, once, and never over a likely duplicate unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from clients.models import Address, Case, Client, Identifier, Phone
from followups.models import FollowUp
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.models import Event

pytestmark = pytest.mark.django_db

URL = "/intake/new/"
FORM = {
    "given_name": "Rosa", "family_name": "Delgado", "birth_date": "1958-03-07", "phone": "617 555 0123", "phone_kind": "mobile",
    "language": "es", "source": "hospital", "source_name": "Bay Hospital", "urgency": "soon", "need": "Home alone after a fall",
    "idempotency_key": "k1",
}  # fmt: skip


@pytest.fixture
def browser() -> Browser:
    make_agency()
    browser = Browser()
    browser.force_login(make_user("intake", name="Ines"))
    return browser


def counts() -> tuple[int, int, int]:
    """Clients, cases and events there are."""
    return tuple(model.objects.unscoped("result").count() for model in (Client, Case, Event))  # type: ignore[return-value]  # three


def test_one_form_registers_the_client_and_takes_in_the_referral(browser: Browser) -> None:
    answer = browser.post(URL, {**FORM, "street": "12 Maple Street", "city": "Lynn", "confidential_address": "on"})
    client = Client.objects.unscoped("result").get()
    assert (answer.status_code, answer["Location"]) == (302, f"/clients/{client.pk}/")
    assert (client.legal_name, client.birth_date, client.language) == ("Rosa Delgado", date(1958, 3, 7), "es")
    case = Case.objects.unscoped("result").get()
    assert (case.client, case.status, case.source_name, case.urgency) == (client, "referred", "Bay Hospital", "soon")
    assert Phone.objects.unscoped("result").get().e164 == "+16175550123"
    assert Address.objects.unscoped("result").get().confidential is True
    events = list(Event.objects.unscoped("result").filter(record=client.pk).order_by("position").values_list("name", flat=True))
    assert events[:2] == ["client.registered", "case.referred"]
    assert FollowUp.objects.unscoped("result").filter(client=client, status="open").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"need": ""}, "This field is required."),
        ({"family_name": ""}, "This field is required."),
        ({"birth_date": "2999-01-01"}, "The birth date lies in the future. Check the year."),
        ({"birth_date": "1850-01-01"}, "The birth date is more than 130 years ago. Check the year."),
        ({"phone": "12"}, "This does not look like a phone number. Type it with its area code, for example 617 555 0123."),
        ({"referred_on": "2999-01-01"}, "The day it was received lies in the future. Check the year."),
        ({"identifier_value": "A-1"}, "Say what kind of number this is."),
        ({"source": "moon"}, "Select a valid choice. moon is not one of the available choices."),
    ],
)
def test_one_wrong_answer_makes_neither_and_loses_nothing(browser: Browser, wrong: dict[str, str], sentence: str) -> None:
    answer = browser.post(URL, {**FORM, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    kept = {name: value for name, value in {**FORM, **wrong}.items() if name in ("given_name", "source_name", "phone")}
    for value in kept.values():
        assert f'value="{value}"' in page
    assert counts() == (0, 0, 0)


def test_a_referral_that_fails_takes_the_client_with_it(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the referral failed")

    monkeypatch.setattr("clients.pages.intake.refer_client", fails)
    for key in ("k1", ""):
        with pytest.raises(RuntimeError, match="the referral failed"):
            browser.post(URL, {**FORM, "idempotency_key": key})
    assert counts() == (0, 0, 0)


def test_sent_twice_it_makes_one_client(browser: Browser) -> None:
    first, second = browser.post(URL, FORM), browser.post(URL, FORM)
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert counts()[:2] == (1, 1)


def test_the_same_key_with_other_answers_is_refused(browser: Browser) -> None:
    browser.post(URL, FORM)
    answer = browser.post(URL, {**FORM, "given_name": "Maria"})
    assert answer.status_code == 422
    assert "This Idempotency-Key was used for a different request." in answer.content.decode()
    assert counts()[:2] == (1, 1)


def test_a_likely_duplicate_is_shown_before_a_second_record_is_made(browser: Browser) -> None:
    known = make_client(given_name="Rosa", family_name="Delgado", birth_date=date(1958, 3, 7))
    answer = browser.post(URL, FORM)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "1 record may be the same person. Look at the possible matches: use one of them, or confirm that this is a different person."
    ) in page
    assert f'href="/clients/{known.pk}/"' in page and "Same name, Same birth date" in page
    assert counts() == (1, 0, 0)
    confirmed = browser.post(URL, {**FORM, "duplicates_checked": "on"})
    assert confirmed.status_code == 302
    assert counts()[:2] == (2, 1)


def test_the_same_identifier_is_never_registered_twice_even_when_confirmed(browser: Browser) -> None:
    number = {"identifier_kind": "MA", "identifier_issuer": "MassHealth", "identifier_value": "100-200-300"}
    browser.post(URL, {**FORM, **number})
    other = {**FORM, **number, "given_name": "Ana", "family_name": "Kim", "idempotency_key": "k2", "duplicates_checked": "on"}
    answer = browser.post(URL, other)
    assert answer.status_code == 422
    assert "A record with this identifier exists. Use that record instead of making a second one." in answer.content.decode()
    assert counts()[:2] == (1, 1)
    assert Identifier.objects.unscoped("result").count() == 1


def test_matches_appear_while_typing(browser: Browser) -> None:
    known = make_client(given_name="Rosa", family_name="Delgado", birth_date=date(1958, 3, 7))
    make_case(known, make_team("Harbor"), make_user("case_manager"))
    page = browser.post("/clients/matches/", {"given_name": "Rossa", "birth_date": "1958-03-07"}).content.decode()
    assert "may be the same person" not in page
    page = browser.post(
        "/clients/matches/", {"given_name": "Rossa", "family_name": "Delgato", "birth_date": "1958-03-07"}
    ).content.decode()
    assert "1 record may be the same person" in page and "A name that sounds alike, Same birth date" in page
    assert "Open, Harbor" in page and f"/clients/{known.pk}/" not in page
    assert counts()[1:] == (1, 0)


@pytest.mark.parametrize("role", ["privacy_officer", "administrator"])
def test_whoever_does_not_work_with_clients_takes_nobody_in(role: str) -> None:
    make_agency()
    make_client(given_name="Rosa", family_name="Delgado", birth_date=date(1958, 3, 7))
    browser = Browser()
    browser.force_login(make_user(role))
    for answer in (browser.get(URL), browser.post(URL, FORM)):
        assert answer.status_code == 403
        assert "Only intake workers, case managers and supervisors can register a client." in answer.content.decode()
        assert "may be the same person" not in answer.content.decode()
    assert "Delgado" not in browser.post("/clients/matches/", FORM).content.decode()
    assert counts() == (1, 0, 0)


def test_names_are_shown_as_text_and_never_as_markup(browser: Browser) -> None:
    page = browser.post(URL, {**FORM, "given_name": "<script>alert(1)</script>", "need": ""}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_make_one_client() -> None:
    make_agency()
    ines = make_user("intake")

    def press(_: int) -> tuple[int, str]:
        browser = Browser()
        browser.force_login(ines)
        try:
            answer = browser.post(URL, FORM)
            return answer.status_code, answer.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(press, range(8)))
    client = Client.objects.unscoped("result").get()
    assert answers == [(302, f"/clients/{client.pk}/")] * 8
    assert Case.objects.unscoped("result").count() == 1
