"""While a cover runs the coverer sees and does exactly what the caseload's case manager does; before and after, nothing of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.actions.calendar import move_by_time
from accounts.actions.time_off import end_time_off
from accounts.models import Cover, TimeOff
from accounts.queries import actor_for
from clients.actions.contacts import log_contact
from clients.actions.notes import sign_note, start_note
from clients.models import Case, Client, Disclosure, RestrictedAccess
from followups.actions.follow_ups import complete_follow_up
from followups.models import FollowUp
from tests.factories.absence import make_cover, make_time_off
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client, make_note
from workflow.actor import Actor
from workflow.refusals import NotFound

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


class Work:
    """Maria's caseload and Devon's, in one team."""

    def __init__(self) -> None:
        make_agency()
        self.team = make_team("Harbor")
        self.maria, self.devon = (make_user("case_manager", self.team, name=name) for name in ("Maria", "Devon"))
        self.case = make_case(make_client(), self.team, self.maria)
        self.client: Client = self.case.client
        self.own = make_case(make_client(), self.team, self.devon).client
        self.foreign = make_case(make_client(), self.team, make_user("case_manager", self.team)).client

    def cover(self, status: str = "accepted", starts: timedelta = -MINUTE, ends: timedelta = MINUTE) -> Cover:
        now = timezone.now()
        return make_cover(self.maria, self.devon, make_time_off(self.maria, now + starts, now + ends), status=status)

    def actor(self) -> Actor:
        return actor_for(self.devon, "web")


@pytest.fixture
def work() -> Work:
    return Work()


def seen(work: Work) -> set[UUID]:
    return set(Client.objects.visible_to(work.actor()).values_list("pk", flat=True))


def doors(work: Work, client: Client) -> tuple[int, int, bool]:
    """What the page, the API and the function answer Devon about a client of Maria's."""
    browser = Browser()
    browser.force_login(work.devon)
    page = browser.get(f"/clients/{client.pk}/").status_code
    api = browser.get(f"/api/v1/clients/{client.pk}/").status_code
    try:
        log_contact(client.pk, actor=work.actor(), result="no_answer", channel="phone")
    except NotFound:
        return page, api, False
    return page, api, True


OPEN, SHUT = (200, 200, True), (404, 404, False)


def test_by_page_api_and_function_the_caseload_is_open_while_the_cover_runs(work: Work) -> None:
    work.cover()
    assert doors(work, work.client) == OPEN
    assert doors(work, work.foreign) == SHUT
    assert seen(work) == {work.client.pk, work.own.pk}


@pytest.mark.parametrize(
    ("status", "starts", "ends"),
    [
        ("accepted", MINUTE, 2 * MINUTE),  # not begun yet
        ("accepted", -2 * MINUTE, -timedelta(seconds=1)),  # over, and no sweep has come
        ("begun", -2 * MINUTE, -timedelta(seconds=1)),
        ("proposed", -MINUTE, MINUTE),
        ("declined", -MINUTE, MINUTE),
        ("withdrawn", -MINUTE, MINUTE),
        ("returned", -MINUTE, MINUTE),
    ],
)
def test_before_it_after_it_and_without_an_agreement_every_door_is_shut(
    work: Work, status: str, starts: timedelta, ends: timedelta
) -> None:
    work.cover(status, starts, ends)
    assert doors(work, work.client) == SHUT
    assert seen(work) == {work.own.pk}


def test_one_browser_session_loses_sight_at_the_moment_the_cover_ends(work: Work) -> None:
    cover = work.cover()
    browser = Browser()
    browser.force_login(work.devon)
    assert browser.get(f"/clients/{work.client.pk}/").status_code == 200
    Cover._base_manager.filter(pk=cover.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert browser.get(f"/clients/{work.client.pk}/").status_code == 404
    assert browser.get(f"/api/v1/clients/{work.client.pk}/").status_code == 404


def test_a_cover_is_not_passed_on_to_whoever_covers_the_coverer(work: Work) -> None:
    work.cover()
    lena = make_user("case_manager", work.team)
    make_cover(work.devon, lena)
    sees = set(Client.objects.visible_to(actor_for(lena, "web")).values_list("pk", flat=True))
    assert sees == {work.own.pk}


def test_restricted_clients_of_the_caseload_are_seen_as_their_case_manager_sees_them(work: Work) -> None:
    restricted = make_case(make_client(restricted=True), work.team, work.maria).client
    named = make_client(restricted=True)
    make_case(named, work.team, make_user("case_manager", work.team))
    RestrictedAccess.objects.create(client=named, user=work.maria)
    cover = work.cover()
    assert {restricted.pk, named.pk} <= seen(work)
    Cover._base_manager.filter(pk=cover.pk).update(status="returned")
    assert not {restricted.pk, named.pk} & seen(work)


def test_the_coverer_has_the_rights_of_the_case_manager_and_reads_no_draft_of_theirs(work: Work) -> None:
    work.cover()
    draft = make_note(work.client, work.maria, status="draft", body="Not finished")
    case = Case.objects.visible_to(work.actor()).get(pk=work.case.pk)
    follow_up = FollowUp.objects.create(
        client=work.client, case=case, kind="first_contact", title="First contact", why="New", owner=work.maria, team=work.team,
        due_at=timezone.now(), source_key="x", object_id=case.pk,
    )  # fmt: skip
    done = complete_follow_up(follow_up.pk, actor=work.actor(), version=1, outcome="Called her")
    assert (done.status, done.owner) == ("done", work.maria)
    browser = Browser()
    browser.force_login(work.devon)
    offered = {step["name"]: step["allowed"] for step in browser.get(f"/api/v1/cases/{case.pk}/").json()["actions"]}
    assert offered["case.record_change"] is True
    assert offered["case.assign"] is False
    page: Any = browser.get(f"/clients/{work.client.pk}/contacts/")
    assert draft.body not in page.content.decode()


def test_what_is_due_from_the_one_away_stands_on_the_coverer_s_day_and_leaves_it(work: Work) -> None:
    FollowUp.objects.create(
        client=work.client, kind="first_contact", title="First contact", why="New", owner=work.maria, team=work.team,
        due_at=timezone.now() - MINUTE, source_key="x", object_id=work.case.pk,
    )  # fmt: skip
    browser = Browser()
    browser.force_login(work.devon)
    cover = work.cover()
    assert work.client.name in browser.get("/today/").content.decode()
    Cover._base_manager.filter(pk=cover.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert work.client.name not in browser.get("/today/").content.decode()


def test_reading_as_a_coverer_is_logged_under_the_coverer_s_own_name(work: Work) -> None:
    work.cover()
    doors(work, work.client)
    readers = Disclosure.objects.unscoped("a test looks").filter(clients__contains=[work.client.pk])
    assert set(readers.values_list("actor_id", flat=True)) == {work.devon.pk}


def worked_while_away(work: Work) -> TimeOff:
    """Devon logs a contact and signs its note, Maria's absence ends."""
    cover = work.cover(ends=timedelta(hours=1))
    contact = log_contact(work.client.pk, actor=work.actor(), result="reached", channel="phone", minutes=9)
    note = start_note(work.client.pk, actor=work.actor(), contact=contact.pk, body="She is well.")
    sign_note(note.pk, actor=work.actor(), version=note.version, body="She is well.")
    log_contact(work.own.pk, actor=work.actor(), result="no_answer", channel="phone")
    off: TimeOff = TimeOff._base_manager.get(pk=cover.time_off_id)
    return off


def test_whoever_returns_finds_what_was_done_for_their_clients_and_nothing_of_others(work: Work) -> None:
    off = worked_while_away(work)
    ended = end_time_off(off.pk, actor=actor_for(work.maria, "web"), version=off.version)
    counts = dict(ended.summary["counts"])
    assert (counts["contact.logged"], counts["note.signed"]) == (1, 1)
    assert {line["client"] for line in ended.summary["lines"]} == {str(work.client.pk)}
    assert work.client.name not in str(ended.summary)
    assert "She is well." not in str(ended.summary)


def test_the_first_page_says_so_until_it_was_read_and_the_summary_names_the_clients(work: Work) -> None:
    off = worked_while_away(work)
    for model in (TimeOff, Cover):
        model._base_manager.update(ends_at=timezone.now())
    assert move_by_time() == 3
    browser = Browser()
    browser.force_login(work.maria)
    assert f"/me/time-off/{off.pk}/" in browser.get("/today/").content.decode()
    page = browser.get(f"/me/time-off/{off.pk}/").content.decode()
    assert work.client.name in page and "Contact logged" in page
    told = browser.get(f"/api/v1/time-off/{off.pk}/").json()["summary"]
    assert {"what": "Contact logged", "how_often": 1} in told["counts"]
    assert [client["name"] for client in told["clients"]] == [work.client.name]
    version = TimeOff._base_manager.get(pk=off.pk).version
    browser.post(f"/time-off/{off.pk}/read-summary/", {"version": version})
    assert f"/me/time-off/{off.pk}/" not in browser.get("/today/").content.decode()


def test_a_client_given_to_somebody_else_meanwhile_has_no_name_in_the_summary(work: Work) -> None:
    off = worked_while_away(work)
    end_time_off(off.pk, actor=actor_for(work.maria, "web"), version=off.version)
    Case.objects.unscoped("a test moves it").filter(pk=work.case.pk).update(case_manager=work.devon)
    browser = Browser()
    browser.force_login(work.maria)
    page = browser.get(f"/me/time-off/{off.pk}/").content.decode()
    assert work.client.name not in page and "no longer yours to see" in page


def test_the_summary_is_for_the_one_who_was_away_alone(work: Work) -> None:
    off = worked_while_away(work)
    end_time_off(off.pk, actor=actor_for(work.maria, "web"), version=off.version)
    browser = Browser()
    browser.force_login(make_user("supervisor", work.team))
    assert browser.get(f"/api/v1/time-off/{off.pk}/").json()["summary"] is None
    assert work.client.name not in browser.get(f"/me/time-off/{off.pk}/").content.decode()
