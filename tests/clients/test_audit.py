"""The privacy officer's audit: who saw and changed what, one record's history and its accounting, and the audit of the audit."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.actions.details import add_address, add_identifier
from clients.actions.notes import sign_note, start_note
from clients.actions.people import update_client
from clients.models import Consent, Disclosure
from clients.queries.accounting import accounting
from clients.queries.audit import event_words, view_words
from tests.factories.accounts import make_access_token, make_actor, make_api_client, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.followups.stories import a_client, an_accepted_case, cast
from workflow.chain import take_checkpoint
from workflow.identifiers import new_id
from workflow.models import Event
from workflow.spreadsheets import safe_cell

pytestmark = pytest.mark.django_db

ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}


def signed_in(user: Any) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def officer() -> Browser:
    return signed_in(make_user("privacy_officer", name="Priya"))


def a_reading(client: Any = None, **fields: Any) -> Disclosure:
    given = {"actor_kind": "user", "actor_id": new_id(), "actor_name": "Maria", "channel": "web", "view": "overview", **fields}
    at = given.pop("at", None)
    row: Disclosure = Disclosure.objects.create(clients=[client.pk] if client else [], **given)
    if at is not None:
        as_owner("UPDATE clients_disclosure SET at = %s WHERE id = %s", at, row.pk)
    return row


def as_owner(statement: str, *values: Any) -> None:
    """What only somebody with the owner's rights over the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE casemgmt_owner")
        cursor.execute(statement, values)
        cursor.execute("SET ROLE casemgmt_app")


def text(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


# Who may look, and that looking leaves a trace


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


# Finding a record


def test_a_record_is_found_by_what_its_owner_tells_and_only_its_id_is_shown():
    who = cast()
    client = a_client(who.ines)
    add_identifier(client.pk, actor=who.ines, version=1, kind="MR", issuer="Harbor General", value="4711-22")
    browser = officer()
    for named in (ROSA, {"identifier": "471122"}):
        answer = browser.post("/audit/find/", named)
        assert (answer.status_code, answer["Location"]) == (302, f"/audit/records/{client.pk}/")
    assert "Rosa" not in text(browser, f"/audit/records/{client.pk}/")
    assert Disclosure.objects.unscoped("result").filter(view="audit:find", clients=[client.pk]).count() == 2


def test_nobody_found_says_what_to_check_and_half_a_name_is_refused():
    a_client(cast().ines)
    browser = officer()
    answer = browser.post("/audit/find/", {**ROSA, "birth_date": "1950-03-05"})
    assert "No record matches exactly" in answer.content.decode()
    answer = browser.post("/audit/find/", {"given_name": "Rosa"})
    assert (answer.status_code, "Give the whole number" in answer.content.decode()) == (400, True)


def test_two_records_of_one_name_are_shown_by_their_ids():
    who = cast()
    clients = [a_client(who.ines), a_client(who.ines)]
    page = officer().post("/audit/find/", ROSA).content.decode()
    assert all(f"/audit/records/{client.pk}/" in page for client in clients)


# Was it altered?


def test_a_whole_history_holds_in_words():
    who = cast()
    case = an_accepted_case(who)
    take_checkpoint()
    page = officer().post(f"/audit/records/{case.client_id}/verify/").content.decode()
    events = Event.objects.unscoped("result").filter(record=case.client_id).count()
    assert f"The history holds: {events} events follow from one to the next" in page
    assert f"Sealed up to event {events}." in page


def test_an_altered_event_and_a_cut_tail_are_told_with_their_place():
    who = cast()
    case = an_accepted_case(who)
    browser = officer()
    as_owner("UPDATE workflow_event SET actor_name = 'Nobody' WHERE record = %s AND position = 2", case.client_id)
    page = browser.post(f"/audit/records/{case.client_id}/verify/").content.decode()
    assert "The history does not hold" in page and "At event 2: the event was altered." in page
    as_owner(
        "DELETE FROM workflow_event WHERE record = %s AND position = (SELECT max(position) FROM workflow_event WHERE record = %s)",
        case.client_id, case.client_id,
    )  # fmt: skip
    page = browser.post(f"/audit/records/{case.client_id}/verify/").content.decode()
    assert "the newest events are missing or replaced" in page


def test_an_id_without_events_is_said_to_have_none():
    cast()
    assert "No events are recorded under this id." in officer().post(f"/audit/records/{new_id()}/verify/").content.decode()


def test_the_last_seal_is_shown_with_its_digest():
    who = cast()
    an_accepted_case(who)
    browser = officer()
    assert "No seal was taken yet" in text(browser, "/audit/integrity/")
    checkpoint = take_checkpoint()
    assert checkpoint.digest in text(browser, "/audit/integrity/")
    answer = browser.get(f"/audit/integrity/?record={checkpoint.pk}")
    assert answer["Location"] == f"/audit/records/{checkpoint.pk}/"


# The accounting of disclosures


def agreed_with(client: Any, partner: Any) -> None:
    today = timezone.localdate()
    Consent.objects.create(
        client=client, kind="share", grantee_client_id=partner.pk, scope=["cases"], purpose="Billing together", method="paper",
        starts_on=today, signed_on=today,
    )  # fmt: skip


def lines_of(client: Any) -> list[tuple[Any, ...]]:
    found = accounting(make_actor("privacy_officer"), client.pk)
    return [(line.recipient, line.what, line.times, line.accountable) for line in found]


def test_what_partners_read_is_accounted_for_unless_consent_or_referral_covers_it():
    who = cast()
    client = an_accepted_case(who).client
    plan, hospital, stranger = (make_api_client("clients:read", name=name) for name in ("Plan", "Hospital", "Stranger"))
    agreed_with(client, plan)
    make_case(client, status="closed", number=2, referred_by_client_id=hospital.pk)
    for partner in (plan, hospital, stranger):
        for _ in range(2):
            a_reading(
                client, actor_kind="api_client", actor_id=partner.pk, actor_name=partner.name, channel="api", view="api:cases"
            )
    a_reading(client, view="overview")
    assert sorted(lines_of(client)) == [
        ("Hospital", "Cases and referrals", 2, False),
        ("Plan", "Cases and referrals", 2, False),
        ("Stranger", "Cases and referrals", 2, True),
    ]
    [covered] = [line for line in accounting(make_actor("privacy_officer"), client.pk) if line.recipient == "Plan"]
    assert covered.purpose == "Billing together" and "164.528(a)(1)(iv)" in covered.basis


def test_a_consent_that_began_later_or_ended_earlier_covers_nothing():
    who = cast()
    client = an_accepted_case(who).client
    plan = make_api_client("clients:read", name="Plan")
    agreed_with(client, plan)
    a_reading(
        client,
        actor_kind="api_client",
        actor_id=plan.pk,
        actor_name="Plan",
        view="api:cases",
        at=timezone.now() - timedelta(days=9),
    )
    assert lines_of(client) == [("Plan", "Cases and referrals", 1, True)]


def test_it_reaches_six_years_back_and_names_the_first_and_the_last_of_a_series():
    cast()
    client, plan = make_client(), new_id()
    given = {"actor_kind": "api_client", "actor_id": plan, "actor_name": "Plan", "view": "api:clients"}
    days = (3000, 2100, 5)
    for ago in days:
        a_reading(client, **given, at=timezone.now() - timedelta(days=ago))
    [line] = accounting(make_actor("privacy_officer"), client.pk)
    assert (line.times, (timezone.now() - line.first).days, (timezone.now() - line.last).days) == (2, 2100, 5)


def test_somebody_else_s_readings_are_not_in_it():
    cast()
    client, other = make_client(), make_client()
    a_reading(other, actor_kind="api_client", actor_name="Plan", view="api:clients")
    assert lines_of(client) == []
    assert "Nothing left the agency" in text(officer(), f"/audit/records/{client.pk}/accounting/")


def test_the_csv_has_the_fields_of_the_rule_and_runs_nothing():
    cast()
    client = make_client()
    a_reading(client, actor_kind="api_client", actor_name="=HYPERLINK(1)", view="api:clients", reason="@SUM(A1)")
    answer = officer().get(f"/audit/records/{client.pk}/accounting.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="accounting-of-disclosures-{client.pk}.csv"'
    [head, row] = csv.reader(io.StringIO(answer.content.decode()))
    assert head == [
        "first", "last", "times", "recipient", "address", "what was disclosed", "purpose", "basis", "to be accounted for",
    ]  # fmt: skip
    assert row[2:] == [
        "1", "'=HYPERLINK(1)", "", "Name, birth date, contact details and identifiers", "'@SUM(A1)", "No consent or referral on file",
        "yes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("plain", "plain"), (None, ""), (7, "7")],
)
def test_cells_that_could_run_get_an_apostrophe(value, cell):
    assert safe_cell(value) == cell


def test_the_privacy_officer_reviews_accesses_of_clients_without_any_team():
    from dataclasses import replace

    from clients.actions.emergency import open_emergency_access
    from clients.actions.restriction import restrict_client

    who = cast()
    client = a_client(who.ines)
    restrict_client(client.pk, actor=who.ines, version=1, reason="Safety")
    elsewhere = make_user("case_manager", make_team("Hillside"), name="Tomas")
    actor = replace(make_actor(elsewhere), confirmed=True)
    open_emergency_access(actor=actor, client=client.pk, reason_code="danger", explanation="Fire")
    page = text(officer(), "/emergency-accesses/")
    assert "Tomas" in page and "Rosa" not in page


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
