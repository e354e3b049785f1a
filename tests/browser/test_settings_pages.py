"""The settings pages and one's own settings: accessible in both colours, from 320 px on."""

from typing import Any

import pytest

from tests.browser.conftest import NewPage, axe_findings, is_too_wide, open_page, sign_in
from tests.factories.accounts import PASSWORD, give_role, make_access_token, make_agency, make_api_client, make_team, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_settings_pages_are_accessible(new_page: NewPage, live_server: Any, scheme: str) -> None:
    agency, team = make_agency(), make_team("Harbor")
    agency.closures.create(day="2026-12-24", name="Staff retreat")
    person = make_user("case_manager", team, name="Nora Bell", job_title="Nurse")
    give_role(person, "privacy_officer")
    make_access_token(person)
    system = make_api_client("cases:read", "cases:write", team=team)
    admin = make_user("administrator")
    page = new_page(width=320, color_scheme=scheme)
    sign_in(page, admin, live_server.url)
    lists = [f"/settings/{name}/" for name in ("people", "teams", "agency", "api-clients")]
    details = [person.get_absolute_url(), team.get_absolute_url(), system.get_absolute_url(), "/me/"]
    steps = ["/people/add/", f"/people/{person.pk}/grant-role/", "/api-clients/register/", f"/agency/{agency.pk}/update/"]
    own = [f"/people/{admin.pk}/set-preferences/", "/settings/people/?text=nobody"]
    for address in [*lists, *details, *steps, *own]:
        open_page(page, address)
        assert (address, axe_findings(page), is_too_wide(page)) == (address, [], False)


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
