"""Emergency access: who may, naming a record one cannot see, what it opens and for how long, its review, its trace."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.functions import Now
from django.test import Client as Browser

from accounts.models import Agency
from accounts.queries import actor_for
from clients.actions.details import add_address, add_identifier
from clients.actions.emergency import (
    NO_MATCH,
    end_emergency_access,
    open_emergency_access,
    review_emergency_access,
)
from clients.actions.restriction import restrict_client
from clients.models import Client, Disclosure, EmergencyAccess
from clients.queries.emergency import open_now
from followups.models import FollowUp
from tests.factories.accounts import (
    PASSWORD,
    make_access_token,
    make_actor,
    make_api_actor,
    make_team,
    make_user,
)
from tests.followups.stories import Cast, a_client, an_accepted_case, cast
from workflow.identifiers import new_id
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)
ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}
WHY = {"reason_code": "danger", "explanation": "A neighbour heard screams"}


def a_restricted_client(who: Cast) -> Client:
    client = an_accepted_case(who).client
    restricted: Client = restrict_client(client.pk, actor=who.maria, version=client.version, reason="Safety")
    return restricted


def confirmed(actor: Any) -> Any:
    return replace(actor, confirmed=True)


def as_now(user: Any) -> Any:
    """The actor of this person's next request."""
    return actor_for(user, "web", opened=open_now(user.pk))


def opened(who: Cast, by: str = "devon", **named: Any) -> EmergencyAccess:
    access: EmergencyAccess = open_emergency_access(actor=confirmed(getattr(who, by)), **(named or ROSA), **WHY)
    return access


def accesses() -> int:
    return EmergencyAccess.objects.unscoped("result").count()


def sees(user: Any, client: Client) -> bool:
    return Client.objects.visible_to(as_now(user)).filter(pk=client.pk).count() == 1


def signed_in(user: Any, *, confirmed: bool = True) -> Browser:
    browser = Browser()
    user.set_password(PASSWORD)
    user.save()
    if confirmed:
        browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    else:
        browser.force_login(user)
    return browser


# Naming a record


def test_both_names_and_the_birth_date_open_the_record_for_an_hour():
    who = cast()
    client = a_restricted_client(who)
    with time_machine.travel(NOON + timedelta(days=365), tick=False):
        access = opened(who)
        assert (access.client, access.user, access.status) == (client, who.people["devon"], "given")
        assert access.expires_at == datetime.now(UTC) + timedelta(minutes=60)
        assert sees(who.people["devon"], client) is True


def test_the_agency_decides_how_long():
    who = cast()
    a_restricted_client(who)
    Agency.objects.update(emergency_access_minutes=15)
    with time_machine.travel(NOON + timedelta(days=365), tick=False):
        assert opened(who).expires_at == datetime.now(UTC) + timedelta(minutes=15)


def test_a_whole_number_names_the_record_however_it_is_typed():
    who = cast()
    client = an_accepted_case(who).client
    add_identifier(client.pk, actor=who.maria, version=1, kind="MR", issuer="Harbor General", value="HG-4711 22")
    assert opened(who, identifier="hg471122").client == client


def test_a_known_id_names_the_record():
    who = cast()
    client = a_restricted_client(who)
    assert opened(who, client=str(client.pk)).client == client


@pytest.mark.parametrize(
    "named",
    [
        {"client": str(new_id())},
        {"identifier": "HG-4711 2"},
        {**ROSA, "birth_date": "1950-03-05"},
        {**ROSA, "given_name": "Ros"},
        {**ROSA, "family_name": "Delgadillo"},
        {**ROSA, "client": str(new_id())},
    ],
    ids=["another id", "part of a number", "another day", "part of a name", "another name", "right name, wrong id"],
)
def test_what_is_not_exact_and_what_is_absent_get_the_same_sentence(named):
    who = cast()
    client = a_restricted_client(who)
    add_identifier(client.pk, actor=who.maria, version=2, kind="MR", issuer="Harbor General", value="HG-4711 22")
    with pytest.raises(StepRefused) as refusal:
        open_emergency_access(actor=confirmed(who.devon), **named, **WHY)
    assert str(refusal.value) == NO_MATCH
    assert accesses() == 0


@pytest.mark.parametrize("missing", ["given_name", "family_name", "birth_date"])
def test_half_a_name_is_not_enough_to_ask(missing):
    who = cast()
    a_restricted_client(who)
    with pytest.raises(InvalidInput) as refusal:
        open_emergency_access(actor=confirmed(who.devon), **{k: v for k, v in ROSA.items() if k != missing}, **WHY)
    assert refusal.value.errors == {"__all__": ["Give the whole number, or both names and the birth date."]}


def test_two_records_of_the_same_name_and_day_want_a_number():
    who = cast()
    a_restricted_client(who)
    a_client(who.ines)
    with pytest.raises(StepRefused) as refusal:
        opened(who)
    assert str(refusal.value) == "More than one record matches. Give a number as well."


def test_a_record_one_sees_needs_no_emergency():
    who = cast()
    a_restricted_client(who)
    with pytest.raises(StepRefused) as refusal:
        opened(who, by="maria")
    assert str(refusal.value).startswith("You can see this record already")
    assert accesses() == 0


def test_another_team_s_client_opens_as_well():
    who = cast()
    client = an_accepted_case(who).client
    elsewhere = make_user("case_manager", make_team("Hillside"))
    open_emergency_access(actor=make_actor(elsewhere, confirmed=True), **ROSA, **WHY)
    assert sees(elsewhere, client) is True


# Who may


@pytest.mark.parametrize("role", ["case_manager", "supervisor", "intake"])
def test_staff_who_work_with_clients_may(role):
    a_restricted_client(cast())
    user = make_user(role, make_team("Hillside"))
    open_emergency_access(actor=make_actor(user, confirmed=True), **ROSA, **WHY)
    assert accesses() == 1


@pytest.mark.parametrize("role", ["privacy_officer", "administrator", None])
def test_others_may_not_and_learn_nothing(role):
    a_restricted_client(cast())
    actor = make_actor(make_user(role), confirmed=True)
    for named in (ROSA, {**ROSA, "family_name": "Nobody"}):
        with pytest.raises(NotAllowed) as refusal:
            open_emergency_access(actor=actor, **named, **WHY)
        assert str(refusal.value) == "Only case managers, supervisors and intake workers can open a record in an emergency."
    assert accesses() == 0


def test_a_partner_system_never_may():
    a_restricted_client(cast())
    with pytest.raises(NotAllowed):
        open_emergency_access(actor=confirmed(make_api_actor("clients:write", "staff:act")), **ROSA, **WHY)
    assert accesses() == 0


def test_whoever_has_not_just_confirmed_who_they_are_is_told_to():
    who = cast()
    a_restricted_client(who)
    with pytest.raises(StepRefused) as refusal:
        open_emergency_access(actor=who.devon, **ROSA, **WHY)
    assert str(refusal.value).startswith("Confirm first that it is you")
    assert accesses() == 0


# How long, and the end of it


def test_it_closes_by_itself_to_the_second_by_the_clock_of_the_database():
    who = cast()
    client = a_restricted_client(who)
    with time_machine.travel(NOON, tick=False):
        access = opened(who)
    assert access.expires_at == NOON + timedelta(minutes=60)
    mine = EmergencyAccess.objects.unscoped("the test moves the end").filter(pk=access.pk)
    mine.update(expires_at=Now() + timedelta(seconds=1))
    assert sees(who.people["devon"], client) is True
    mine.update(expires_at=Now())
    assert sees(who.people["devon"], client) is False


def test_it_can_be_ended_at_once_but_not_twice():
    who = cast()
    client = a_restricted_client(who)
    access = opened(who)
    end_emergency_access(access.pk, actor=as_now(who.people["devon"]), version=1)
    assert sees(who.people["devon"], client) is False
    with pytest.raises(StepRefused) as refusal:
        end_emergency_access(access.pk, actor=as_now(who.people["devon"]), version=2)
    assert str(refusal.value) == "This access has ended already."


def test_a_reviewer_can_end_it_and_a_bystander_does_not_know_of_it():
    who = cast()
    client = a_restricted_client(who)
    access = opened(who)
    with pytest.raises(NotFound):
        end_emergency_access(access.pk, actor=who.ines, version=1)
    assert sees(who.people["devon"], client) is True
    end_emergency_access(access.pk, actor=who.sam, version=1)
    assert sees(who.people["devon"], client) is False


def test_it_opens_one_record_and_no_other():
    who = cast()
    a_restricted_client(who)
    other = a_client(who.ines, given_name="Otto", family_name="Brandt")
    restrict_client(other.pk, actor=who.ines, version=1, reason="Safety")
    opened(who)
    assert sees(who.people["devon"], other) is False


def test_it_ends_with_the_role_that_allowed_it():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    who.people["devon"].memberships.update(status="ended")
    assert sees(who.people["devon"], client) is False


# Review


def test_the_supervisor_is_told_at_once_and_the_review_ends_it():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    [told] = FollowUp.objects.unscoped("result").filter(kind="review_emergency_access")
    assert (told.team, told.urgency, told.why) == (who.team, "urgent", "Devon: Danger to the client or somebody else")
    review_emergency_access(access.pk, actor=who.sam, version=1, finding="justified")
    told.refresh_from_db(from_queryset=FollowUp.objects.unscoped("result"))
    assert (told.status, told.outcome) == ("done", "Reviewed.")
    access = EmergencyAccess.objects.unscoped("result").get()
    assert (access.status, access.finding, access.reviewed_by_name) == ("reviewed", "justified", "Sam")


def test_nobody_reviews_their_own():
    who = cast()
    a_restricted_client(who)
    access = opened(who, by="sam")
    with pytest.raises(NotAllowed) as refusal:
        review_emergency_access(access.pk, actor=as_now(who.people["sam"]), version=1, finding="justified")
    assert str(refusal.value) == "Somebody else than the person who used it has to review it."
    officer = make_actor("privacy_officer")
    review_emergency_access(access.pk, actor=officer, version=1, finding="justified")
    assert EmergencyAccess.objects.unscoped("result").get().reviewed_by_name == officer.name


def test_what_was_not_right_wants_a_word():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    for finding in ("not_justified", "unclear"):
        with pytest.raises(InvalidInput) as refusal:
            review_emergency_access(access.pk, actor=who.sam, version=1, finding=finding)
        assert refusal.value.errors == {"review_note": ["Say what was not right, and what follows from it."]}
    assert EmergencyAccess.objects.unscoped("result").get().status == "given"


def test_another_team_s_supervisor_and_a_colleague_see_nothing_to_review():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    elsewhere = make_actor("supervisor", make_team("Hillside"))
    for actor in (elsewhere, who.ines, make_actor("administrator")):
        with pytest.raises(NotFound):
            review_emergency_access(access.pk, actor=actor, version=1, finding="justified")


def test_a_review_does_not_end_a_running_access():
    who = cast()
    client = a_restricted_client(who)
    access = opened(who)
    review_emergency_access(access.pk, actor=who.sam, version=1, finding="justified")
    assert sees(who.people["devon"], client) is True


# Its trace


def test_the_event_tells_the_reason_s_kind_and_not_what_happened():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    event = Event.objects.unscoped("result").get(name="emergency_access.opened")
    assert (event.record, event.actor_name, event.data) == (client.pk, "Devon", {"reason_code": "danger", "minutes": 60})
    assert "screams" not in f"{event.data}{event.reason}"


def test_readings_in_an_emergency_are_marked_and_ordinary_ones_are_not():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    for person in ("devon", "maria"):
        browser = Browser()
        browser.force_login(who.people[person])
        assert browser.get(f"/clients/{client.pk}/").status_code == 200
    rows = Disclosure.objects.unscoped("result").filter(view="overview").order_by("id")
    assert [(row.actor_name, row.emergency) for row in rows] == [("Devon", True), ("Maria", False)]


@pytest.mark.parametrize("named", [{**ROSA, "family_name": "Nobody"}, {"client": str(new_id())}])
def test_a_failed_attempt_is_kept_without_any_name(named):
    who = cast()
    a_restricted_client(who)
    browser = signed_in(who.people["devon"])
    answer = browser.post("/clients/emergency/", {**named, **WHY, "idempotency_key": "once"})
    assert answer.status_code == 422
    assert NO_MATCH in answer.content.decode()
    [row] = Disclosure.objects.unscoped("result").filter(view="refused:emergency_access.open")
    assert (row.actor_name, row.clients, row.reason) == ("Devon", [], NO_MATCH)


def test_an_attempt_of_somebody_who_may_not_is_kept_too():
    a_restricted_client(cast())
    browser = signed_in(make_user("privacy_officer", name="Priya"))
    answer = browser.post("/clients/emergency/", {**ROSA, **WHY})
    assert (answer.status_code, accesses()) == (403, 0)
    [row] = Disclosure.objects.unscoped("result").filter(view="refused:emergency_access.open")
    assert (row.actor_name, row.clients) == ("Priya", [])


# Pages


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


# API


def test_a_session_that_confirmed_opens_and_ends_by_the_api():
    who = cast()
    client = a_restricted_client(who)
    browser = signed_in(who.people["devon"])
    made = browser.post("/api/v1/emergency-accesses/", {**ROSA, **WHY}, content_type="application/json")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["client"], body["status"], body["user_name"]) == (str(client.pk), "given", "Devon")
    assert [(a["name"], a["allowed"]) for a in body["actions"]] == [
        ("emergency_access.end", True),
        ("emergency_access.review", False),
    ]
    assert browser.get(f"/api/v1/clients/{client.pk}/").status_code == 200
    ended = browser.post(
        f"/api/v1/emergency-accesses/{body['id']}/end/", {}, content_type="application/json", headers={"If-Match": made["ETag"]}
    )
    assert ended.status_code == 200
    assert browser.get(f"/api/v1/clients/{client.pk}/").status_code == 404


def test_a_personal_access_token_cannot_and_is_told_why():
    who = cast()
    a_restricted_client(who)
    make_access_token(who.people["devon"])
    answer = Browser().post(
        "/api/v1/emergency-accesses/", {**ROSA, **WHY}, content_type="application/json",
        headers={"Authorization": "Bearer cmp_token-of-the-tests", "Idempotency-Key": "k1"},
    )  # fmt: skip
    assert (answer.status_code, accesses()) == (422, 0)
    assert answer.json()["detail"].startswith("Confirm first that it is you")
    assert Disclosure.objects.unscoped("result").filter(view="refused:emergency_access.open").count() == 1


def test_the_api_lists_one_s_own_and_those_to_review():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    for person, count in (("devon", 1), ("sam", 1), ("ines", 0), ("maria", 0)):
        browser = Browser()
        browser.force_login(who.people[person])
        found = browser.get("/api/v1/emergency-accesses/?status=given").json()["results"]
        assert [row["id"] for row in found] == [str(access.pk)] * count, person
