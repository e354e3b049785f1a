"""Who may look into the audit; who saw what, and who changed what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.actions.details import add_address
from clients.actions.notes import sign_note, start_note
from clients.actions.people import update_client
from clients.models import Disclosure
from clients.queries.audit import event_words, view_words
from tests.clients.audit.looking import ROSA, a_reading, officer, signed_in, text
from tests.factories.accounts import make_access_token, make_actor, make_user
from tests.factories.clients import make_client
from tests.followups.stories import a_client, an_accepted_case, cast
from workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["case_manager", "supervisor", "intake", "administrator"])
def test_the_audit_is_the_privacy_officer_s_alone(role):
    cast()
    browser, pk = signed_in(make_user(role)), make_client().pk
    for address in ("", "changes/", "integrity/", f"records/{pk}/", f"records/{pk}/accounting/", f"records/{pk}/accounting.csv"):
        assert browser.get(f"/audit/{address}").status_code == 403, address
    for address in ("find/", f"records/{pk}/verify/"):
        assert browser.post(f"/audit/{address}", ROSA).status_code == 403, address
    assert Disclosure.objects.unscoped("result").filter(view__startswith="audit").count() == 0


@pytest.mark.parametrize(
    ("address", "view"),
    [
        ("", "audit:readings"),
        ("changes/", "audit:changes"),
        ("integrity/", "audit:integrity"),
        ("records/{}/", "audit:record"),
        ("records/{}/accounting/", "audit:accounting"),
        ("records/{}/accounting.csv", "audit:accounting-csv"),
    ],
)
def test_each_look_into_the_audit_is_written_down(address, view):
    cast()
    pk = make_client().pk
    officer().get(f"/audit/{address.format(pk)}")
    [row] = Disclosure.objects.unscoped("result").filter(view__startswith="audit")
    assert (row.view, row.actor_name, row.clients) == (view, "Priya", [pk] if "{}" in address else [])


def test_what_was_looked_for_is_written_down_with_it():
    cast()
    pk = make_client().pk
    officer().get(f"/audit/?client={pk}&emergency=on&since=2026-01-02")
    [row] = Disclosure.objects.unscoped("result").filter(view="audit:readings")
    assert (row.clients, row.reason) == ([pk], f"client={pk}, since=2026-01-02, emergency=True")


def test_the_navigation_leads_there():
    cast()
    assert 'href="/audit/"' in text(officer(), "/me/")


# Who saw what


def test_a_page_a_search_and_an_api_call_each_say_who_when_how_why_and_which_request():
    who = cast()
    case = an_accepted_case(who)
    maria = signed_in(who.people["maria"])
    maria.get(f"/clients/{case.client_id}/contacts/", headers={"X-Request-ID": "page-1"})
    make_access_token(who.people["maria"])
    headers = {"Authorization": "Bearer cmp_token-of-the-tests", "X-Request-ID": "call-2"}
    Browser().get(f"/api/v1/clients/{case.client_id}/", headers=headers)
    page = text(officer(), f"/audit/?client={case.client_id}&who={who.people['maria'].pk}")
    for words in ("Maria", "Contacts and notes", "By the API: clients", "page-1", "call-2", str(case.client_id)[-12:]):
        assert words in page, words


def test_the_lists_name_no_client_and_hold_nothing_that_was_written():
    who = cast()
    case = an_accepted_case(who)
    note = start_note(case.client_id, actor=who.maria, body="She is afraid of her brother")
    sign_note(note.pk, actor=who.maria, version=1, body=note.body)
    add_address(case.client_id, actor=who.maria, version=1, use="home", street="9 Refuge Lane", confidential=True)
    signed_in(who.people["maria"]).get(f"/clients/{case.client_id}/")
    browser = officer()
    for address in ("/audit/", "/audit/changes/", f"/audit/records/{case.client_id}/", "/emergency-accesses/"):
        page = text(browser, address)
        for secret in ("Delgado", "afraid", "Refuge", "Home alone"):
            assert secret not in page, (address, secret)
    events = str(list(Event.objects.unscoped("result").values_list("data", "reason")))
    assert "afraid" not in events and "Refuge" not in events


def test_readings_are_found_by_record_person_page_period_and_emergency():
    cast()
    rosa, otto, maria = make_client(), make_client(), make_user(name="Maria")
    noon = timezone.now().replace(hour=17, minute=0)
    rows = {
        "rosa": a_reading(rosa, actor_id=maria.pk, request_id="rosa"),
        "otto": a_reading(otto, view="timeline", request_id="otto"),
        "emergency": a_reading(otto, emergency=True, request_id="emergency"),
        "old": a_reading(otto, request_id="old", at=noon - timedelta(days=40)),
    }
    browser = officer()
    day = (noon - timedelta(days=40)).date()
    for query, found in {
        f"client={rosa.pk}": {"rosa"},
        f"who={maria.pk}": {"rosa"},
        "view=timeline": {"otto"},
        "emergency=on": {"emergency"},
        f"until={day}": {"old"},
        f"since={day}&until={day}": {"old"},
        f"since={day + timedelta(days=1)}&view=overview": {"rosa", "emergency"},
    }.items():
        page = text(browser, f"/audit/?{query}")
        assert {name for name in rows if f">{name}<" in page} == found, query


def test_they_can_be_read_from_the_oldest():
    cast()
    client = make_client()
    for days in (1, 3, 2):
        a_reading(client, request_id=f"day-{days}", at=timezone.now() - timedelta(days=days))
    browser = officer()
    for query, order in (("", [1, 2, 3]), ("&order=oldest", [3, 2, 1])):
        page = text(browser, f"/audit/?client={client.pk}{query}")
        places = [page.index(f"day-{days}") for days in order]
        assert places == sorted(places)


def test_pages_follow_each_other_without_gap_or_repeat():
    cast()
    client = make_client()
    for n in range(60):
        a_reading(client, request_id=f"r{n:02}", at=timezone.now() - timedelta(minutes=n // 3))
    browser, seen, address = officer(), [], f"/audit/?client={client.pk}&view=overview"
    while address:
        with CaptureQueriesContext(connection) as made:
            page = text(browser, address)
        assert len([q for q in made.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 12
        seen += [n for n in range(60) if f">r{n:02}<" in page]
        following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0] if 'rel="next"' in page else ""
        address = f"/audit/{following.replace('&amp;', '&')}" if following else ""
    assert sorted(seen) == list(range(60))


def test_a_filter_that_cannot_be_read_finds_nothing_and_says_so():
    cast()
    a_reading(make_client(), request_id="shown")
    page = text(officer(), "/audit/?client=rosa")
    assert ">shown<" not in page and "Enter a valid UUID" in page


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("overview", "Overview"),
        ("api:support-people", "By the API: support people"),
        ("step:contacts", "Form: contacts and notes"),
        ("refused:emergency_access.open", "Refused: Open a record in an emergency"),
        ("something-new", "Something new"),
    ],
)
def test_views_in_words(view, words):
    assert view_words(view) == words


# Who changed what


def test_changes_are_found_by_record_person_and_kind():
    who = cast()
    case = an_accepted_case(who)
    update_client(case.client_id, actor=who.maria, version=1, **ROSA, pronouns="she")
    browser = officer()
    page = text(browser, f"/audit/changes/?client={case.client_id}")
    for words in ("Case opened", "referred → open", "Details saved", "pronouns", "Ines"):
        assert words in page, words
    page = text(browser, f"/audit/changes/?who={who.people['maria'].pk}&name=client.updated")
    assert "Details saved" in page and "Ines" not in page.partition("<tbody>")[2]


def test_changes_of_people_and_roles_are_there_as_well():
    cast()
    from accounts.actions.teams import create_team

    create_team(actor=make_actor("administrator"), name="Lakeside")
    assert event_words("team.created") in text(officer(), "/audit/changes/?name=team.created").partition("<tbody>")[2]


def test_the_forms_of_the_audit_carry_their_token():
    """Sent as a browser sends them, with the token their page gave."""
    who = cast()
    client = a_client(who.ines)
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(make_user("privacy_officer"))
    for page, form, typed in (
        ("/audit/", "/audit/find/", ROSA),
        ("/audit/changes/", "/audit/find/", ROSA),
        (f"/audit/records/{client.pk}/", f"/audit/records/{client.pk}/verify/", {}),
    ):
        shown = text(browser, page).partition(f'action="{form}"')[2]
        token = shown.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        answer = browser.post(form, {**typed, "csrfmiddlewaretoken": token})
        assert answer.status_code in (200, 302), page
