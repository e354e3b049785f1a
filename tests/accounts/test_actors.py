"""The actor of a request, its id, language and time zone; what that costs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.queries import actor_for
from clients.models import Client, EmergencyAccess
from tests.factories.absence import make_cover, make_time_off
from tests.factories.accounts import PASSWORD, make_access_token, make_agency, make_team, make_user
from tests.questions import in_full
from workflow.models import Event

pytestmark = pytest.mark.django_db


def test_a_page_asks_for_roles_and_opened_records_in_one_query(client: Browser) -> None:
    make_agency()
    client.force_login(make_user("case_manager", make_team()))
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get("/")
    asked = [in_full(query["sql"]) for query in seen.captured_queries]
    assert [words.split('FROM "')[1].split('"')[0] for words in asked] == [
        "django_session",
        "accounts_user",
        "accounts_membership",
    ]
    assert '"clients_emergencyaccess"' in asked[-1]


def test_an_actor_carries_the_records_it_has_opened_in_an_emergency_until_they_close(client: Browser) -> None:
    user = make_user("case_manager", make_team(), password=PASSWORD)
    open_one, closed_one = (
        Client.objects.unscoped("a test makes it").create(given_name=name, family_name="Cole") for name in ("Ada", "Ben")
    )
    for record, minutes in ((open_one, 1), (closed_one, -1)):
        EmergencyAccess.objects.unscoped("a test makes it").create(
            client=record,
            user=user,
            reason_code="danger",
            explanation="Fire",
            expires_at=timezone.now() + timedelta(minutes=minutes),
        )
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    actor = client.get("/me/").wsgi_request.actor  # type: ignore[attr-defined]  # the middleware adds it
    assert (actor.opened, actor.acts_for, actor.confirmed, actor.channel) == ({open_one.pk}, {user.pk}, True, "web")


def test_the_caller_s_request_id_is_echoed_and_written_into_the_event() -> None:
    make_agency()
    make_access_token(make_user("administrator"))
    headers = {"Authorization": "Bearer cmp_token-of-the-tests", "X-Request-ID": "trace-7", "X-Reason": "New site"}
    answer = Browser().post("/api/v1/teams/", {"name": "Harbor"}, content_type="application/json", headers=headers)
    event = Event.objects.unscoped("a test looks").get(name="team.created")
    assert (answer["X-Request-ID"], event.request_id, event.channel, event.reason) == ("trace-7", "trace-7", "api", "New site")


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "line\nbreak"])
def test_a_request_id_that_could_forge_a_log_line_is_replaced(client: Browser, given: str) -> None:
    answer = client.get("/accounts/login/", HTTP_X_REQUEST_ID=given)
    assert UUID(answer["X-Request-ID"]).version == 4


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("supervisor", "/team/"),
        ("case_manager", "/today/"),
        ("intake", "/intake/"),
        ("privacy_officer", "/audit/"),
        ("administrator", "/settings/people/"),
        (None, "/me/"),
    ],
)
def test_everybody_starts_where_their_work_is(client: Browser, role: str | None, address: str) -> None:
    client.force_login(make_user(role))
    assert client.get("/")["Location"] == address


def test_pages_speak_one_s_language_and_tell_one_s_time(client: Browser) -> None:
    client.force_login(make_user(language="es", time_zone="America/Chicago"))
    answer: Any = client.get("/me/")
    assert answer["Content-Language"] == "es"
    assert timezone.get_current_timezone_name() == "America/New_York"


def test_whom_one_covers_at_this_moment_is_acted_for_and_nobody_else() -> None:
    make_agency()
    devon, maria, lena, nils = (make_user("case_manager") for _ in range(4))
    make_cover(maria, devon)
    later = timezone.now() + timedelta(minutes=1)
    make_cover(lena, devon, make_time_off(lena, later, later + timedelta(days=1)))
    over = make_time_off(nils, timezone.now() - timedelta(days=2), timezone.now() - timedelta(seconds=1))
    make_cover(nils, devon, over, status="begun")
    assert actor_for(devon, "web").acts_for == {devon.pk, maria.pk}


@pytest.mark.parametrize("status", ["proposed", "declined", "withdrawn", "returned"])
def test_a_cover_not_agreed_or_given_back_gives_nothing(status: str) -> None:
    devon, maria = make_user("case_manager"), make_user("case_manager")
    make_cover(maria, devon, status=status)
    assert actor_for(devon, "web").acts_for == {devon.pk}


def test_an_accepted_cover_counts_from_its_hour_on_even_if_nothing_swept_it() -> None:
    devon, maria = make_user("case_manager"), make_user("case_manager")
    make_cover(maria, devon, status="accepted")
    assert actor_for(devon, "web").acts_for == {devon.pk, maria.pk}
