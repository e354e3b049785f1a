"""A safety flag at 22:00 while Maria is away: the duty worker is told and takes it on, by the page and by the API; Maria is left in peace."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client as Api
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from accounts.queries import actor_for
from clients.models import Client
from followups.actions import claims
from followups.models import FollowUp
from tests.assessments.stories import phq9, use
from tests.browser.conftest import NewPage, axe_findings, is_too_wide, open_page, sign_in
from tests.factories.absence import make_cover, make_shift
from tests.factories.accounts import make_access_token, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.followups.due import WHY, run, told
from workflow.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

# A Wednesday, 22:00 in New York.
AT_NIGHT = datetime(2031, 5, 8, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_night(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(claims, "database_now", lambda: AT_NIGHT + timedelta(minutes=1))
    with time_machine.travel(AT_NIGHT, tick=True):
        yield


@pytest.fixture
def people() -> dict[str, User]:
    make_agency(time_zone="America/New_York")
    team = make_team("Harbor")
    roles = {"Maria": "case_manager", "Devon": "case_manager", "Nora": "case_manager", "Sam": "supervisor"}
    return {name: make_user(role, team, name=name) for name, role in roles.items()}


@pytest.fixture
def client(people: dict[str, User]) -> Client:
    """Maria's client; she is away, Devon covers in his hours, and Nora is on duty at night."""
    use("phq-9")
    rosa: Client = make_case(make_client(given_name="Rosa", family_name="Delgado"), team_of(people), people["Maria"]).client
    make_cover(people["Maria"], people["Devon"])
    make_shift(people["Nora"], team_of(people))
    return rosa


def team_of(people: dict[str, User]) -> Team:
    team: Team = people["Maria"].memberships.get().team
    return team


def answered_at_night(client: Client, sam: User) -> FollowUp:
    """Sam takes the call and sends the questionnaire as one document."""
    make_access_token(sam, "cmp_sam")
    body = {"instrument": "phq-9", "answers": {**phq9(1, 1, 1, 0, 0, 0, 0, 0, 1), "difficulty": "LA6573-5"}}
    sent = Api().post(
        f"/api/v1/clients/{client.pk}/record-assessment/", body, "application/json", headers={"Authorization": "Bearer cmp_sam"}
    )
    assert sent.status_code == 201, sent.content
    assert [flag["id"] for flag in sent.json()["flags"]] == ["self-harm-thoughts"]
    assert run()["sent"] >= 1
    flag: FollowUp = FollowUp.objects.unscoped(WHY).get(kind="safety_flag")
    return flag


def nobody_but_nora_was_told(people: dict[str, User]) -> None:
    assert {name: told(person) for name, person in people.items()} == {"Maria": [], "Devon": [], "Nora": ["urgent"], "Sam": []}
    assert [message.to for message in mail.outbox] == [[people["Nora"].email]]
    assert "Rosa" not in mail.outbox[0].subject + str(mail.outbox[0].body)


def test_in_the_browser(new_page: NewPage, live_server: Any, people: dict[str, User], client: Client) -> None:
    flag = answered_at_night(client, people["Sam"])
    nobody_but_nora_was_told(people)
    nora, maria = new_page(width=400, color_scheme="dark"), new_page()
    sign_in(nora, people["Nora"], live_server.url)
    sign_in(maria, people["Maria"], live_server.url)
    is_told_of_it(nora)
    takes_it_on(nora)
    flag.refresh_from_db()
    assert (flag.acknowledged_by_name, flag.owner) == ("Nora", people["Maria"])
    has_been_left_in_peace(maria)
    works_it(nora, client)
    flag.refresh_from_db()
    assert (flag.status, flag.outcome, flag.owner) == ("done", "She is with her sister and safe.", people["Maria"])
    assert Client.objects.visible_to(actor_for(people["Nora"], "web")).count() == 0
    has_been_left_in_peace(maria)


def works_it(nora: Page, client: Client) -> None:
    """She calls Rosa, writes down that she did, and says what became of it; then the record is closed to her again."""
    open_page(nora, f"/clients/{client.pk}/")
    nora.get_by_role("link", name="Log contact").first.click()
    nora.get_by_label("Reached: two-way contact").check()
    nora.get_by_role("button", name="Log contact").click()
    expect(nora.get_by_text("Contact logged").first).to_be_visible()
    open_page(nora, f"/clients/{client.pk}/")
    nora.get_by_role("region", name="What is due").get_by_role("link", name="Done").first.click()
    nora.get_by_label("What happened").fill("She is with her sister and safe.")
    nora.get_by_role("button", name="Done").click()
    expect(nora.get_by_text("Follow-up done").first).to_be_visible()


def is_told_of_it(nora: Page) -> None:
    open_page(nora, "/notifications/")
    assert (axe_findings(nora), is_too_wide(nora)) == ([], False)
    row = nora.get_by_role("region", name="Told").get_by_role("listitem")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Rosa Delgado")
    expect(row).to_contain_text("Urgent")


def takes_it_on(nora: Page) -> None:
    nora.get_by_role("region", name="Told").get_by_text("Acknowledge").first.click()
    if "acknowledge" in nora.url:
        nora.get_by_role("button", name="Acknowledge").click()
    expect(nora.get_by_text("Acknowledged").first).to_be_visible()


def has_been_left_in_peace(maria: Page) -> None:
    open_page(maria, "/notifications/")
    expect(maria.get_by_text("No notifications")).to_be_visible()


def test_by_the_api(people: dict[str, User], client: Client) -> None:
    flag = answered_at_night(client, people["Sam"])
    nobody_but_nora_was_told(people)
    make_access_token(people["Nora"], "cmp_nora")
    nora = {"Authorization": "Bearer cmp_nora"}
    (row,) = Api().get("/api/v1/notifications/", headers=nora).json()["results"]
    assert (row["rung"], row["follow_up"]) == ("urgent", str(flag.pk))
    taken = Api().post(
        f"/api/v1/follow-ups/{flag.pk}/acknowledge/", {}, "application/json", headers={**nora, "If-Match": f'"{flag.version}"'}
    )
    assert (taken.status_code, taken.json()["acknowledged_by_name"]) == (200, "Nora")
    assert run() == {}
    body = {"outcome": "Safe with her sister."}
    done = Api().post(
        f"/api/v1/follow-ups/{flag.pk}/complete/", body, "application/json", headers={**nora, "If-Match": taken.headers["ETag"]}
    )
    assert (done.status_code, done.json()["status"]) == (200, "done")
    by = Event.objects.unscoped(WHY).get(name="follow_up.completed")
    assert (by.actor_name, by.record) == ("Nora", client.pk)
    run()
    assert told(people["Maria"]) == []
