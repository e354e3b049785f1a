"""Sign-in and account pages, which allauth serves in our templates."""

from typing import Any

import pytest

from tests.browser.conftest import NewPage, axe_findings, is_too_wide, open_page, sign_in
from tests.factories.accounts import PASSWORD, make_agency, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ENTRANCES = ["login", "password/reset", "password/reset/done", "inactive", "password/reset/key/a-b"]
MANAGED = ["2fa", "2fa/webauthn", "password/change", "email", "sessions", "logout", "reauthenticate"]
CONFIRMED = ["2fa/totp/activate", "2fa/webauthn/add"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_entrance_pages_are_accessible(new_page: NewPage, scheme: str) -> None:
    page = new_page(width=320, color_scheme=scheme)
    for address in ENTRANCES:
        open_page(page, f"/accounts/{address}/")
        assert (address, axe_findings(page), is_too_wide(page)) == (address, [], False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_one_s_own_account_are_accessible(new_page: NewPage, live_server: Any, scheme: str) -> None:
    make_agency()
    page = new_page(width=320, color_scheme=scheme)
    sign_in(page, make_user(password=PASSWORD), live_server.url)
    for address in MANAGED:
        open_page(page, f"/accounts/{address}/")
        assert (address, axe_findings(page), is_too_wide(page)) == (address, [], False)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(lambda url: "reauthenticate" not in url)
    for address in CONFIRMED:
        open_page(page, f"/accounts/{address}/")
        assert (address, axe_findings(page), is_too_wide(page)) == (address, [], False)
