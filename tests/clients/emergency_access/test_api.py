"""Emergency access by the API."""

import pytest
from django.test import Client as Browser

from clients.models import Disclosure
from tests.clients.emergency_access.opening import ROSA, WHY, a_restricted_client, accesses, opened, signed_in
from tests.factories.accounts import make_access_token
from tests.followups.stories import cast

pytestmark = pytest.mark.django_db


def test_a_session_that_confirmed_opens_and_ends_by_the_api():
    who = cast()
    client = a_restricted_client(who)
    browser = signed_in(who.people["devon"])
    made = browser.post("/api/v1/emergency-accesses/", {**ROSA, **WHY}, content_type="application/json")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["client"], body["status"], body["user_name"]) == (str(client.pk), "given", "Devon")
    assert [(a["name"], a["allowed"]) for a in body["actions"]] == [
        ("emergency_access.end", True),
        ("emergency_access.review", False),
    ]
    assert browser.get(f"/api/v1/clients/{client.pk}/").status_code == 200
    ended = browser.post(
        f"/api/v1/emergency-accesses/{body['id']}/end/", {}, content_type="application/json", headers={"If-Match": made["ETag"]}
    )
    assert ended.status_code == 200
    assert browser.get(f"/api/v1/clients/{client.pk}/").status_code == 404


def test_a_personal_access_token_cannot_and_is_told_why():
    who = cast()
    a_restricted_client(who)
    make_access_token(who.people["devon"])
    answer = Browser().post(
        "/api/v1/emergency-accesses/", {**ROSA, **WHY}, content_type="application/json",
        headers={"Authorization": "Bearer cmp_token-of-the-tests", "Idempotency-Key": "k1"},
    )  # fmt: skip
    assert (answer.status_code, accesses()) == (422, 0)
    assert answer.json()["detail"].startswith("Confirm first that it is you")
    assert Disclosure.objects.unscoped("result").filter(view="refused:emergency_access.open").count() == 1


def test_the_api_lists_one_s_own_and_those_to_review():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    for person, count in (("devon", 1), ("sam", 1), ("ines", 0), ("maria", 0)):
        browser = Browser()
        browser.force_login(who.people[person])
        found = browser.get("/api/v1/emergency-accesses/?status=given").json()["results"]
        assert [row["id"] for row in found] == [str(access.pk)] * count, person
