"""Every page of the product, at 320 px and in a wide window: accessible, never wider than the screen, without errors.

Pages are looked at dark and light. Pages of single steps are all one template over one form: light, of these only
what colours and width can change is judged again.

The pages come from the URLconf, so that a new one is looked at as soon as it is there.
"""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import EVERY_RULE, LOOKS_ONLY, NewPage, axe_findings, is_too_wide, open_page, sign_in
from tests.browser.examples import NOT_PAGES, PAGES, Look, all_names, looks_at
from tests.browser.world import make_world
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

# Each share makes its own world and walks every so many pages, so that the walk runs on several workers.
SHARES = 4


def test_every_address_has_an_example_or_a_reason_to_have_none() -> None:
    known = {*PAGES, *NOT_PAGES}
    missing = [name for name in all_names() if name not in known and not name.startswith("step-")]
    assert not missing, (
        f"The page walk has no example of {', '.join(missing)}: add a row to PAGES in tests/browser/examples.py "
        "(or to NOT_PAGES with the reason)."
    )


def test_no_example_is_left_of_a_page_that_is_gone() -> None:
    assert sorted({*PAGES, *NOT_PAGES} - set(all_names())) == []


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_accessible_and_fits(new_page: NewPage, live_server: Any, share: int) -> None:
    world = make_world()
    page = new_page(width=320, reduced_motion="reduce")
    wrong: list[str] = []
    for name in [name for name in all_names() if name not in NOT_PAGES][share::SHARES]:
        for look in looks_at(name, world):
            enter(page, look, live_server.url)
            wrong += [
                f"{name} ({look.address}): {finding}"
                for finding in looked_at(page, look, LOOKS_ONLY if name.startswith("step-") else EVERY_RULE)
            ]
    assert not wrong, "\n".join(wrong)


def enter(page: Page, look: Look, url: str) -> None:
    """In the session of whoever looks: signed in, in the middle of it, or a stranger."""
    page.context.clear_cookies()
    if look.person is not None:
        sign_in(page, look.person, url)
    if look.signing_in is not None:
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(look.signing_in.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/2fa/**")


def looked_at(page: Page, look: Look, again: dict[str, Any]) -> list[str]:
    """What is wrong: dark on a small screen by every rule, then the same page light in a wide window by those of `again`."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    try:
        open_page(page, look.address, look.leads_to, look.status)
    except AssertionError as elsewhere:
        return [f"answered {elsewhere}"]
    found = ["wider than 320 px"] if is_too_wide(page) else []
    found += [f"dark: {finding}" for finding in axe_findings(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found + [f"light: {finding}" for finding in axe_findings(page, again)]
