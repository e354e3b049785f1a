"""The shell in a browser: accessible in both colours and down to 320 px, and never losing typed text."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import sample_pages
from tests.browser.conftest import NewPage, axe_findings, is_too_wide, sign_in
from tests.factories.accounts import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.sample_pages")]

HEADINGS = {
    "/work/": "Today",
    "/client/": "Overview",
    "/form/": "Log contact",
    "/draft/": "Write the note",
    "/problem/404/": "There is nothing here for you",
    "/problem/500/": "Something went wrong on our side",
}
ENDED = "You have been signed out"
BOX = "getBoundingClientRect()"


@pytest.fixture(autouse=True)
def fresh_server() -> None:
    sample_pages.SAVED.clear()
    sample_pages.FAULTS.clear()


@pytest.fixture
def signed_in_page(new_page: NewPage, live_server: Any) -> NewPage:
    """Pages of somebody who passed the sign-in; the sample pages then show Maria's work."""

    def make(**options: Any) -> Page:
        page = new_page(**options)
        sign_in(page, make_user(), live_server.url)
        return page

    return make


def visit(page: Page, address: str) -> None:
    """Go there, and be sure that it is this page and not the sign-in."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[address.partition("?")[0]])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(signed_in_page: NewPage, scheme: str, width: int) -> None:
    page = signed_in_page(width=width, color_scheme=scheme)
    for address in [*HEADINGS, "/form/?conflict"]:
        visit(page, address)
        assert (address, axe_findings(page), is_too_wide(page)) == (address, [], False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_errors_menus_and_dialogs(signed_in_page: NewPage, scheme: str) -> None:
    page = signed_in_page(color_scheme=scheme)
    visit(page, "/form/")
    page.get_by_role("button", name="Log contact").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert axe_findings(page) == []
    visit(page, "/client/")
    page.get_by_text("More actions").click()
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("?")
    assert axe_findings(page) == []


def test_colours_and_spacing_are_remembered_for_the_server(signed_in_page: NewPage) -> None:
    page = signed_in_page(color_scheme="light")
    visit(page, "/work/")
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Dark").click()
    page.get_by_role("button", name="Compact").click()
    source = page.request.get("/work/").text()
    assert 'data-bs-theme="dark" data-density="compact"' in source


def test_a_menu_closes_on_escape_and_gives_the_focus_back(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    visit(page, "/client/")
    summary = page.locator(".actions summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Close case")).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.get_by_role("link", name="Close case")).to_be_hidden()


def test_the_first_tab_stop_skips_to_the_content(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    visit(page, "/client/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_slash_finds_a_client_and_g_goes_to_a_place(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    visit(page, "/work/")
    page.keyboard.press("/")
    expect(page.get_by_label("Find a client")).to_be_focused()
    page.keyboard.type("gc/")
    expect(page.get_by_label("Find a client")).to_have_value("gc/")
    page.locator("main").focus()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/form/")


def test_keys_can_be_switched_off(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    visit(page, "/work/")
    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_label("Find a client")).not_to_be_focused()


def test_everything_works_without_javascript(signed_in_page: NewPage) -> None:
    page = signed_in_page(width=400, java_script_enabled=False)
    visit(page, "/client/")
    page.get_by_text("More actions").click()
    expect(page.get_by_text("Write the note first.")).to_be_visible()
    page.get_by_text("Menu", exact=True).click()
    expect(page.get_by_role("link", name="Today")).to_be_visible()
    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    fill_contact(page)
    expect(page.get_by_role("heading", name="Contact logged")).to_be_visible()


def fill_contact(page: Page) -> None:
    visit(page, "/form/")
    page.get_by_label("When").fill("2026-11-24")
    page.get_by_label("Phone").check()
    page.get_by_role("button", name="Log contact").click()


def test_a_guarded_form_is_sent_after_the_session_is_checked(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    fill_contact(page)
    expect(page.get_by_role("heading", name="Contact logged")).to_be_visible()


def test_a_form_is_held_back_when_the_session_has_ended_and_keeps_its_text(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    sample_pages.FAULTS.append(401)
    fill_contact(page)
    expect(page.get_by_text(ENDED)).to_be_visible()
    expect(page.get_by_label("When")).to_have_value("2026-11-24")


def test_a_form_is_held_back_when_the_server_fails(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    sample_pages.FAULTS.append(503)
    fill_contact(page)
    expect(page.get_by_text("The server cannot be reached")).to_be_visible()


def test_a_quiet_session_is_warned_of_and_can_be_kept(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    visit(page, "/form/?ends=140")
    expect(page.get_by_text("Are you still there?")).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_text("Are you still there?")).to_be_hidden()


def test_after_the_session_ended_a_sign_in_elsewhere_carries_on(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    visit(page, "/draft/?ends=2")
    expect(page.get_by_text(ENDED)).to_be_visible()
    visit(page.context.new_page(), "/work/")
    expect(page.get_by_text(ENDED)).to_be_hidden()


def test_a_draft_is_saved_a_second_after_the_last_key(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    visit(page, "/draft/")
    page.get_by_label("Note").press_sequentially("She prefers mornings.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved ")
    assert [saved["body"] for saved in sample_pages.SAVED] == ["She prefers mornings."]
    assert len(sample_pages.SAVED[0]["id"]) == 36
    expect(page.locator("form [name=version]")).to_have_value("8")


def test_a_draft_is_tried_again_after_a_failure(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    sample_pages.FAULTS.append(503)
    visit(page, "/draft/")
    page.get_by_label("Note").fill("She prefers mornings.")
    expect(page.get_by_text("Not saved — trying again")).to_be_visible()
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved ", timeout=8000)


def test_a_refused_draft_says_why(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    sample_pages.FAULTS.append(422)
    visit(page, "/draft/")
    page.get_by_label("Note").fill("x")
    expect(page.get_by_text("Not saved: Shorten the note.")).to_be_visible()


def test_a_draft_survives_the_end_of_the_session(signed_in_page: NewPage) -> None:
    page = signed_in_page()
    sample_pages.FAULTS.append(401)
    visit(page, "/draft/")
    page.get_by_label("Note").fill("She prefers mornings.")
    expect(page.get_by_text(ENDED)).to_be_visible()
    visit(page.context.new_page(), "/work/")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved ")
    assert [saved["body"] for saved in sample_pages.SAVED] == ["She prefers mornings."]


def test_the_focus_is_never_behind_the_client_banner(signed_in_page: NewPage) -> None:
    page = signed_in_page(height=700)
    visit(page, "/client/")
    page.get_by_role("link", name="letter.pdf").focus()
    page.get_by_text("More actions").focus()
    assert page.evaluate(f"document.activeElement.{BOX}.top >= document.querySelector('.client-banner').{BOX}.bottom")
