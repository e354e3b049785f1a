"""What an emergency access, and an attempt at one, leave on record."""

import pytest
from django.test import Client as Browser

from clients.actions.emergency import NO_MATCH
from clients.models import Disclosure
from tests.clients.emergency_access.opening import ROSA, WHY, a_restricted_client, accesses, opened, signed_in
from tests.factories.accounts import make_user
from tests.followups.stories import cast
from workflow.identifiers import new_id
from workflow.models import Event

pytestmark = pytest.mark.django_db


def test_the_event_tells_the_reason_s_kind_and_not_what_happened():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    event = Event.objects.unscoped("result").get(name="emergency_access.opened")
    assert (event.record, event.actor_name, event.data) == (client.pk, "Devon", {"reason_code": "danger", "minutes": 60})
    assert "screams" not in f"{event.data}{event.reason}"


def test_readings_in_an_emergency_are_marked_and_ordinary_ones_are_not():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    for person in ("devon", "maria"):
        browser = Browser()
        browser.force_login(who.people[person])
        assert browser.get(f"/clients/{client.pk}/").status_code == 200
    rows = Disclosure.objects.unscoped("result").filter(view="overview").order_by("id")
    assert [(row.actor_name, row.emergency) for row in rows] == [("Devon", True), ("Maria", False)]


@pytest.mark.parametrize("named", [{**ROSA, "family_name": "Nobody"}, {"client": str(new_id())}])
def test_a_failed_attempt_is_kept_without_any_name(named):
    who = cast()
    a_restricted_client(who)
    browser = signed_in(who.people["devon"])
    answer = browser.post("/clients/emergency/", {**named, **WHY, "idempotency_key": "once"})
    assert answer.status_code == 422
    assert NO_MATCH in answer.content.decode()
    [row] = Disclosure.objects.unscoped("result").filter(view="refused:emergency_access.open")
    assert (row.actor_name, row.clients, row.reason) == ("Devon", [], NO_MATCH)


def test_an_attempt_of_somebody_who_may_not_is_kept_too():
    a_restricted_client(cast())
    browser = signed_in(make_user("privacy_officer", name="Priya"))
    answer = browser.post("/clients/emergency/", {**ROSA, **WHY})
    assert (answer.status_code, accesses()) == (403, 0)
    [row] = Disclosure.objects.unscoped("result").filter(view="refused:emergency_access.open")
    assert (row.actor_name, row.clients) == ("Priya", [])
