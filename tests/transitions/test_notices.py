"""A hospital's notices in any order, repeated or late, lead to the same transition."""

import itertools
import random
from typing import Any

import pytest
import time_machine
from django.db import transaction

from clients.models import Client
from tests.factories.accounts import make_api_actor
from tests.factories.transitions import at, fresh, last_moments, open_for
from transitions.actions.notices import Notice, apply_notice, withdraw_notice
from transitions.models import Clock, Transition, VisitNotice
from workflow.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday() -> Any:
    with time_machine.travel(at("2026-01-16 16:55"), tick=False):
        yield


def told(rosa: Client, kind: Any, when: str, visit: str = "V1", **fields: Any) -> Notice:
    return Notice(
        client_id=rosa.pk,
        facility="Bay Hospital",
        visit_number=visit,
        kind=kind,
        occurred_at=at(when),
        patient_class="I",
        **fields,
    )


def end_state(client: Client) -> list[Any]:
    moves = Transition.objects.unscoped("test").filter(client=client).order_by("visit_number")
    return [
        (
            move.visit_number, move.status, move.admitted_at, move.discharged_at, move.to_setting, move.disposition,
            move.previous.visit_number if move.previous else "",
            sorted(Clock.objects.unscoped("test").filter(transition=move).values_list("key", "status", "due_at")
                   .filter(status="running")),
            open_for(move.pk), move.expected_admission_at, move.expected_discharge_at,
        )
        for move in moves
    ]  # fmt: skip


class Undone(Exception):
    """Ends a trial that leaves nothing behind."""


def after(notices: list[Notice], rosa: Client, partner: Actor) -> list[Any]:
    found: list[Any] = []
    try:
        with transaction.atomic():
            for notice in notices:
                apply_notice(notice, actor=partner)
            found = end_state(rosa)
            raise Undone
    except Undone:
        return found


STORIES: dict[str, list[tuple[Any, ...]]] = {
    "a stay": [("admit", "2026-01-05 08:00"), ("discharge", "2026-01-15 10:00", {"disposition": "01"})],
    "taken back": [
        ("admit", "2026-01-05 08:00"), ("discharge", "2026-01-14 10:00"), ("cancel_discharge", "2026-01-14 12:00"),
        ("discharge", "2026-01-15 10:00"),
    ],
    "cancelled": [("admit", "2026-01-05 08:00"), ("cancel_admit", "2026-01-05 09:00")],
    "cancelled and back": [
        ("admit", "2026-01-05 08:00"), ("cancel_admit", "2026-01-05 09:00"), ("admit", "2026-01-06 08:00"),
    ],
    "planned": [("expect", "2026-01-05 08:00", {"expected_admission_at": at("2026-01-20 08:00")})],
    "planned and come": [
        ("expect", "2026-01-05 08:00", {"expected_admission_at": at("2026-01-07 08:00")}), ("admit", "2026-01-07 09:00"),
        ("update", "2026-01-08 09:00", {"expected_discharge_at": at("2026-01-18 10:00")}), ("cancel_expect", "2026-01-08 10:00"),
    ],
    "planned, called off and planned again": [
        ("expect", "2026-01-05 08:00", {"expected_admission_at": at("2026-01-07 08:00")}), ("cancel_expect", "2026-01-06 09:00"),
        ("expect", "2026-01-06 10:00", {"expected_admission_at": at("2026-01-27 08:00")}),
    ],
    "a death that was none": [
        ("admit", "2026-01-05 08:00"), ("discharge", "2026-01-14 10:00", {"disposition": "20"}),
        ("update", "2026-01-14 11:00", {"disposition": "01"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_the_order_of_arrival_does_not_matter(story: str, rosa: Client) -> None:
    partner = make_api_actor("transitions:write")
    notices = [told(rosa, kind, when, **(more[0] if more else {})) for kind, when, *more in STORIES[story]]
    first = after(notices, rosa, partner)
    assert len(first) == 1
    for order in itertools.islice(itertools.permutations(notices), 0, None, 3 if len(notices) > 3 else 1):
        assert after([*order, order[0]], rosa, partner) == first


def test_two_stays_shuffled_end_in_the_same_readmission(rosa: Client) -> None:
    partner = make_api_actor("transitions:write")
    notices = [
        told(rosa, "admit", "2026-01-02 08:00"), told(rosa, "discharge", "2026-01-05 10:00", disposition="01"),
        told(rosa, "admit", "2026-01-10 08:00", "V2"), told(rosa, "cancel_admit", "2026-01-10 09:00", "V2"),
        told(rosa, "admit", "2026-01-12 08:00", "V3"), told(rosa, "discharge", "2026-01-15 10:00", "V3", disposition="06"),
    ]  # fmt: skip
    first = after(notices, rosa, partner)
    assert [row[1] for row in first] == ["readmitted", "cancelled", "discharged"]
    assert first[2][6] == "V1"
    for seed in range(5):
        order = notices * 2
        random.Random(seed).shuffle(order)
        assert after(order, rosa, partner) == first


def test_the_same_notice_twice_has_one_effect_and_its_sender_sees_it(rosa: Client) -> None:
    partner = make_api_actor("transitions:write", "transitions:read")
    notice = told(rosa, "discharge", "2026-01-16 16:50", disposition="01", diagnoses=(("I50.9", "Heart failure"),))
    move, again = (apply_notice(notice, actor=partner) for _ in range(2))
    assert move is not None
    assert again is not None
    assert (move.pk, fresh(move).version) == (again.pk, again.version)
    assert last_moments(move)["contact"] == "2026-01-21 23:59"
    assert (move.opened_by_client_id, VisitNotice.objects.unscoped("test").count()) == (partner.id, 1)
    assert (move.to_setting, move.diagnoses) == ("home", [{"code": "I50.9", "words": "Heart failure"}])


def test_a_cancellation_alone_opens_nothing(rosa: Client) -> None:
    assert apply_notice(told(rosa, "cancel_admit", "2026-01-05 09:00"), actor=make_api_actor("transitions:write")) is None
    assert not Transition.objects.unscoped("test").exists()


def test_an_emergency_visit_starts_no_clock(rosa: Client) -> None:
    visit = Notice(
        client_id=rosa.pk, facility="Bay Hospital", visit_number="E1", kind="discharge", occurred_at=at("2026-01-16 10:00"),
        patient_class="E", disposition="01",
    )  # fmt: skip
    move = apply_notice(visit, actor=make_api_actor("transitions:write"))
    assert move is not None
    assert (move.from_setting, last_moments(move), last_moments(move, "trc")) == ("emergency", {}, {})


def test_a_planned_stay_is_anticipated_until_its_admission_and_no_plan_called_off_ends_a_stay(rosa: Client) -> None:
    partner, planned = make_api_actor("transitions:write"), {"expected_admission_at": at("2026-01-12 08:00")}
    move = apply_notice(told(rosa, "expect", "2026-01-05 08:00", **planned), actor=partner)
    assert move is not None
    assert (move.status, move.expected_admission_at, move.admitted_at) == ("anticipated", at("2026-01-12 08:00"), None)
    off = apply_notice(told(rosa, "cancel_expect", "2026-01-06 08:00"), actor=partner)
    came = told(rosa, "admit", "2026-01-12 09:00", expected_discharge_at=at("2026-01-17 10:00"))
    there = apply_notice(came, actor=partner)
    assert off is not None
    assert there is not None
    assert (off.status, there.status, there.expected_discharge_at) == ("cancelled", "admitted", at("2026-01-17 10:00"))
    late = apply_notice(told(rosa, "cancel_expect", "2026-01-13 08:00"), actor=partner)
    plan_gone = apply_notice(told(rosa, "cancel_expected_discharge", "2026-01-14 08:00"), actor=partner)
    assert late is not None
    assert plan_gone is not None
    assert (late.status, plan_gone.expected_discharge_at) == ("admitted", None)
    not_come = withdraw_notice(came, actor=partner)
    assert not_come is not None
    assert (not_come.status, not_come.admitted_at) == ("cancelled", None)


def test_more_diagnoses_than_the_record_holds_keep_no_notice_waiting(rosa: Client) -> None:
    many = tuple((f"I{nth}", "Heart failure") for nth in range(50))
    move = apply_notice(told(rosa, "admit", "2026-01-05 08:00", diagnoses=many), actor=make_api_actor("transitions:write"))
    assert move is not None
    assert (move.status, len(move.diagnoses), move.diagnoses[0]["code"]) == ("admitted", 30, "I0")
