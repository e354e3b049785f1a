"""Today by keyboard and in place: rows walked and ticked, a step taken inside its row, the place kept; and the same without scripts."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from followups.models import FollowUp
from tests.browser.conftest import NewPage, axe_findings, is_too_wide, open_page, sign_in
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Ada Stone", "Ben Hill", "Cy Lake")


@pytest.fixture
def maria() -> User:
    """Three things of hers are overdue, for three clients."""
    make_agency()
    team = make_team("Harbor")
    person = make_user("case_manager", team, name="Maria Lopez")
    make_user("case_manager", team, name="Devon Clark")
    for number, name in enumerate(NAMES):
        given, family = name.split()
        case = make_case(make_client(given_name=given, family_name=family), team, person)
        FollowUp.objects.create(
            client=case.client, case=case, kind="own", title="Call about the ramp", why="Promised", owner=person, team=team,
            due_at=timezone.now() - timedelta(hours=9 - number), source_key=str(uuid4()), object_id=case.client_id,
        )  # fmt: skip
    return person


def today(page: Page, person: User, url: str) -> Page:
    sign_in(page, person, url)
    open_page(page, "/today/")
    return page


def row(page: Page, name: str) -> Any:
    return page.locator("[data-row]").filter(has_text=name)


def states() -> list[str]:
    rows = FollowUp.objects.unscoped("a test looks").order_by("due_at")
    return [f"{row.status} {row.outcome}".strip() for row in rows]


def test_rows_are_walked_ticked_and_done_without_leaving_the_page(new_page: NewPage, live_server: Any, maria: User) -> None:
    page = today(new_page(), maria, live_server.url)
    for key in ("j", "x", "j", "x", "k"):
        page.keyboard.press(key)
    expect(row(page, "Ada Stone")).to_be_focused()
    expect(page.locator("[data-picked]")).to_have_text("2 ticked")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next or previous row")
    page.keyboard.press("Escape")
    row(page, "Ben Hill").get_by_role("link", name="Done Ben Hill").press("Enter")
    said = page.get_by_label("What happened")
    expect(said).to_be_focused()
    assert axe_findings(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row(page, "Ben Hill")).to_contain_text("This field is required")
    page.get_by_label("What happened").fill("The landlord agrees")
    row(page, "Ben Hill").get_by_role("button", name="Done").press("Enter")
    expect(page.get_by_role("status").get_by_text("Follow-up done.")).to_be_visible()
    expect(row(page, "Ben Hill")).to_have_count(0)
    # The place is kept: the row that took its place has the focus.
    expect(row(page, "Cy Lake")).to_be_focused()
    assert states() == ["open", "done The landlord agrees", "open"]


def test_who_switched_the_keys_off_moves_nothing_by_a_letter(new_page: NewPage, live_server: Any, maria: User) -> None:
    User.objects.filter(pk=maria.pk).update(shortcuts_on=False)
    page = today(new_page(), maria, live_server.url)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_several_are_moved_and_back_without_scripts_on_a_phone(new_page: NewPage, live_server: Any, maria: User) -> None:
    page = today(new_page(width=400, java_script_enabled=False), maria, live_server.url)
    for name in NAMES[:2]:
        page.get_by_role("checkbox", name=f"Select Call about the ramp, {name}").check()
    page.locator("#bulk").get_by_role("button", name="Reschedule").click()
    page.get_by_label("New day").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    page.get_by_label("Why it moves").fill("Off sick")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Nothing is changed yet. 2 will change.")).to_be_visible()
    before = list(FollowUp.objects.unscoped("a test looks").order_by("id").values_list("due_at", flat=True))
    page.get_by_role("button", name="Reschedule them").click()
    expect(page.get_by_text("2 follow-ups changed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: each is due when it was before.")).to_be_visible()
    assert list(FollowUp.objects.unscoped("a test looks").order_by("id").values_list("due_at", flat=True)) == before
    page.get_by_role("link", name="Go on").click()
    row(page, "Ada Stone").get_by_role("link", name="Done Ada Stone").click()
    page.get_by_label("What happened").fill("Spoke with her")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    assert states()[0] == "done Spoke with her"


def test_the_row_with_its_form_open_fits_the_smallest_screen(new_page: NewPage, live_server: Any, maria: User) -> None:
    page = today(new_page(width=320, color_scheme="dark"), maria, live_server.url)
    row(page, "Ada Stone").locator("summary").click()
    assert not is_too_wide(page)
    row(page, "Ada Stone").get_by_role("link", name="Hand over").click()
    expect(page.get_by_label("To whom")).to_be_focused()
    assert (is_too_wide(page), axe_findings(page)) == (False, [])
    page.keyboard.press("Escape")
    expect(row(page, "Ada Stone")).to_be_focused()
    expect(page.get_by_label("To whom")).to_have_count(0)
