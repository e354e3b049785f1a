"""A hospital discharges Rosa at 16:55 on the Friday before a holiday; Maria works every clock; Rosa is readmitted and Sam sees it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Hospital
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from clients.models import Client
from followups.models import FollowUp
from interop.actions.processing import process_stored
from tests.browser.conftest import NewPage, axe_findings, is_too_wide, open_page, sign_in
from tests.doors.cast import bearer_token
from tests.factories.accounts import make_agency, make_api_client, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.interop.adt import an_adt, lines_of
from transitions.actions.protocols import load_shipped_protocols
from transitions.models import Clock, Transition

pytestmark = pytest.mark.django_db(transaction=True)

BOSTON = ZoneInfo("America/New_York")
WHY = "the walk looks at what was recorded"
# Martin Luther King Jr. Day is the Monday after.
FRIDAY = datetime(2031, 1, 17, 16, 55, tzinfo=BOSTON)


@pytest.fixture
def time() -> Iterator[Any]:
    with time_machine.travel(FRIDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def harbor(time: Any) -> Team:
    make_agency(time_zone="America/New_York", country="US", subdivision="MA")
    load_shipped_protocols()
    team = make_team("Harbor")
    for role, name in (("case_manager", "Maria Lopez"), ("supervisor", "Sam Okafor")):
        make_user(role, team, name=name)
    return team


@pytest.fixture
def rosa(harbor: Team) -> Client:
    client = make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04")
    return make_case(client, harbor, person("Maria")).client  # type: ignore[no-any-return]  # factories are typed loosely


def person(name: str) -> User:
    return User.objects.get(name__startswith=name)


def notice(hospital: Any, **said: Any) -> None:
    """The hospital's system posts it and gets its receipt; a worker applies it."""
    answer = Hospital().post(
        "/hl7/v2/adt", an_adt(**said), content_type="x-application/hl7-v2+er7",
        headers={"Authorization": f"Bearer token-of-{hospital.application.client_id}"},
    )  # fmt: skip
    assert lines_of(answer.content.decode())["MSA"][1] == "AA"
    process_stored()


def discharged(hospital: Any) -> Transition:
    bearer_token(hospital)
    stay = {"admitted": "20310112080000", "discharged": "20310117165000", "happened": "20310117165000", "sent": "20310117165500"}
    notice(hospital, **stay)
    move: Transition = Transition.objects.unscoped(WHY).get()
    assert move.status == "discharged"
    return move


def clock(key: str) -> Clock:
    found: Clock = Clock.objects.unscoped(WHY).get(key=key, protocol__key="tcm", transition__visit_number="V1")
    return found


@pytest.mark.parametrize("width", [1280, 400])
def test_the_walk(new_page: NewPage, live_server: Any, rosa: Client, time: Any, width: int) -> None:
    hospital = make_api_client("transitions:write", name="Bay Hospital")
    move = discharged(hospital)
    maria = new_page(width=width, color_scheme="dark" if width == 400 else "light")
    sign_in(maria, person("Maria"), live_server.url)
    sees_the_clock_on_today(maria)
    a_failed_attempt_is_no_contact(maria, move)
    time.move_to(datetime(2031, 1, 21, 9, 0, tzinfo=BOSTON))
    sign_in(maria, person("Maria"), live_server.url)
    reaches_her_on_tuesday(maria, move)
    books_the_visit(maria, move)


def sees_the_clock_on_today(maria: Page) -> None:
    """Two business days after Friday, past the weekend and the holiday: Wednesday."""
    assert clock("contact").due_at == datetime(2031, 1, 22, 23, 59, tzinfo=BOSTON)
    open_page(maria, "/today/")
    row = maria.get_by_role("listitem").filter(has_text=re.compile("Interactive contact"))
    expect(row).to_contain_text("Rosa Delgado")
    expect(row).to_contain_text("5 d")


def a_failed_attempt_is_no_contact(maria: Page, move: Transition) -> None:
    open_page(maria, move.get_absolute_url())
    log_contact(maria, "No answer")
    open_page(maria, move.get_absolute_url())
    assert (axe_findings(maria), is_too_wide(maria)) == ([], False)
    expect(row_of(maria, "contact")).to_contain_text("1 of 2 attempts")
    assert clock("contact").status == "running"


def reaches_her_on_tuesday(maria: Page, move: Transition) -> None:
    open_page(maria, move.get_absolute_url())
    log_contact(maria, "Reached: two-way contact")
    open_page(maria, move.get_absolute_url())
    expect(row_of(maria, "contact")).to_contain_text("Met")
    assert (clock("contact").status, clock("contact").late) == ("met", False)


def log_contact(page: Page, result: str) -> None:
    page.get_by_role("link", name="Log contact").first.click()
    page.get_by_label(result).check()
    page.get_by_role("button", name="Log contact").click()
    expect(page.get_by_text("Contact logged").first).to_be_visible()


def row_of(page: Page, key: str) -> Any:
    return page.locator(f"#clock-{clock(key).pk}")


def books_the_visit(maria: Page, move: Transition) -> None:
    row_of(maria, "visit").get_by_role("link", name="Book the visit").click()
    maria.get_by_label("When").fill("2031-01-23T10:00")
    maria.get_by_label("With whom, and where").fill("Dr Lake, Harbor Clinic")
    maria.get_by_role("button", name="Book the visit").click()
    expect(row_of(maria, "visit")).to_contain_text("Dr Lake, Harbor Clinic")
    due = FollowUp.objects.unscoped(WHY).get(source_key=f"transition:{move.pk}:tcm:visit", status="open").due_at
    assert due == datetime(2031, 1, 23, 10, 0, tzinfo=BOSTON)
