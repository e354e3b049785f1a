"""Scripts through the client's own door, both ways: what staff wrote is inert there, and what is typed there is inert to staff."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from accounts.models import User
from careplans.actions.links import issue_link
from clients.models import Client
from tests.doors.cast import browser_of
from tests.doors.corpus import MARK, judged, payload
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.careplans import make_commitment, make_goal, make_plan, propose
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db
WORDS = payload(None, 0)[0]
SHORT = payload(120, 0)[0]


@pytest.fixture
def maria(db: None) -> User:
    cache.clear()
    make_agency()
    return make_user("case_manager", make_team("Harbor"), name="Maria")


@pytest.fixture
def rosa(maria: User) -> Client:
    named = make_client(given_name=payload(80, 0)[0], family_name=payload(80, 3)[0], preferred_name=payload(80, 6)[0])
    client: Client = make_case(named, maria.memberships.get().team, maria).client
    return client


def asked(rosa: Client, maria: User, **fields: Any) -> tuple[str, Any, Any]:
    actor = make_actor(maria)
    plan = make_plan(rosa, actor, title=SHORT)
    goal = make_goal(plan, actor, client_words=WORDS[:1000])
    promise = make_commitment(
        plan, actor, what=payload(300, 2)[0], expectation=payload(300, 9)[0], consequence=payload(300, 14)[0]
    )
    plan = propose(plan, actor)
    link = issue_link(plan.pk, actor=actor, purpose="agree", channel="office_visit", **fields)
    return "/p/" + link.shown_once["link"].split("/p/")[1], goal, promise


def inert(answer: Any, status: int = 200) -> None:
    assert answer.status_code == status
    read = judged(answer.content.decode())
    assert (read.found, read.seen) == ([], True)


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_staff_wrote_is_inert_on_the_clients_page_and_its_paper(maria: User, rosa: Client, language: str) -> None:
    address, _, _ = asked(rosa, maria, language=language)
    for place in (address, address + "?print", f"{address}?lang={MARK}"):
        inert(Browser().get(place))


def test_what_is_typed_there_is_inert_when_it_is_shown_again_and_to_staff(maria: User, rosa: Client) -> None:
    address, goal, promise = asked(rosa, maria)
    said = {
        f"answer-{goal.pk}": "objected", f"words-{goal.pk}": WORDS, f"answer-{promise.pk}": "agreed_with_changes", f"words-{promise.pk}": WORDS,
        "signed_name": SHORT, "feedback": WORDS, "useful": MARK,
    }  # fmt: skip
    guest = Browser()
    inert(guest.post(address, {**said, "version": "0"}), 412)
    taken = guest.post(address, {**said, "useful": "1", "version": "1"})
    assert (taken.status_code, judged(taken.content.decode()).found) == (200, [])
    at_work = browser_of(maria)
    for place in ("plan/", "plan/agreement/", "plan/print/", "timeline/", ""):
        inert(at_work.get(f"/clients/{rosa.pk}/{place}"))
    inert(at_work.get("/promises/"))
