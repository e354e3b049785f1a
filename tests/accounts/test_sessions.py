"""Sessions end: after half an hour unused, after twelve hours in any case, with a warning before."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(client: Browser, time_machine: Any) -> Any:
    """The moment of signing in; time stands still from here on."""
    moment = timezone.now().replace(microsecond=0)
    time_machine.move_to(moment, tick=False)
    user = make_user(password=PASSWORD)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return moment


def test_an_unused_session_ends_after_half_an_hour(client: Browser, start: Any, time_machine: Any) -> None:
    time_machine.move_to(start + timedelta(minutes=29, seconds=59))
    assert client.get("/me/").status_code == 200
    time_machine.move_to(start + timedelta(minutes=59, seconds=59))
    ended = client.get("/me/")
    assert (ended["Location"], ended["Clear-Site-Data"]) == ("/accounts/login/?next=/me/", '"cache", "storage"')
    assert Session.objects.filter(expire_date__gt=timezone.now()).count() == 0


def test_a_session_in_use_ends_after_twelve_hours(client: Browser, start: Any, time_machine: Any) -> None:
    for minutes in range(20, 720, 20):
        time_machine.move_to(start + timedelta(minutes=minutes))
        assert client.get("/me/").status_code == 200
    time_machine.move_to(start + timedelta(hours=12))
    assert client.get("/me/").status_code == 302


def test_the_page_knows_how_long_the_session_lives(client: Browser, start: Any, time_machine: Any) -> None:
    assert client.get("/me/").context["session_ends_in"] == 1800
    time_machine.move_to(start + timedelta(seconds=45))
    assert client.get("/me/").context["session_ends_in"] == 1755
    time_machine.move_to(start + timedelta(seconds=60))
    assert client.get("/me/").context["session_ends_in"] == 1800


def test_near_the_absolute_end_the_page_tells_that_end(client: Browser, start: Any, time_machine: Any) -> None:
    for minutes in (*range(25, 701, 25), 715):
        time_machine.move_to(start + timedelta(minutes=minutes))
        page = client.get("/me/")
    assert page.context["session_ends_in"] == 300


def test_saying_that_one_is_still_there_extends_the_session(client: Browser, start: Any, time_machine: Any) -> None:
    time_machine.move_to(start + timedelta(minutes=28))
    answer = client.post("/me/session/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (200, {"ends_in": 1800})
    time_machine.move_to(start + timedelta(minutes=57))
    assert client.get("/me/").status_code == 200


def test_an_ended_session_is_not_extended(client: Browser, start: Any, time_machine: Any) -> None:
    time_machine.move_to(start + timedelta(minutes=31))
    assert client.post("/me/session/", headers={"Accept": "application/json"}).status_code == 401


def test_the_api_does_not_answer_an_ended_session(client: Browser, start: Any, time_machine: Any) -> None:
    time_machine.move_to(start + timedelta(minutes=31))
    answer = client.get("/api/v1/me/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_pages_are_not_kept_by_the_browser(client: Browser, start: Any) -> None:
    assert client.get("/me/")["Cache-Control"] == "no-store, private"
