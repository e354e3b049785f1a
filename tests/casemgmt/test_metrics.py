"""/status and /metrics: what waits and who makes progress, for whoever wakes somebody at night."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from casemgmt.metrics import Work
from followups.models import Delivery
from tests.followups.stories import an_accepted_case, cast
from workflow.models import Event, Heartbeat, Outbox

pytestmark = pytest.mark.django_db
TOKEN = "a-long-token-for-prometheus"


def figures() -> dict[tuple[str, str], float]:
    found = (sample for metric in Work().collect() for sample in metric.samples)
    return {(sample.name, next(iter(sample.labels.values()), "")): sample.value for sample in found}


def progress_now() -> None:
    for name in ("scheduler", "outbox", "deliveries"):
        Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def an_event_waits() -> None:
    an_accepted_case(cast())
    event = Event.objects.unscoped("the test lets it wait").order_by("-id")[0]
    Outbox.objects.all().delete()
    Outbox.objects.create(event=event)


def test_what_waits_is_counted_with_the_age_of_the_oldest() -> None:
    an_event_waits()
    with time_machine.travel(timezone.now() + timedelta(seconds=90), tick=False):
        found = figures()
    assert found["casemgmt_waiting", "events"] == 1
    assert 89 <= found["casemgmt_oldest_waiting_seconds", "events"] <= 92
    assert found["casemgmt_redis_up", ""] == 1


def test_a_delivery_counts_once_it_may_be_sent() -> None:
    an_accepted_case(cast())
    waiting = Delivery.waiting("the test moves them")
    waiting.update(wakes_at=timezone.now() + timedelta(hours=9))
    assert figures()["casemgmt_waiting", "deliveries"] == 0
    first = waiting.order_by("id")[0]
    Delivery.waiting("the test moves it").filter(pk=first.pk).update(wakes_at=timezone.now() - timedelta(seconds=40))
    found = figures()
    assert found["casemgmt_waiting", "deliveries"] == 1
    assert 39 <= found["casemgmt_oldest_waiting_seconds", "deliveries"] <= 42


def test_redis_away_is_told_and_costs_no_other_figure(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    progress_now()
    found = figures()
    assert found["casemgmt_redis_up", ""] == 0
    assert found["casemgmt_waiting", "events"] == 0
    assert found["casemgmt_progress_age_seconds", "outbox"] < 5


def test_status_names_what_is_late() -> None:
    an_event_waits()
    progress_now()
    assert Browser().get("/status").json()["ok"] is True
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        late = Browser().get("/status")
    assert (late.status_code, sorted(late.json()["late"])) == (503, ["deliveries", "events", "scheduler", "worker"])


def test_metrics_are_for_whoever_holds_the_token(settings: Any) -> None:
    settings.METRICS_TOKEN, settings.DEMO = TOKEN, False
    assert Browser().get("/metrics").status_code == 404
    assert Browser().get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    answer = Browser().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/plain")
    assert b'casemgmt_waiting{work="events"} 0.0' in answer.content


def test_without_a_token_only_the_demo_has_the_page(settings: Any) -> None:
    settings.METRICS_TOKEN, settings.DEMO = "", False
    assert Browser().get("/metrics").status_code == 404
    settings.DEMO = True
    assert Browser().get("/metrics").status_code == 200


def test_answer_times_are_kept_by_route_and_name_nobody(settings: Any) -> None:
    settings.METRICS_TOKEN, settings.DEMO = "", True
    who = cast()
    case, browser = an_accepted_case(who), Browser()
    browser.force_login(who.people["maria"])
    assert browser.get(f"/clients/{case.client_id}/").status_code == 200
    text = Browser().get("/metrics").content.decode()
    assert 'route="clients/<uuid:pk>/"' in text
    assert str(case.client_id) not in text
