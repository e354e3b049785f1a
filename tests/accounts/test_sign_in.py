"""Signing in: neutral errors, throttling without lock-out, second factor, confirming again."""

from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client as Browser

from accounts.models import User
from tests.factories.accounts import PASSWORD, give_second_factor, make_agency, make_team, make_user
from workflow.sealed import unseal

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(browser: Browser, user: User | str, password: str = PASSWORD, **more: Any) -> Any:
    email = user if isinstance(user, str) else user.email
    return browser.post("/accounts/login/", {"login": email, "password": password}, **more)


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def test_who_signs_in_comes_back_to_the_page_they_wanted(client: Browser) -> None:
    user = make_user(password=PASSWORD)
    wanted = client.get("/me/")
    assert wanted["Location"] == "/accounts/login/?next=/me/"
    answer = client.post(wanted["Location"], {"login": user.email.upper(), "password": PASSWORD, "next": "/me/"})
    assert answer["Location"] == "/me/"


def test_signing_in_does_not_lead_to_another_site(client: Browser) -> None:
    answer = sign_in(client, make_user(password=PASSWORD), QUERY_STRING="next=https://evil.example/")
    assert answer["Location"] == "/"


def test_an_unknown_address_and_a_wrong_password_read_the_same(client: Browser) -> None:
    wrong = sign_in(client, make_user(password=PASSWORD), "not the password")
    unknown = sign_in(client, "nobody@agency.example", "not the password")
    sentence = "The email address and/or password you specified are not correct."
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors() == [sentence]


def test_an_unknown_address_that_forgot_its_password_gets_no_mail_and_the_same_page(client: Browser) -> None:
    known = client.post("/accounts/password/reset/", {"email": make_user(password=PASSWORD).email})
    unknown = client.post("/accounts/password/reset/", {"email": "stranger@elsewhere.example"})
    assert known["Location"] == unknown["Location"] == "/accounts/password/reset/done/"
    assert [sent.to for sent in mail.outbox] == [[User.objects.get().email]]


def test_nobody_signs_up_by_themselves(client: Browser) -> None:
    client.post("/accounts/signup/", {"email": "new@agency.example", "password1": "a quiet river bends"})
    assert User.objects.count() == 0


def test_a_deactivated_person_does_not_get_in(client: Browser) -> None:
    answer = sign_in(client, make_user(password=PASSWORD, status="deactivated"))
    assert answer["Location"] == "/accounts/inactive/"
    assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"


def test_guessing_is_slowed_down_at_the_guesser_s_address_and_the_owner_gets_in(client: Browser) -> None:
    user = make_user(password=PASSWORD)
    for _ in range(5):
        sign_in(client, user, "guess", REMOTE_ADDR="203.0.113.9")
    stopped = sign_in(client, user, PASSWORD, REMOTE_ADDR="203.0.113.9")
    assert stopped.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]
    assert sign_in(Browser(), user, REMOTE_ADDR="198.51.100.7")["Location"] == "/"


def test_one_address_cannot_try_a_password_on_many_accounts(client: Browser) -> None:
    for number in range(10):
        sign_in(client, f"person{number}@agency.example", "guess", REMOTE_ADDR="203.0.113.9")
    eleventh = sign_in(client, make_user(password=PASSWORD), PASSWORD, REMOTE_ADDR="203.0.113.9")
    assert eleventh.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]


def test_the_session_key_changes_when_signing_in(client: Browser) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["before"] = "kept"
    session.save()
    before = session.session_key
    sign_in(client, make_user(password=PASSWORD))
    assert client.session.session_key != before


def test_signing_out_clears_what_the_browser_keeps(client: Browser) -> None:
    sign_in(client, make_user(password=PASSWORD))
    answer = client.post("/accounts/logout/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/accounts/login/", '"cache", "storage"')


def test_with_an_authenticator_app_the_password_alone_does_not_open_anything(client: Browser) -> None:
    user = make_user(password=PASSWORD)
    give_second_factor(user)
    assert sign_in(client, user)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()})["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_a_code_works_once(client: Browser) -> None:
    user = make_user(password=PASSWORD)
    give_second_factor(user)
    code, other = code_now(), Browser()
    for browser in (client, other):
        sign_in(browser, user)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert (client.get("/me/").status_code, other.get("/me/").status_code) == (200, 302)


def test_secrets_of_the_second_factor_are_stored_sealed() -> None:
    user = make_user()
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    app, codes = (Authenticator.objects.get(user=user, type=kind).data for kind in ("totp", "recovery_codes"))
    assert SECRET not in str(app)
    assert unseal(app["secret"]) == SECRET
    assert codes["seed"].startswith("test:")


def test_outside_demo_mode_every_page_leads_to_the_second_factor(client: Browser, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    make_agency()
    user = make_user("administrator", password=PASSWORD)
    sign_in(client, user)
    assert [client.get(path)["Location"] for path in ("/", "/me/", "/settings/people/")] == ["/accounts/2fa/"] * 3
    assert client.get("/api/v1/people/").status_code == 403
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    give_second_factor(user)
    assert client.get("/me/").status_code == 200


def test_in_demo_mode_the_password_is_enough(client: Browser) -> None:
    sign_in(client, make_user(password=PASSWORD))
    assert client.get("/me/").status_code == 200


def test_where_a_second_factor_is_required_the_last_one_stays(client: Browser, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = make_user(password=PASSWORD)
    sign_in(client, user)
    give_second_factor(user)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=user).count() == 1


def test_a_sensitive_page_asks_again_ten_minutes_after_signing_in(client: Browser, time_machine: Any) -> None:
    user = make_user(password=PASSWORD)
    sign_in(client, user)
    page = f"/people/{user.pk}/create-access-token/"
    assert client.get(page).status_code == 200
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] -= 601
    session.save()
    assert client.get(page)["Location"] == f"/accounts/reauthenticate/?next={page.replace('/', '%2F')}"
    again = client.post(f"/accounts/reauthenticate/?next={page}", {"password": PASSWORD})
    assert again["Location"] == page
    made = client.post(page, {"name": "Script", "days": "7"})
    assert (made.status_code, b"cmp_" in made.content, b"Shown once" in made.content) == (200, True, True)


def test_a_dead_session_gets_a_short_answer_for_a_script(client: Browser) -> None:
    answer = client.get("/me/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.json()) == (401, {"detail": "Sign in again."})


def test_the_demo_s_people_are_shown_in_demo_mode_only(client: Browser, settings: Any) -> None:
    make_user("intake", make_team(), name="Ines Duarte", email="ines@demo.example")
    assert b"ines@demo.example" in client.get("/accounts/login/").content
    settings.DEMO = False
    assert b"ines@demo.example" not in client.get("/accounts/login/").content
