"""The first walk through the product, as a new user would take it: from a referral to a signed note that the supervisor sees.

Once in a wide window, once at 400 px, once by keyboard alone, once without JavaScript.
"""

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Team, User
from clients.models import Case, Client, Contact, Note
from followups.models import FollowUp
from tests.browser.conftest import NewPage, open_page, sign_in
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.factories.accounts import PASSWORD, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "the test looks at what was left behind"
WORDS = "She feels safe at home and wants help with the stairs."

Take = Callable[[Page], Hand]


@pytest.fixture
def harbor() -> Team:
    """One team, its case manager, its supervisor and its intake worker, and a former client with a common name."""
    make_agency()
    team = make_team("Harbor")
    for role, name in (("case_manager", "Maria Lopez"), ("supervisor", "Sam Okafor"), ("intake", "Ines Duarte")):
        make_user(role, team, name=name, email=f"{name.split()[0].lower()}@agency.example", password=PASSWORD)
    known = make_client(given_name="Rosalind", family_name="Achterberg", birth_date=date(1959, 3, 14))
    make_case(known, team, status="closed")
    return team


@pytest.mark.parametrize("width", [1280, 400])
def test_the_walk_with_the_mouse(new_page: NewPage, harbor: Team, width: int) -> None:
    walk(lambda: new_page(width=width), Mouse)


def test_the_walk_by_keyboard_alone(new_page: NewPage, harbor: Team) -> None:
    walk(new_page, Keyboard)


def test_the_walk_without_javascript(new_page: NewPage, harbor: Team) -> None:
    walk(lambda: new_page(width=400, java_script_enabled=False), Mouse, scripts=False)


def walk(new: Callable[[], Page], hand: Take, *, scripts: bool = True) -> None:
    """Three people, one after the other, each in a browser of their own."""
    ines = enter(new(), hand, "ines")
    take_in_a_referral(ines, scripts=scripts)
    offer_the_case_to_maria(ines)
    maria = enter(new(), hand, "maria")
    accept_on_today(maria)
    log_an_attempt_and_a_conversation(maria)
    write_and_sign_the_note(maria, scripts=scripts)
    see_it_on_team(enter(new(), hand, "sam"))


def enter(page: Page, hand: Take, who: str) -> Hand:
    """By the sign-in form, as everybody comes in."""
    page.goto("/")
    with_hand = hand(page)
    with_hand.write("Email", f"{who}@agency.example")
    with_hand.write("Password", PASSWORD)
    with_hand.press(page.get_by_role("button", name="Sign in", exact=True))
    page.wait_for_url(lambda url: "/accounts/" not in url)
    return with_hand


def take_in_a_referral(ines: Hand, *, scripts: bool) -> None:
    page = ines.page
    expect_heading(page, "Intake")
    ines.press(page.get_by_role("link", name="Take in a referral").first)
    ines.write("Given name", "Rosalynd")
    ines.write("Family name", "Achterberg")
    ines.write("Birth date", "1959-03-14")
    warning = page.get_by_text("1 record may be the same person", exact=True)
    if scripts:
        expect(warning).to_be_visible()
        expect(page.get_by_text("A name that sounds alike, Same birth date")).to_be_visible()
    ines.choose("Referral source", "Hospital")
    ines.write("What is asked for", "Home after a broken hip, lives alone")
    ines.press(page.get_by_role("button", name="Register client and referral"))
    expect(page.get_by_text("Look at the possible matches")).to_be_visible()
    expect(warning).to_be_visible()
    assert Client.objects.unscoped(WHY).count() == 1
    ines.mark("I looked at them; this is a different person")
    ines.press(page.get_by_role("button", name="Register client and referral"))
    expect(banner(page).get_by_text("Rosalynd Achterberg")).to_be_visible()


def offer_the_case_to_maria(ines: Hand) -> None:
    page = ines.page
    ines.press(page.get_by_role("link", name="Open the case"))
    ines.choose("Team", "Harbor")
    ines.choose("Case manager", "Maria Lopez")
    ines.choose("Risk tier", "Tier 3")
    ines.press(page.get_by_role("button", name="Open the case"))
    expect(page.get_by_text("Case opened")).to_be_visible()


def accept_on_today(maria: Hand) -> None:
    page = maria.page
    expect_heading(page, "Today")
    offers = page.get_by_role("region", name="New cases offered to you")
    expect(offers).to_contain_text("Home after a broken hip, lives alone")
    maria.press(offers.get_by_role("button", name="Accept Rosalynd Achterberg"))
    expect_heading(page, "Today")
    expect(offers).to_be_hidden()
    expect(page.get_by_role("region", name="My clients")).to_contain_text("Rosalynd Achterberg")


def log_an_attempt_and_a_conversation(maria: Hand) -> None:
    """Nobody answers; an hour later she is reached. Only the second ends the wait for the first contact."""
    page = maria.page
    maria.press(page.get_by_role("link", name="Log contact Rosalynd Achterberg"))
    maria.mark("No answer")
    maria.press(page.get_by_role("button", name="Log contact"))
    expect_heading(page, "Today")
    assert first_contact().status == "open"
    maria.press(page.get_by_role("region", name="My clients").get_by_role("link", name="Rosalynd Achterberg"))
    maria.press(page.get_by_role("link", name="Log contact").first)
    maria.mark("Reached: two-way contact")
    maria.write("In a few words", "Talked about the stairs")
    maria.press(page.get_by_role("button", name="Log contact"))
    expect(page.get_by_text("Contact logged")).to_be_visible()
    expect(page.get_by_role("region", name="Latest contacts")).to_contain_text("Talked about the stairs")
    expect(page.get_by_role("region", name="Latest contacts")).to_contain_text("due in 1 d")
    assert first_contact().status == "done"
    results = Contact.objects.unscoped(WHY).order_by("at").values_list("result", flat=True)
    assert list(results) == ["no_answer", "reached"]


def write_and_sign_the_note(maria: Hand, *, scripts: bool) -> None:
    page = maria.page
    maria.press(page.get_by_role("region", name="Latest contacts").get_by_role("link", name=re.compile("Write the note")))
    maria.write("Note", WORDS)
    if scripts:
        expect(page.locator("[data-autosave-status]")).to_contain_text("Saved ")
        draft = Note.objects.unscoped(WHY).get()
        assert (draft.status, draft.body) == ("draft", WORDS)
    maria.press(page.get_by_role("button", name="Save and go on to sign"))
    maria.press(page.get_by_role("button", name="Sign the note"))
    expect(page.get_by_text("Note signed")).to_be_visible()
    note = Note.objects.unscoped(WHY).get()
    assert (note.status, note.body, note.late_entry) == ("signed", WORDS, False)
    assert not FollowUp.objects.unscoped(WHY).filter(status="open").exists()


def see_it_on_team(sam: Hand) -> None:
    """Maria's new case is in the team's numbers, and each number opens a list as long as it says."""
    page = sam.page
    expect_heading(page, "Team")
    row = page.get_by_role("row", name=re.compile("Maria Lopez"))
    expect(row.get_by_role("link").first).to_have_text("1")
    sam.press(row.get_by_role("link").first)
    expect_heading(page, "Cases")
    expect(page.get_by_role("row", name=re.compile("Rosalynd Achterberg"))).to_contain_text("Maria Lopez")
    case = Case.objects.unscoped(WHY).get(status="open")
    assert (case.case_manager and case.case_manager.name, case.tier, case.accepted_at is None) == ("Maria Lopez", 3, False)


def test_a_contact_is_logged_in_three_presses_from_every_page_of_a_client(
    new_page: NewPage, live_server: Any, harbor: Team
) -> None:
    """The agency's promise is 15 seconds: one press opens the form, one answers it, one sends it, and the page is back."""
    maria = User.objects.get(email="maria@agency.example")
    client = make_client()
    make_case(client, harbor, maria)
    page = new_page()
    sign_in(page, maria, live_server.url)
    page.goto(client.get_absolute_url())
    tabs = page.get_by_role("navigation", name="Client record").get_by_role("listitem").get_by_role("link")
    addresses = [str(tab.get_attribute("href")) for tab in tabs.all()]
    for address in addresses:
        open_page(page, address)
        started = time.monotonic()
        page.get_by_role("navigation", name="Client record").get_by_role("link", name="Log contact").click()
        page.get_by_label("No answer").check()
        page.get_by_role("button", name="Log contact").click()
        expect(page.get_by_text("Contact logged.")).to_be_visible()
        assert (urlsplit(page.url).path, time.monotonic() - started < 15) == (address, True)
    assert Contact.objects.unscoped(WHY).filter(result="no_answer", channel="phone").count() == len(addresses)


def test_a_contact_is_logged_by_single_keys(new_page: NewPage, live_server: Any, harbor: Team) -> None:
    maria = User.objects.get(email="maria@agency.example")
    client = make_client()
    make_case(client, harbor, maria)
    page = new_page()
    sign_in(page, maria, live_server.url)
    open_page(page, client.get_absolute_url())
    page.locator("main").focus()
    page.keyboard.press("n")
    expect_heading(page, "Log contact")
    keyboard = Keyboard(page)
    keyboard.mark("Left a message")
    keyboard.press(page.get_by_role("button", name="Log contact"))
    expect(page.get_by_text("Contact logged.")).to_be_visible()
    assert Contact.objects.unscoped(WHY).get().result == "left_message"


def first_contact() -> FollowUp:
    found: FollowUp = FollowUp.objects.unscoped(WHY).get(kind="first_contact")
    return found


def banner(page: Page) -> Locator:
    return page.get_by_role("region", name="Client", exact=True)


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
