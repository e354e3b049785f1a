"""The pages of emergency access: asking, the red banner, the queue of reviews."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from clients.actions.details import add_address
from clients.models import EmergencyAccess
from tests.clients.emergency_access.opening import ROSA, WHY, a_restricted_client, accesses, opened, signed_in
from tests.factories.accounts import make_user
from tests.followups.stories import cast
from workflow.identifiers import new_id

pytestmark = pytest.mark.django_db


def test_the_page_asks_first_who_is_there():
    who = cast()
    browser = signed_in(who.people["devon"], confirmed=False)
    answer = browser.get("/clients/emergency/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/reauthenticate/?next=%2Fclients%2Femergency%2F")


def test_what_was_typed_stays_when_the_confirmation_ran_out():
    who = cast()
    a_restricted_client(who)
    browser = signed_in(who.people["devon"], confirmed=False)
    answer = browser.post("/clients/emergency/", {**ROSA, **WHY})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A neighbour heard screams" in page and 'value="Delgado"' in page and "/accounts/reauthenticate/" in page
    assert accesses() == 0


@pytest.mark.parametrize("role", ["privacy_officer", "administrator"])
def test_who_may_not_gets_no_form(role):
    browser = signed_in(make_user(role))
    answer = browser.get("/clients/emergency/")
    assert answer.status_code == 403
    assert "Birth date" not in answer.content.decode()


def test_opening_leads_to_the_record_under_a_red_banner_on_each_of_its_pages():
    who = cast()
    client = a_restricted_client(who)
    browser = signed_in(who.people["devon"])
    answer = browser.post("/clients/emergency/", {**ROSA, **WHY}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/clients/{client.pk}/"
    access = EmergencyAccess.objects.unscoped("result").get()
    for place in ("", "timeline/", "contacts/", "support/", "consents/", "cases/", "log-contact/", "update/"):
        page = browser.get(f"/clients/{client.pk}/{place}").content.decode()
        assert "Emergency access to Rosa Delgado, until" in page, place
        assert f"/emergency-accesses/{access.pk}/end/" in page, place


def test_the_banner_s_button_ends_it():
    who = cast()
    client = a_restricted_client(who)
    browser = signed_in(who.people["devon"])
    page = browser.post("/clients/emergency/", {**ROSA, **WHY}, follow=True).content.decode()
    form = re.search(r'action="(/emergency-accesses/[^"]+/end/)".*?name="version" value="(\d+)"', page, re.S)
    assert form is not None
    answer = browser.post(form[1], {"version": form[2], "next": "/clients/"})
    assert (answer.status_code, answer["Location"]) == (302, "/clients/")
    assert browser.get(f"/clients/{client.pk}/").status_code == 404


def test_nobody_else_sees_the_banner():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    browser = signed_in(who.people["maria"])
    assert "Emergency access to" not in browser.get(f"/clients/{client.pk}/").content.decode()


def test_a_confidential_address_stays_closed():
    who = cast()
    client = a_restricted_client(who)
    add_address(client.pk, actor=who.maria, version=2, use="home", street="9 Refuge Lane", city="Salem", confidential=True)
    opened(who)
    for person, shown in (("devon", False), ("maria", True)):
        browser = Browser()
        browser.force_login(who.people[person])
        assert ("9 Refuge Lane" in browser.get(f"/clients/{client.pk}/").content.decode()) is shown


def test_a_match_named_exactly_brings_what_was_typed_to_the_emergency_page():
    who = cast()
    client = a_restricted_client(who)
    browser = signed_in(who.people["ines"])
    shown = browser.post("/clients/matches/", ROSA).content.decode()
    assert "Open in an emergency" in shown and str(client.pk) not in shown
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)" form="emergency-sought"', shown))
    assert sent == {"identifier": "", **ROSA}
    answer = browser.post("/clients/emergency/sought/", sent)
    assert answer["Location"] == "/clients/emergency/"
    assert all(value not in str(dict(browser.session)) for value in ("Delgado", "1950-03-04"))
    page = browser.get("/clients/emergency/").content.decode()
    assert 'value="Delgado"' in page and 'value="1950-03-04"' in page
    assert 'value="Delgado"' not in browser.get("/clients/emergency/").content.decode()


def test_a_match_that_is_only_similar_offers_no_emergency():
    who = cast()
    a_restricted_client(who)
    browser = signed_in(who.people["ines"])
    shown = browser.post("/clients/matches/", {**ROSA, "given_name": "Rossa"}).content.decode()
    assert "A restricted record" in shown and "Open in an emergency" not in shown


def test_the_queue_and_the_review_page_show_the_use_and_not_the_client_s_name():
    who = cast()
    client = a_restricted_client(who)
    access = opened(who)
    devon = Browser()
    devon.force_login(who.people["devon"])
    devon.get(f"/clients/{client.pk}/consents/")
    sam = signed_in(who.people["sam"])
    queue = sam.get("/emergency-accesses/").content.decode()
    assert "Devon" in queue and "A record you cannot see" in queue and f"/emergency-accesses/{access.pk}/review/" in queue
    review = sam.get(f"/emergency-accesses/{access.pk}/review/").content.decode()
    assert "A neighbour heard screams" in review and "Consents" in review and "Delgado" not in review
    answer = sam.post(
        f"/emergency-accesses/{access.pk}/review/", {"version": 1, "finding": "justified", "next": "/emergency-accesses/"}
    )
    assert answer["Location"] == "/emergency-accesses/"
    assert "Nothing here" in sam.get("/emergency-accesses/").content.decode()
    assert "Justified, Sam" in sam.get("/emergency-accesses/?status=reviewed").content.decode()


def test_hidden_and_absent_accesses_are_the_same_404():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    ines = signed_in(who.people["ines"])
    for pk in (access.pk, new_id()):
        assert ines.get(f"/emergency-accesses/{pk}/").status_code == 404
        assert ines.get(f"/emergency-accesses/{pk}/review/").status_code == 404
        assert ines.get(f"/api/v1/emergency-accesses/{pk}/").status_code == 404


def test_the_queue_costs_the_same_for_few_and_many(django_assert_max_num_queries):
    who = cast()
    client = a_restricted_client(who)
    for _ in range(12):
        EmergencyAccess.objects.create(client=client, user=who.people["devon"], expires_at=datetime.now(UTC), **WHY)
    sam = signed_in(who.people["sam"], confirmed=False)
    sam.get("/emergency-accesses/")
    with django_assert_max_num_queries(10):
        sam.get("/emergency-accesses/")


def test_the_banner_and_the_match_carry_their_token():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(who.people["devon"])
    page = browser.get(f"/clients/{client.pk}/").content.decode()
    [(address, inside)] = re.findall(r'<form method="post" action="(/emergency-accesses/[^"]+/end/)">(.*?)</form>', page, re.S)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', inside))
    assert browser.post(address, sent)["Location"] == "/clients/"
    browser.force_login(who.people["ines"])
    page = browser.get("/intake/new/").content.decode()
    [form] = re.findall(r'<form id="emergency-sought".*?</form>', page, re.S)
    token = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert browser.post("/clients/emergency/sought/", {**ROSA, **token})["Location"] == "/clients/emergency/"
