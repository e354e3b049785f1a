"""A hospital discharges Rosa at 16:55 on the Friday before a holiday; Maria works every clock; Rosa is readmitted and Sam sees it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Hospital
from oauth2_provider.models import get_access_token_model
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
    rosa: Client = make_case(client, harbor, person("Maria")).client
    return rosa


def person(name: str) -> User:
    return User.objects.get(name__startswith=name)


def notice(hospital: Any, **said: Any) -> None:
    """The hospital's system posts it with a fresh token and gets its receipt; a worker applies it."""
    get_access_token_model().objects.all().delete()
    token = bearer_token(hospital)
    answer = Hospital().post(
        "/hl7/v2/adt", an_adt(**said), content_type="x-application/hl7-v2+er7",
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert lines_of(answer.content.decode())["MSA"][1] == "AA"
    process_stored()


def discharged(hospital: Any) -> Transition:
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
    compares_the_medicines(maria, move)
    checks_by_teach_back(maria, move)
    time.move_to(datetime(2031, 1, 24, 15, 0, tzinfo=BOSTON))
    is_readmitted(hospital)
    nothing_for_home_is_due_any_more(new_page(width=width), live_server, move)
    sam_sees_it(new_page(width=width), live_server, move)


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
    row_of(maria, "contact").get_by_role("link", name="Log contact").click()
    came_of_it(maria, "Reached: two-way contact")
    expect(maria).to_have_url(re.compile(f"{move.get_absolute_url()}$"))
    expect(row_of(maria, "contact")).to_contain_text("Met")
    assert (clock("contact").status, clock("contact").late) == ("met", False)


def log_contact(page: Page, result: str) -> None:
    page.get_by_role("link", name="Log contact").first.click()
    came_of_it(page, result)


def came_of_it(page: Page, result: str) -> None:
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


def compares_the_medicines(maria: Page, move: Transition) -> None:
    """Two lines and a question; the worksheet meets the clock that any worker may meet, and not the one that asks for a clinician."""
    open_page(maria, f"{move.get_absolute_url()}medicines/")
    maria.get_by_role("button", name="Start the medicines worksheet").or_(
        maria.get_by_role("link", name="Start the medicines worksheet")
    ).first.click()
    if "start" in maria.url:
        maria.get_by_role("button", name="Start the medicines worksheet").click()
    add_medicine(
        maria, medicine="Furosemide", before="20 mg, one in the morning", now="40 mg, one in the morning", outcome="Changed"
    )
    refused = {"medicine": "Ibuprofen", "before": "When it hurts", "outcome": "Unclear"}
    fill_medicine(maria, **refused)
    expect(maria.get_by_text("Say what is to be asked.").first).to_be_visible()
    expect(maria.get_by_role("textbox", name=re.compile("^Medicine"))).to_have_value("Ibuprofen")
    maria.get_by_label("If unclear: the question").fill("Still to be taken?")
    maria.get_by_label("If unclear: whom to ask").fill("Dr Lake")
    maria.get_by_role("button", name="Add a medicine").click()
    expect(maria.get_by_text("Medicine added.").first).to_be_visible()
    open_page(maria, f"{move.get_absolute_url()}medicines/")
    assert (axe_findings(maria), is_too_wide(maria)) == ([], False)
    maria.get_by_role("link", name="Complete").first.click()
    maria.get_by_label("Somebody else").check()
    maria.get_by_label("The client", exact=True).check()
    maria.get_by_label("Sources used").fill("Discharge list and the packages at home")
    maria.get_by_label(re.compile("Some lines are still unclear")).check()
    maria.get_by_role("button", name="Complete").click()
    expect(maria.get_by_text("Medicines reconciled.").first).to_be_visible()
    assert clock("medicines").status == "met"
    assert Clock.objects.unscoped(WHY).get(key="medicines", protocol__key="trc").status == "running"


def add_medicine(maria: Page, **said: str) -> None:
    fill_medicine(maria, **said)
    expect(maria.get_by_text("Medicine added.").first).to_be_visible()


def fill_medicine(maria: Page, **said: str) -> None:
    maria.get_by_role("link", name="Add a medicine").first.click()
    labels = {"medicine": "Medicine", "before": "Taken before", "now": "Taken now"}
    for name, label in labels.items():
        maria.get_by_role("textbox", name=re.compile(f"^{label}")).fill(said.get(name, ""))
    maria.get_by_label(said["outcome"], exact=True).check()
    maria.get_by_role("button", name="Add a medicine").click()


def checks_by_teach_back(maria: Page, move: Transition) -> None:
    """She can say her warning signs; nobody drives her, and that is a follow-up from then on."""
    open_page(maria, f"{move.get_absolute_url()}teach-back/")
    assert (axe_findings(maria), is_too_wide(maria)) == ([], False)
    check(maria, "Warning signs", "Arranged", "Understood", words="If I gain three pounds I call")
    check(
        maria, "Transport", "Missing", "Understood", words="I have no way to get there", missing="A ride to Dr Lake on Thursday"
    )
    row = maria.locator("#topic-transport")
    expect(row).to_contain_text("A ride to Dr Lake on Thursday")
    ride = FollowUp.objects.unscoped(WHY).get(source_key=f"transition:{move.pk}:check:transport")
    assert (ride.status, ride.owner and ride.owner.name) == ("open", "Maria Lopez")


def check(maria: Page, topic: str, arranged: str, understood: str, *, words: str, missing: str = "") -> None:
    maria.get_by_role("link", name=f"Check {topic}").click()
    maria.get_by_label(arranged, exact=True).check()
    maria.get_by_label(understood, exact=True).check()
    maria.get_by_label("In the client's own words").fill(words)
    if missing:
        maria.get_by_label("If something is missing: what").fill(missing)
        maria.get_by_label("It becomes").select_option("A follow-up")
        maria.get_by_label("By when").fill("2031-01-22")
    maria.get_by_role("button", name="Check with the client").click()
    expect(maria.get_by_text("the risk tier was looked at again").first).to_be_visible()


def is_readmitted(hospital: Any) -> None:
    """A week after she went home the same hospital takes her in again."""
    again = {"event": "A01", "control": "M2", "visit": "V2", "admitted": "20310124140000", "discharged": ""}
    notice(hospital, **again, happened="20310124140000", sent="20310124145500")
    assert list(Transition.objects.unscoped(WHY).order_by("id").values_list("visit_number", "status")) == [
        ("V1", "readmitted"),
        ("V2", "admitted"),
    ]


def nothing_for_home_is_due_any_more(maria: Page, live_server: Any, move: Transition) -> None:
    sign_in(maria, person("Maria"), live_server.url)
    open_page(maria, move.get_absolute_url())
    expect(maria.get_by_text("Followed by")).to_be_visible()
    running = FollowUp.objects.unscoped(WHY).filter(source_key__startswith=f"transition:{move.pk}:tcm:", status="open")
    assert list(running) == []


def sam_sees_it(sam: Page, live_server: Any, move: Transition) -> None:
    sign_in(sam, person("Sam"), live_server.url)
    open_page(sam, f"/clients/{move.client_id}/transitions/")
    table = sam.get_by_role("region", name="Transitions")
    expect(table).to_contain_text("Readmitted")
    expect(table).to_contain_text("Admitted")
    open_page(sam, "/transitions/")
    expect(sam.get_by_role("region", name="Transitions by risk")).to_contain_text("Rosa Delgado")
