"""Reminders to clients: with their consent, on a safe way, at a safe hour, in their language, in words that tell nothing."""

import json
import threading
from collections.abc import Iterator
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from clients.actions.consents import revoke_consent
from clients.models import Client, Consent
from followups.actions.gateways import ConsoleGateway, Gateway, Message, Unanswered
from followups.models import DeadLetter, Delivery
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.followups.conftest import NOW, Clock
from tests.followups.due import WHY, Kind, deliveries, follow_up, run, why_not

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=2)
AT_TEN = NOW + timedelta(days=1)  # the day before, 10:00 in New York


class Recorder(Gateway):
    sent: list[Message]
    fails: Exception | None = None

    def send(self, message: Message) -> None:
        Recorder.sent.append(message)
        if Recorder.fails:
            raise Recorder.fails


@pytest.fixture(autouse=True)
def gateway(settings: Any, clock: Clock) -> type[Recorder]:
    make_agency(time_zone="America/New_York", name="Agencycanary")
    settings.CLIENT_GATEWAY = "tests.followups.test_client_reminders.Recorder"
    Recorder.sent, Recorder.fails, Recorder.forgets = [], None, False
    return Recorder


@pytest.fixture
def rosa() -> Client:
    client = make_client(given_name="Rosacanary", family_name="Delgadocanary", language="en", email="canary@example.org")
    client.phones.create(kind="home", number="617 555 0100", e164="+16175550100", texts_allowed=True)
    client.phones.create(kind="mobile", number="617 555 0111", e164="+16175550111", texts_allowed=True)
    team = make_team("Harbor")
    make_case(client, team, make_user("case_manager", team))
    Consent.objects.create(client=client, kind="messages", starts_on="2031-01-01", signed_on="2031-01-01", method="paper")
    return client


def remind(client: Client, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(client, name, value)
    client.save()
    follow_up(client, None, TOMORROW.replace(hour=23), Kind.COMMITMENT, waiting_on="Client", remind_client=True)


def test_a_client_is_reminded_the_day_before_and_on_the_day(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa)
    run()
    assert gateway.sent == []
    for moment in (AT_TEN, AT_TEN + timedelta(days=1)):
        clock.at(moment)
        run()
        run()
    first, second = gateway.sent
    assert (first.channel, first.to) == ("client_sms", "+16175550111")
    assert (
        first.body == "You asked to be reminded: Friday, May 9. To change or stop these reminders, tell the person you work with."
    )
    assert first.key != second.key


def test_the_words_tell_nothing_about_the_client_or_the_agency(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa, language="es")
    clock.at(AT_TEN)
    run()
    [message] = gateway.sent
    assert message.body.startswith("Usted pidió un recordatorio: viernes 9 de mayo.")
    sent = f"{message.subject} {message.body} {message.key}".lower()
    assert [word for word in ("canary", "rosa", "delgado", "promise", "care", "health", str(rosa.pk)) if word in sent] == []


def test_without_consent_or_once_it_is_taken_back_nothing_is_sent(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa)
    consent = Consent.objects.unscoped(WHY).get()
    supervisor = make_actor("supervisor", rosa.cases.unscoped(WHY).get().team)
    revoke_consent(consent.pk, actor=supervisor, version=1, reason="Changed her mind")
    clock.at(AT_TEN)
    run()
    assert gateway.sent == []
    assert "The client has not agreed to messages, or no longer does." in why_not()


def test_a_consent_that_ended_yesterday_is_none(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa)
    Consent.objects.unscoped(WHY).update(ends_on=NOW.date())
    clock.at(AT_TEN)
    run()
    assert gateway.sent == []


def test_where_texts_are_not_safe_it_is_an_email(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa, may_text=False)
    clock.at(AT_TEN)
    run()
    assert [(message.channel, message.to) for message in gateway.sent] == [("client_email", "canary@example.org")]


def test_a_number_that_must_not_be_texted_is_not(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    rosa.phones.unscoped(WHY).update(texts_allowed=False)
    remind(rosa, email="")
    clock.at(AT_TEN)
    run()
    assert gateway.sent == []
    assert "No channel is safe for messages to this client." in why_not()


def test_outside_the_safe_hours_it_waits_for_them(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa, safe_from=time(18), safe_until=time(19))
    clock.at(AT_TEN)
    run()
    assert gateway.sent == []
    [held] = Delivery.objects.unscoped(WHY).filter(to="client", deferred_until__isnull=False)
    assert (held.deferred_until, held.held_because) == (AT_TEN + timedelta(hours=8), "Outside the client's safe hours.")
    clock.at(AT_TEN + timedelta(hours=8))
    run()
    assert len(gateway.sent) == 1


def test_after_a_day_without_a_worker_yesterdays_reminder_is_not_sent(
    clock: Clock, rosa: Client, gateway: type[Recorder]
) -> None:
    remind(rosa)
    clock.at(AT_TEN + timedelta(days=5))
    run()
    assert gateway.sent == []
    assert why_not().count("Its time has passed.") == 2


def test_an_answer_that_never_came_is_asked_again_under_the_same_key(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa)
    gateway.fails = Unanswered("No answer.")
    clock.at(AT_TEN)
    run()
    gateway.fails = None
    clock.at(AT_TEN + timedelta(minutes=1))
    run()
    first, second = gateway.sent
    assert first.key == second.key


def test_with_a_provider_that_forgets_its_keys_a_person_decides(clock: Clock, rosa: Client, gateway: type[Recorder]) -> None:
    remind(rosa)
    gateway.forgets, gateway.fails = True, Unanswered("No answer.")
    clock.at(AT_TEN)
    run()
    gateway.fails = None
    clock.at(AT_TEN + timedelta(hours=1))
    run()
    assert len(gateway.sent) == 1
    assert deliveries("uncertain") == [("client_before", "client_sms")]
    assert [letter.why for letter in DeadLetter.objects.unscoped(WHY)] == ["No answer."]


def test_the_console_writes_the_words_and_not_the_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    ConsoleGateway().send(Message("k", "client_sms", "+16175550111", "Reminder", "You asked", "en"))
    assert "You asked" in caplog.text
    assert "6175550111" not in caplog.text


class Provider(BaseHTTPRequestHandler):
    status = 202
    asked: list[tuple[dict[str, str], Any]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Provider.asked.append((dict(self.headers), body))
        self.send_response(Provider.status)
        if Provider.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def provider(settings: Any) -> Iterator[type[Provider]]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLIENT_GATEWAY = "followups.actions.gateways.HttpGateway"
    settings.CLIENT_GATEWAY_URL, settings.CLIENT_GATEWAY_TOKEN = f"http://127.0.0.1:{server.server_port}/send", "secret-token"
    Provider.asked, Provider.status = [], 202
    yield Provider
    server.shutdown()


def test_the_http_gateway_sends_json_with_its_token_and_key(clock: Clock, rosa: Client, provider: type[Provider]) -> None:
    remind(rosa)
    clock.at(AT_TEN)
    run()
    [(headers, body)] = provider.asked
    assert (headers["Authorization"], body["to"], body["channel"], body["language"]) == (
        "Bearer secret-token", "+16175550111", "client_sms", "en",
    )  # fmt: skip
    assert headers["Idempotency-Key"] == Delivery.objects.unscoped(WHY).get(rung="client_before").key
    assert deliveries("sent") == [("client_before", "client_sms")]


@pytest.mark.parametrize(("status", "state"), [(503, "waiting"), (429, "waiting"), (400, "dead"), (302, "dead")])
def test_what_a_provider_answers_decides_what_follows(
    clock: Clock, rosa: Client, provider: type[Provider], status: int, state: str
) -> None:
    remind(rosa)
    provider.status = status
    clock.at(AT_TEN)
    run()
    assert len(provider.asked) == 1
    assert Delivery.objects.unscoped(WHY).get(rung="client_before").state == state
    provider.status = 202
    clock.at(AT_TEN + timedelta(minutes=2))
    run()
    assert len(provider.asked) == (2 if state == "waiting" else 1)


def test_a_gateway_that_cannot_be_reached_keeps_the_rest_untried(clock: Clock, rosa: Client, settings: Any) -> None:
    settings.CLIENT_GATEWAY = "followups.actions.gateways.HttpGateway"
    settings.CLIENT_GATEWAY_URL = "http://127.0.0.1:1/send"
    remind(rosa)
    clock.at(AT_TEN)
    assert run()["blocked"] == 1
    kept = Delivery.objects.unscoped(WHY).get(rung="client_before")
    assert (kept.state, kept.attempts, kept.last_error) == (
        "waiting",
        1,
        "The gateway cannot be reached: ConnectionRefusedError.",
    )
