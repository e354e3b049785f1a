"""A passkey in the browser, from setting it up to signing in."""

import pytest

from tests.browser.conftest import NewPage
from tests.factories.accounts import PASSWORD, make_agency, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_passkey_is_set_up_and_signs_in_without_a_password(new_page: NewPage) -> None:
    make_agency()
    user = make_user("administrator", password=PASSWORD)
    page = new_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/settings/people/")
