"""Linking records of one person: reversible, one step deep, told on both timelines, and hidden from whoever sees only one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from clients.actions.cases import decline_referral, refer_client, reopen_case
from clients.actions.links import link_records, undo_link
from clients.actions.people import register_client
from clients.models import Case, Client, Disclosure, RecordLink, RestrictedAccess
from clients.queries.timeline import entries, timeline
from tests.factories.accounts import make_access_token, make_actor, make_agency, make_api_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.actor import system_actor
from workflow.chain import faults
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
REFERRAL = {"source": "hospital", "urgency": "routine", "need": "Help at home"}


@pytest.fixture
def ines() -> User:
    make_agency()
    return make_user("intake", name="Ines")


@pytest.fixture
def rosa() -> Client:
    return make_client(given_name="Rosa", family_name="Delgado")


@pytest.fixture
def again() -> Client:
    """The same person, registered a second time."""
    return make_client(given_name="Rosa", family_name="Delgado-Ruiz")


@pytest.fixture
def browser(ines) -> Browser:
    browser = Browser()
    browser.force_login(ines, backend=BACKEND)
    return browser


def link(kept, duplicate, who, why="Same Medicaid number") -> RecordLink:
    return link_records(kept.pk, actor=make_actor(who) if isinstance(who, User) else who, duplicate=duplicate.pk, why=why)


def links():
    return list(RecordLink.objects.unscoped("result").order_by("id").values_list("client_id", "duplicate_id", "status"))


def refused(kept, duplicate, who) -> str:
    before = links()
    with pytest.raises(StepRefused) as refusal:
        link(kept, duplicate, who)
    assert links() == before
    return str(refusal.value)


# Linking and undoing


def test_two_records_are_linked_and_nothing_of_either_changes(rosa, again, ines):
    made = link(rosa, again, ines)
    assert links() == [(rosa.pk, again.pk, "linked")]
    assert made.why == "Same Medicaid number"
    for client in (rosa, again):
        before = (client.given_name, client.family_name, client.version)
        client.refresh_from_db()
        assert (client.given_name, client.family_name, client.version) == before


def test_a_link_is_undone_with_a_reason_and_without_loss(rosa, again, ines):
    made = link(rosa, again, ines)
    with pytest.raises(InvalidInput) as refusal:
        undo_link(made.pk, actor=make_actor(ines), version=1)
    assert list(refusal.value.errors) == ["reason"]
    undone = undo_link(made.pk, actor=make_actor(ines), version=1, reason="Sisters, not one person")
    assert (undone.status, undone.undone_reason) == ("undone", "Sisters, not one person")
    assert refer_client(again.pk, actor=make_actor(ines), **REFERRAL).status == "referred"
    link(again, rosa, ines)
    assert links() == [(rosa.pk, again.pk, "undone"), (again.pk, rosa.pk, "linked")]


def test_a_link_needs_its_why_and_the_other_record(rosa, ines):
    with pytest.raises(InvalidInput) as refusal:
        link_records(rosa.pk, actor=make_actor(ines))
    assert refusal.value.errors == {"duplicate": ["Choose the other record first."], "why": ["This field is required."]}
    assert links() == []


def test_a_record_is_no_duplicate_of_itself(rosa, ines):
    assert refused(rosa, rosa, ines) == "This is the same record. Choose the other one."


def test_there_are_no_chains(rosa, again, ines):
    third = make_client(given_name="R.", family_name="Delgado")
    link(rosa, again, ines)
    assert refused(again, third, ines) == (
        "This record is itself a duplicate, linked to the record of Rosa Delgado. Link to that one, or undo that link first."
    )
    assert refused(third, rosa, ines) == (
        "1 record is linked to the record of Rosa Delgado. Keep that one instead, or undo those links first."
    )
    link(rosa, third, ines)
    assert refused(make_client(), rosa, ines).startswith("2 records are linked to the record of Rosa Delgado.")


def test_there_are_no_circles_and_no_second_link(rosa, again, ines):
    link(rosa, again, ines)
    assert refused(again, rosa, ines).startswith("This record is itself a duplicate")
    already = "The record of Rosa Delgado-Ruiz is already linked to the record of Rosa Delgado. Undo that link first."
    assert refused(rosa, again, ines) == already
    assert refused(make_client(), again, ines) == already


# Who may


def test_only_intake_and_supervisors_link(rosa, again):
    maria = make_user("case_manager")
    for client in (rosa, again):
        make_case(client, make_team(), maria)
    with pytest.raises(NotAllowed, match="Only intake workers and supervisors can link records"):
        link(rosa, again, maria)
    team = make_team()
    sam = make_user("supervisor", team)
    Case.objects.unscoped("moved").update(team=team)
    assert link(rosa, again, sam).status == "linked"


def test_both_records_must_be_visible(rosa, again, ines):
    make_case(again, make_team(), make_user("case_manager"))
    with pytest.raises(InvalidInput) as refusal:
        link(rosa, again, ines)
    assert refusal.value.errors == {"duplicate": ["There is no such record, or it is not yours to see."]}
    with pytest.raises(NotFound):
        link(again, rosa, ines)
    assert links() == []


def test_a_restricted_record_is_linked_by_an_assigned_person_alone(rosa, again, ines):
    Client.objects.unscoped("restricted").filter(pk=again.pk).update(restricted=True)
    with pytest.raises(InvalidInput):
        link(rosa, again, ines)
    with pytest.raises(NotFound):
        link(again, rosa, ines)
    RestrictedAccess.objects.create(client=again, user=ines)
    assert link(again, rosa, ines).status == "linked"


def test_the_case_manager_of_a_restricted_record_may_link_it(rosa, again):
    maria = make_user("case_manager")
    for client in (rosa, again):
        make_case(client, make_team(), maria)
    Client.objects.unscoped("restricted").filter(pk=rosa.pk).update(restricted=True)
    assert link(rosa, again, maria).status == "linked"


def test_emergency_access_links_and_undoes_nothing(rosa, again, ines):
    made = link(rosa, again, ines)
    other = make_client()
    make_case(again, make_team(), make_user("case_manager"))
    opened = make_actor(ines, opened=[again.pk])
    with pytest.raises(NotAllowed, match="Emergency access does not let you link this record"):
        link(again, other, opened)
    with pytest.raises(NotAllowed, match="Emergency access does not let you undo this link"):
        undo_link(made.pk, actor=opened, version=1, reason="x")
    undo_link(made.pk, actor=system_actor("test"), version=1, reason="x")
    with pytest.raises(InvalidInput):
        link(other, again, opened)


def test_whoever_sees_one_record_alone_sees_no_link(rosa, again, ines):
    made = link(rosa, again, ines)
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    assert list(RecordLink.objects.visible_to(make_actor(maria))) == []
    make_case(again, make_team(), maria)
    assert list(RecordLink.objects.visible_to(make_actor(maria))) == [made]


def test_a_partner_neither_links_nor_sees_links(rosa, again, ines):
    partner = make_api_actor("clients:read", "clients:write", "cases:write")
    for client in (rosa, again):
        make_case(client, referred_by_client_id=partner.id)
    with pytest.raises(NotAllowed):
        link(rosa, again, partner)
    Case.objects.unscoped("closed").update(status="closed")
    link(rosa, again, ines)
    assert list(RecordLink.objects.visible_to(partner)) == []


# The timeline


def told(actor, client) -> list[str]:
    """What stands on the timeline, oldest first, without what became due."""
    events = timeline(actor, client).exclude(object_type="followups.followup").order_by("id")
    return [entry.label for entry in entries(list(events))]


def test_both_timelines_tell_the_link_and_its_end_and_both_chains_hold(rosa, again, ines):
    made = link(rosa, again, ines)
    actor = make_actor(ines)
    assert (told(actor, rosa), told(actor, again)) == (["Records linked"], ["Records linked"])
    undo_link(made.pk, actor=actor, version=1, reason="Sisters")
    assert told(actor, rosa) == told(actor, again) == ["Records linked", "Link undone"]
    written = Event.objects.unscoped("result").filter(object_id=made.pk).order_by("id").values_list("name", "record", "position")
    assert list(written) == [
        ("record_link.linked", rosa.pk, 1), ("record_link.linked", again.pk, 1),
        ("record_link.undone", rosa.pk, 2), ("record_link.undone", again.pk, 2),
    ]  # fmt: skip
    assert list(faults()) == []


def test_the_kept_timeline_reads_the_duplicates_too_until_the_link_is_undone(rosa, again, ines):
    actor = make_actor(ines)
    case = refer_client(again.pk, actor=actor, **REFERRAL)
    decline_referral(case.pk, actor=actor, version=1, decline_reason="duplicate")
    assert told(actor, rosa) == []
    made = link(rosa, again, ines)
    assert told(actor, rosa) == ["Referral received", "Referral declined", "Records linked"]
    undo_link(made.pk, actor=actor, version=1, reason="Sisters")
    assert told(actor, rosa) == ["Records linked", "Link undone"]
    assert told(actor, again) == ["Referral received", "Referral declined", "Records linked", "Link undone"]


def test_reading_the_kept_timeline_is_a_reading_of_the_duplicate_too(rosa, again, ines, browser):
    link(rosa, again, ines)
    browser.get(f"/clients/{rosa.pk}/timeline/")
    read = Disclosure.objects.unscoped("result").filter(view="timeline").values_list("clients", flat=True)
    assert sorted(read) == sorted([[rosa.pk], [again.pk]])


def test_a_duplicates_events_stay_hidden_from_whoever_does_not_see_the_duplicate(rosa, again, ines):
    actor = make_actor(ines)
    refer_client(again.pk, actor=actor, **REFERRAL)
    link(rosa, again, ines)
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    assert told(make_actor(maria), rosa) == ["Records linked"]


# Referring and registering


def test_a_referral_on_a_duplicate_is_refused_and_told_where_to_go(rosa, again, ines):
    link(rosa, again, ines)
    with pytest.raises(StepRefused) as refusal:
        refer_client(again.pk, actor=make_actor(ines), **REFERRAL)
    assert str(refusal.value) == "This record is a duplicate, linked to the record of Rosa Delgado. Use that one."
    assert Case.objects.unscoped("result").count() == 0
    assert refer_client(rosa.pk, actor=make_actor(ines), **REFERRAL).status == "referred"


def test_what_is_told_of_the_kept_record_depends_on_who_asks(rosa, again, ines):
    link(rosa, again, ines)
    make_case(rosa, make_team("Harbor"), make_user("case_manager"))

    def told_to(actor):
        with pytest.raises(StepRefused) as refusal:
            refer_client(again.pk, actor=actor, **REFERRAL)
        return str(refusal.value)

    assert told_to(make_actor(ines)) == "This record is a duplicate, linked to the record of Rosa Delgado. Ask your supervisor."
    Client.objects.unscoped("restricted").filter(pk=rosa.pk).update(restricted=True)
    hidden = "This record is a duplicate, linked to a record you may not see."
    assert told_to(make_actor(ines)) == f"{hidden} Ask your supervisor."
    partner = make_api_actor("cases:write", "clients:read")
    Client.objects.unscoped("registered").filter(pk=again.pk).update(registered_by_client_id=partner.id, restricted=False)
    Client.objects.unscoped("opened").filter(pk=rosa.pk).update(restricted=False)
    assert told_to(partner) == f"{hidden} Ask the agency which one to use."


def test_a_duplicates_closed_case_is_not_reopened_there(rosa, again, ines):
    case = make_case(again, make_team(), status="closed")
    link(rosa, again, ines)
    with pytest.raises(StepRefused, match="linked to the record of Rosa Delgado"):
        reopen_case(case.pk, actor=make_actor(ines), **REFERRAL)
    assert Case.objects.unscoped("result").count() == 1


def test_registering_somebody_known_under_a_duplicate_leads_to_the_kept_record(rosa, ines):
    actor = make_actor(ines)
    who = {"given_name": "Rose", "family_name": "Ruiz", "identifier_kind": "MA", "identifier_issuer": "MassHealth"}
    known = register_client(actor=actor, **who, identifier_value="100-200")
    link(rosa, known, ines)
    with pytest.raises(StepRefused) as refusal:
        register_client(actor=actor, **who, identifier_value="100200")
    assert str(refusal.value) == (
        "A record with this identifier exists. It is a duplicate, linked to the record of Rosa Delgado. Use that one instead of "
        "making another."
    )


# The pages


def test_the_duplicates_page_leads_to_the_kept_record_on_every_tab(rosa, again, ines, browser):
    link(rosa, again, ines)
    for tab in ("", "timeline/", "contacts/", "documents/", "cases/"):
        page = browser.get(f"/clients/{again.pk}/{tab}").content.decode()
        assert f'This record is a duplicate, linked to <a href="/clients/{rosa.pk}/">the record of Rosa Delgado</a>.' in page
    assert "This record is a duplicate" not in browser.get(f"/clients/{rosa.pk}/").content.decode()


def test_the_kept_page_lists_the_duplicates_with_undo(rosa, again, ines, browser):
    made = link(rosa, again, ines)
    page = browser.get(f"/clients/{rosa.pk}/").content.decode()
    assert f'<a href="/clients/{again.pk}/">Rosa Delgado-Ruiz</a>' in page
    assert f'href="/record-links/{made.pk}/undo/"' in page
    form = browser.get(f"/record-links/{made.pk}/undo/").content.decode()
    assert "Both records go on by themselves, each with all it has." in form
    assert "In use" in form and "Linked as its duplicate" in form
    answer = browser.post(f"/record-links/{made.pk}/undo/", {"reason": "Sisters", "version": "1"}, follow=True)
    assert answer.redirect_chain == [(f"/clients/{rosa.pk}/", 302)]
    assert "Link undone." in answer.content.decode()
    assert links() == [(rosa.pk, again.pk, "undone")]


def test_a_duplicate_somebody_may_not_see_is_not_listed(rosa, again, ines):
    link(rosa, again, ines)
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    browser = Browser()
    browser.force_login(maria, backend=BACKEND)
    page = browser.get(f"/clients/{rosa.pk}/").content.decode()
    assert "Linked records" not in page and "Delgado-Ruiz" not in page


def test_the_other_record_is_found_among_the_likely_ones_and_by_a_search(rosa, again, browser):
    assert f"/clients/{rosa.pk}/duplicates/" in browser.get(f"/clients/{rosa.pk}/").content.decode()
    page = browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    assert "May be the same person" in page and "A name that sounds alike, Same birth date" in page
    assert f"/clients/{rosa.pk}/link-record-link/?duplicate={again.pk}" in page
    assert f"/clients/{again.pk}/link-record-link/?duplicate={rosa.pk}" in page
    stranger = make_client(given_name="Wanda", family_name="Kowalski", birth_date=None)
    found = browser.post(f"/clients/{rosa.pk}/duplicates/", {"q": "kowalsky"})
    assert f"?duplicate={stranger.pk}" in found.content.decode()
    assert "kowalsky" not in found.request["QUERY_STRING"]
    read = Disclosure.objects.unscoped("result").filter(view="duplicates", clients__contains=[stranger.pk])
    assert read.count() == 1


def test_an_empty_search_says_what_was_checked(rosa, browser):
    assert "No record looks like this one" in browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    page = browser.post(f"/clients/{rosa.pk}/duplicates/", {"q": "Zzyzx"}).content.decode()
    assert "No other record found" in page


def test_a_match_that_is_not_ones_to_see_offers_no_link(rosa, again, browser):
    make_case(again, make_team("Harbor"), make_user("case_manager"))
    page = browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    assert "Open, Harbor" in page and "Not yours to see: whoever sees both records can link them." in page
    assert "link-record-link" not in page
    Client.objects.unscoped("restricted").filter(pk=again.pk).update(restricted=True)
    page = browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    assert "A restricted record" in page
    assert "Delgado-Ruiz" not in page and "Harbor" not in page


def test_whoever_may_not_link_does_not_get_the_page(rosa):
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    browser = Browser()
    browser.force_login(maria, backend=BACKEND)
    assert browser.get(f"/clients/{rosa.pk}/duplicates/").status_code == 403
    assert "duplicates/" not in browser.get(f"/clients/{rosa.pk}/").content.decode()


def test_the_step_page_shows_both_records_and_takes_the_step(rosa, again, browser):
    url = f"/clients/{rosa.pk}/link-record-link/"
    page = browser.get(f"{url}?duplicate={again.pk}").content.decode()
    assert "Stays in use" in page and "Becomes the duplicate" in page and "Rosa Delgado-Ruiz" in page
    refused = browser.post(url, {"duplicate": str(again.pk), "why": ""})
    assert refused.status_code == 400 and "Rosa Delgado-Ruiz" in refused.content.decode()
    answer = browser.post(url, {"duplicate": str(again.pk), "why": "Same Medicaid number"}, follow=True)
    assert answer.redirect_chain == [(f"/clients/{rosa.pk}/", 302)]
    assert links() == [(rosa.pk, again.pk, "linked")]


@pytest.mark.parametrize("chosen", ["", "?duplicate=no-id", "?duplicate=01890000-0000-7000-8000-000000000001"])
def test_the_step_page_without_a_known_record_says_what_to_do_first(rosa, browser, chosen):
    page = browser.get(f"/clients/{rosa.pk}/link-record-link/{chosen}")
    assert page.status_code == 200
    assert f'<a href="/clients/{rosa.pk}/duplicates/">Find the other record first</a>' in page.content.decode()


def test_search_and_list_show_a_duplicate_with_its_hint(rosa, again, ines, browser):
    link(rosa, again, ines)
    hint = f'Duplicate, linked to <a href="/clients/{rosa.pk}/">Rosa Delgado</a>'
    for page in (browser.post("/clients/search/", {"q": "Delgado"}), browser.get("/clients/")):
        assert page.content.decode().count(hint) == 1


def test_the_match_list_of_intake_shows_the_hint(rosa, again, ines, browser):
    link(rosa, again, ines)
    page = browser.post("/clients/matches/", {"given_name": "Rosa", "family_name": "Delgado-Ruiz", "birth_date": "1950-01-01"})
    assert f'Duplicate, linked to <a href="/clients/{rosa.pk}/">Rosa Delgado</a>' in page.content.decode()


# The API


@pytest.fixture
def call(ines):
    make_access_token(ines, "cmp_ines")

    def send(method, path, body=None, **headers):
        headers = {"authorization": "Bearer cmp_ines", **headers}
        return getattr(Browser(), method)(path, body, content_type="application/json", headers=headers)

    return send


def test_the_api_links_lists_and_undoes(rosa, again, call):
    made = call("post", "/api/v1/record-links/", {"client": str(rosa.pk), "duplicate": str(again.pk), "why": "Same number"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["client"], body["duplicate"], body["status"], body["why"]) == (
        str(rosa.pk),
        str(again.pk),
        "linked",
        "Same number",
    )
    assert [(action["name"], action["allowed"]) for action in body["actions"]] == [("record_link.undo", True)]
    for query in (f"client={rosa.pk}", f"duplicate={again.pk}", "status=linked"):
        assert [row["id"] for row in call("get", f"/api/v1/record-links/?{query}").json()["results"]] == [body["id"]]
    assert call("get", f"/api/v1/record-links/?client={again.pk}").json()["results"] == []
    undone = call("post", f"/api/v1/record-links/{body['id']}/undo/", {"reason": "Sisters"}, **{"if-match": made["ETag"]})
    assert (undone.status_code, undone.json()["status"], undone.json()["undone_reason"]) == (200, "undone", "Sisters")


def test_the_api_says_of_which_record_a_client_is_the_duplicate(rosa, again, ines, call):
    link(rosa, again, ines)
    body = call("get", f"/api/v1/clients/{again.pk}/").json()
    assert body["duplicate_of"] == str(rosa.pk)
    refer = next(action for action in body["actions"] if action["name"] == "case.refer")
    assert (refer["allowed"], refer["reason"]) == (
        False, "This record is a duplicate, linked to the record of Rosa Delgado. Use that one.",
    )  # fmt: skip
    assert call("get", f"/api/v1/clients/{rosa.pk}/").json()["duplicate_of"] is None
    make_case(rosa, make_team(), make_user("case_manager"))
    assert call("get", f"/api/v1/clients/{again.pk}/").json()["duplicate_of"] is None


def test_refusals_by_the_api_are_problems_in_words(rosa, again, call):
    same = call("post", "/api/v1/record-links/", {"client": str(rosa.pk), "duplicate": str(rosa.pk), "why": "x"})
    assert (same.status_code, same.json()["detail"]) == (422, "This is the same record. Choose the other one.")
    nobody = call("post", "/api/v1/record-links/", {"client": str(rosa.pk), "duplicate": "nonsense", "why": "x"})
    assert (nobody.status_code, nobody["Content-Type"]) == (400, "application/problem+json")
    assert links() == []


def test_lists_cost_no_more_queries_for_many_duplicates(rosa, ines, call, browser):
    def cost(get):
        get()  # the first request of a session also writes when it was last used
        with CaptureQueriesContext(connection) as counted:
            assert get().status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in counted)

    doors = (
        lambda: browser.get("/clients/"),
        lambda: browser.post("/clients/search/", {"q": "Delgado"}),
        lambda: browser.get(f"/clients/{rosa.pk}/"),
        lambda: call("get", "/api/v1/clients/"),
        lambda: call("get", "/api/v1/record-links/"),
    )
    for _ in range(3):
        link(rosa, make_client(family_name="Delgado"), ines)
    few = [cost(door) for door in doors]
    for _ in range(15):
        link(rosa, make_client(family_name="Delgado"), ines)
    assert [cost(door) for door in doors] == few
    assert few[0] <= 12 and few[1] <= 12


@pytest.mark.django_db(transaction=True)
def test_eight_links_at_once_make_one_and_no_circle():
    ines = make_actor("intake")
    one, other = make_client(), make_client()
    pairs = [(one, other), (other, one)] * 4

    def attempt(pair):
        try:
            link(pair[0], pair[1], ines)
        except StepRefused:
            return "refused"
        finally:
            connection.close()
        return "linked"

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(attempt, pairs))
    assert results == ["linked", *["refused"] * 7]
    assert len(links()) == 1
