"""Events and the timeline by the API: whose, which, since when; ids and field names and nothing that was written."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.actions.consents import revoke_consent
from clients.actions.contacts import log_contact
from clients.actions.details import add_address
from clients.actions.emergency import open_emergency_access
from clients.actions.notes import sign_note, start_note
from clients.actions.people import update_client
from clients.models import Consent, Disclosure
from tests.doors.cast import bearer_token
from tests.factories.accounts import make_actor, make_api_client, make_team, make_user
from tests.followups.stories import an_accepted_case, cast
from workflow.identifiers import new_id
from workflow.models import Event

pytestmark = pytest.mark.django_db

ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}


def signed_in(user: Any) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def get(browser: Browser, address: str, status: int = 200, **headers: str) -> Any:
    answer = browser.get(address, headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()


def names(body: Any) -> list[str]:
    return [event["name"] for event in body["results"]]


def consent_for(partner: Any, client: Any, *scope: str) -> Consent:
    today = timezone.localdate()
    row: Consent = Consent.objects.create(
        client=client,
        kind="share",
        grantee_client_id=partner.pk,
        scope=list(scope),
        starts_on=today,
        signed_on=today,
        method="paper",
    )
    return row


def partner_sees(*scopes: str, client: Any = None, consent: tuple[str, ...] | None = ("cases",), query: str = "") -> Any:
    """What a partner with these scopes and this consent reads of the events."""
    partner = make_api_client(*scopes)
    if client is not None and consent is not None:
        consent_for(partner, client, *consent)
    token = bearer_token(partner)
    return get(Browser(), f"/api/v1/events/{query}", Authorization=f"Bearer {token}")


# The shape


def test_an_event_says_who_did_what_when_and_which_fields_changed():
    who = cast()
    case = an_accepted_case(who)
    update_client(case.client_id, actor=who.maria, version=1, **ROSA, pronouns="she")
    body = get(signed_in(who.people["maria"]), "/api/v1/events/")
    event = body["results"][0]
    assert {name: event[name] for name in ("name", "label", "record", "object_type", "object_id", "changed", "version")} == {
        "name": "client.updated", "label": "Details saved", "record": str(case.client_id), "object_type": "clients.client",
        "object_id": str(case.client_id), "changed": ["pronouns"], "version": 2,
    }  # fmt: skip
    assert (event["actor_name"], event["actor_kind"], event["channel"]) == ("Maria", "user", "web")
    assert set(event) == {
        "id", "at", "name", "label", "record", "object_type", "object_id", "before", "after", "version", "changed", "actor_kind",
        "actor_id", "actor_name", "channel", "correlation",
    }  # fmt: skip
    assert get(signed_in(who.people["maria"]), f"/api/v1/events/{event['id']}/") == event


def test_nothing_that_was_written_and_no_confidential_address_leaves():
    who = cast()
    case = an_accepted_case(who)
    add_address(case.client_id, actor=who.maria, version=1, use="home", street="9 Refuge Lane", city="Salem", confidential=True)
    note = start_note(case.client_id, actor=who.maria, body="She is afraid of her brother")
    sign_note(note.pk, actor=who.maria, version=1, body=note.body)
    log_contact(case.client_id, actor=who.maria, channel="phone", result="reached", summary="Cried on the phone")
    maria = signed_in(who.people["maria"])
    told = str(get(maria, "/api/v1/events/")) + str(get(maria, f"/api/v1/clients/{case.client_id}/timeline/"))
    assert "client.address_added" in told and "note.signed" in told
    for secret in ("Refuge", "Salem", "afraid", "Cried", "Delgado"):
        assert secret not in told, secret


def test_events_are_only_read():
    who = cast()
    browser = signed_in(who.people["maria"])
    an_accepted_case(who)
    event = Event.objects.unscoped("a test looks").first()
    for address in ("/api/v1/events/", f"/api/v1/events/{event.pk}/"):
        for method in (browser.post, browser.put, browser.patch, browser.delete):
            assert method(address, {}, content_type="application/json").status_code == 405


# Filters and pages


def test_they_are_found_by_client_kind_and_moment():
    who = cast()
    case = an_accepted_case(who)
    log_contact(case.client_id, actor=who.maria, channel="phone", result="no_answer")
    other = an_accepted_case(who, need="Another need")
    maria = signed_in(who.people["maria"])
    of_one = get(maria, f"/api/v1/events/?client={case.client_id}&page_size=100")["results"]
    assert {event["record"] for event in of_one} == {str(case.client_id)}
    assert names(get(maria, f"/api/v1/events/?kind=contacts&client={case.client_id}")) == ["contact.logged"]
    accepted = Event.objects.unscoped("result").get(record=other.client_id, name="case.assignment_accepted")
    since = accepted.at.isoformat().replace("+00:00", "Z")
    assert names(get(maria, f"/api/v1/events/?since={since}&client={other.client_id}")) == [
        "follow_up.completed", "case.assignment_accepted",
    ]  # fmt: skip
    later = (timezone.now() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert names(get(maria, f"/api/v1/events/?since={later}")) == []


@pytest.mark.parametrize("query", ["client=rosa", "kind=gossip", "since=yesterday"])
def test_a_filter_that_cannot_be_read_is_a_problem_by_field(query):
    who = cast()
    body = get(signed_in(who.people["maria"]), f"/api/v1/events/?{query}", status=400)
    assert [error["field"] for error in body["errors"]] == [query.partition("=")[0]]


def test_pages_follow_each_other_by_cursor_newest_first():
    who = cast()
    case = an_accepted_case(who)
    for _ in range(5):
        log_contact(case.client_id, actor=who.maria, channel="phone", result="no_answer")
    maria, address, seen = signed_in(who.people["maria"]), f"/api/v1/events/?client={case.client_id}&page_size=3", []
    while address:
        body = get(maria, address)
        seen += [event["id"] for event in body["results"]]
        address = body["next"]
    rows = Event.objects.unscoped("result").filter(record=case.client_id).order_by("-id").values_list("pk", flat=True)
    assert seen == [str(pk) for pk in rows]


# Whose


def test_everybody_sees_the_events_of_the_clients_they_see():
    who = cast()
    case = an_accepted_case(who)
    make_team()
    people = {**who.people, "elsewhere": make_user("supervisor", make_team("Hillside")), "admin": make_user("administrator")}
    for person, sees in (
        ("maria", True),
        ("sam", True),
        ("devon", False),
        ("ines", False),
        ("elsewhere", False),
        ("admin", False),
    ):
        found = get(signed_in(people[person]), f"/api/v1/events/?client={case.client_id}")["results"]
        assert bool(found) is sees, person
        status = 200 if sees else 404
        get(signed_in(people[person]), f"/api/v1/clients/{case.client_id}/timeline/", status=status)


def test_the_privacy_officer_reads_all_events_and_no_client_s_timeline():
    who = cast()
    case = an_accepted_case(who)
    officer = signed_in(make_user("privacy_officer"))
    assert "case.opened" in names(get(officer, f"/api/v1/events/?client={case.client_id}"))
    get(officer, f"/api/v1/clients/{case.client_id}/timeline/", status=404)


def test_a_restricted_client_s_events_are_the_assigned_people_s():
    who = cast()
    case = an_accepted_case(who)
    case.client.restricted = True
    case.client.save()
    for person, sees in (("maria", True), ("sam", False)):
        assert bool(get(signed_in(who.people[person]), f"/api/v1/events/?client={case.client_id}")["results"]) is sees, person


def test_hidden_and_absent_are_the_same_404():
    who = cast()
    case = an_accepted_case(who)
    event = Event.objects.unscoped("result").filter(record=case.client_id).first()
    devon = signed_in(who.people["devon"])
    for address in (f"events/{event.pk}/", f"events/{new_id()}/"):
        assert get(devon, f"/api/v1/{address}", status=404)["code"] == "not-found"
    for client in (case.client_id, new_id()):
        assert get(devon, f"/api/v1/clients/{client}/timeline/", status=404)["code"] == "not-found"


# Partners


def test_a_partner_needs_the_scope():
    case = an_accepted_case(cast())
    partner = make_api_client("clients:read", "cases:read")
    consent_for(partner, case.client, "cases")
    headers = {"Authorization": f"Bearer {bearer_token(partner)}"}
    for address in ("events/", f"clients/{case.client_id}/timeline/"):
        assert get(Browser(), f"/api/v1/{address}", status=403, **headers)["detail"] == "This token lacks the scope events:read."


def test_a_partner_hears_only_of_clients_it_may_see():
    who = cast()
    case = an_accepted_case(who)
    an_accepted_case(who, need="Somebody else's")
    body = partner_sees("events:read", "cases:read", "clients:read", client=case.client, query="?page_size=100")
    assert {event["record"] for event in body["results"]} == {str(case.client_id)}
    assert partner_sees("events:read", "cases:read")["results"] == []


def test_a_partner_hears_only_of_areas_it_may_read():
    who = cast()
    client = an_accepted_case(who).client
    update_client(client.pk, actor=who.maria, version=1, **ROSA, pronouns="she")
    assert set(names(partner_sees("events:read", "cases:read", client=client))) == {
        "case.referred", "case.opened", "case.assignment_accepted",
    }  # fmt: skip
    assert set(names(partner_sees("events:read", "clients:read", client=client))) == {"client.registered", "client.updated"}
    assert names(partner_sees("events:read", client=client)) == []


def test_a_partner_hears_of_contacts_only_while_the_client_lets_it_read_them():
    who = cast()
    client = an_accepted_case(who).client
    log_contact(client.pk, actor=who.maria, channel="phone", result="reached")
    scopes = ("events:read", "contacts:read")
    assert names(partner_sees(*scopes, client=client, consent=("cases",))) == []
    assert names(partner_sees(*scopes, client=client, consent=("contacts",))) == ["contact.logged"]


def test_a_partner_hears_nothing_more_once_the_consent_is_revoked():
    who = cast()
    client = an_accepted_case(who).client
    partner = make_api_client("events:read", "cases:read")
    consent = consent_for(partner, client, "cases")
    headers = {"Authorization": f"Bearer {bearer_token(partner)}"}
    assert len(get(Browser(), "/api/v1/events/", **headers)["results"]) == 3
    assert len(get(Browser(), f"/api/v1/clients/{client.pk}/timeline/", **headers)["results"]) == 3
    revoke_consent(consent.pk, actor=who.maria, version=1, reason="She asked")
    assert get(Browser(), "/api/v1/events/", **headers)["results"] == []
    get(Browser(), f"/api/v1/clients/{client.pk}/timeline/", status=404, **headers)


def test_a_partner_never_hears_of_an_emergency_access():
    who = cast()
    client = an_accepted_case(who).client
    actor = make_actor(make_user("case_manager", make_team("Hillside")), confirmed=True)
    open_emergency_access(actor=actor, client=client.pk, reason_code="danger", explanation="Fire")
    scopes = ("events:read", "clients:read", "cases:read")
    assert "emergency_access.opened" not in names(partner_sees(*scopes, client=client))
    maria = names(get(signed_in(who.people["maria"]), f"/api/v1/clients/{client.pk}/timeline/"))
    assert maria[0] == "emergency_access.opened"


# The timeline


def test_the_timeline_is_the_client_s_newest_first_and_by_kind():
    who = cast()
    case = an_accepted_case(who)
    log_contact(case.client_id, actor=who.maria, channel="phone", result="no_answer")
    maria = signed_in(who.people["maria"])
    body = get(maria, f"/api/v1/clients/{case.client_id}/timeline/")
    assert names(body)[:3] == ["contact.logged", "follow_up.completed", "case.assignment_accepted"]
    assert names(get(maria, f"/api/v1/clients/{case.client_id}/timeline/?kind=contacts")) == ["contact.logged"]
    get(maria, f"/api/v1/clients/{case.client_id}/timeline/?kind=gossip", status=400)


def test_reading_events_is_written_down_with_whose_they_were():
    who = cast()
    case = an_accepted_case(who)
    maria = signed_in(who.people["maria"])
    get(maria, "/api/v1/events/")
    get(maria, f"/api/v1/clients/{case.client_id}/timeline/")
    rows = Disclosure.objects.unscoped("result").filter(view__in=("api:events", "api:timeline")).order_by("id")
    assert [(row.view, row.clients) for row in rows] == [("api:events", [case.client_id]), ("api:timeline", [case.client_id])]


def test_an_event_has_no_version_to_come_back_with():
    who = cast()
    an_accepted_case(who)
    maria = signed_in(who.people["maria"])
    [event, *_] = get(maria, "/api/v1/events/")["results"]
    assert "ETag" not in maria.get(f"/api/v1/events/{event['id']}/").headers
    assert "ETag" in maria.get(f"/api/v1/clients/{event['record']}/").headers


def test_the_list_costs_the_same_for_few_and_many():
    who = cast()
    maria = signed_in(who.people["maria"])
    case = an_accepted_case(who)
    get(maria, "/api/v1/events/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as made:
            get(maria, f"/api/v1/events/?client={case.client_id}")
        counts.append(len(made))
        for _ in range(10):
            log_contact(case.client_id, actor=who.maria, channel="phone", result="no_answer")
    assert counts[0] == counts[1]
