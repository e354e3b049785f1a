"""The one ledger of promises: accepted by their owner, kept or missed with what changes next, renegotiated."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from careplans.actions.commitments import (
    accept_commitment,
    keep_commitment,
    miss_commitment,
    next_due,
    release_commitment,
    renegotiate_commitment,
)
from careplans.models import Barrier, Commitment
from clients.actions.support import add_support_person
from clients.models import Client
from tests.factories.accounts import make_actor, make_api_actor, make_api_client, make_user
from tests.factories.careplans import fresh, in_days, make_active_plan, make_commitment, make_plan
from workflow.actor import Actor
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused, WrongState

pytestmark = pytest.mark.django_db


def promises() -> list[Commitment]:
    return list(Commitment.objects.unscoped("test").order_by("id"))


def test_agreeing_to_the_plan_accepts_only_the_clients_own_promise(maria: Actor, rosa: Client) -> None:
    _, _, promise = make_active_plan(rosa, maria, owner_kind="partner", partner_name="Meals on Wheels")
    assert promise.status == "proposed"
    assert accept_commitment(promise.pk, actor=maria, version=promise.version).status == "accepted"


def test_a_workers_promise_is_accepted_by_that_worker_alone(maria: Actor, rosa: Client) -> None:
    devon = make_user("case_manager", name="Devon Clark")
    promise = make_commitment(make_plan(rosa, maria), maria, owner_kind="worker", worker=devon.pk)
    with pytest.raises(NotAllowed, match="only Devon Clark can accept"):
        accept_commitment(promise.pk, actor=maria, version=1)
    with pytest.raises(NotFound):
        accept_commitment(promise.pk, actor=make_actor(devon), version=1)


def test_ones_own_promise_needs_no_name(maria: Actor, rosa: Client) -> None:
    promise = make_commitment(make_plan(rosa, maria), maria, owner_kind="case_manager")
    assert promise.worker_id == maria.id
    assert accept_commitment(promise.pk, actor=maria, version=1).status == "accepted"


def test_a_promise_names_exactly_its_owner(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    with pytest.raises(InvalidInput) as refused:
        make_commitment(plan, maria, owner_kind="support_person")
    assert refused.value.errors == {"support_person": ["Choose who promises it."]}
    ana = add_support_person(rosa.pk, actor=maria, name="Ana Hill", relationship="daughter")
    promise = make_commitment(plan, maria, owner_kind="client", support_person=ana.pk, partner_name="Left over")
    assert (promise.support_person, promise.partner_name) == (None, "")


def test_a_partner_sees_and_accepts_its_own_promise_and_no_other(maria: Actor, rosa: Client) -> None:
    meals = make_api_client("plans:write", name="Meals on Wheels")
    plan = make_plan(rosa, maria)
    theirs = make_commitment(plan, maria, owner_kind="partner", partner=meals.pk)
    other = make_commitment(plan, maria, owner_kind="client")
    partner = make_api_actor("plans:write", id=meals.pk)
    assert [row.pk for row in Commitment.objects.visible_to(partner)] == [theirs.pk]
    assert accept_commitment(theirs.pk, actor=partner, version=1).status == "accepted"
    with pytest.raises(NotFound):
        accept_commitment(other.pk, actor=partner, version=1)


def test_a_miss_asks_what_got_in_the_way_and_what_changes_next(maria: Actor, rosa: Client) -> None:
    _, _, promise = make_active_plan(rosa, maria)
    said = {"in_the_way": "The phone was cut off", "changes_next": "We call together on Monday"}
    with pytest.raises(StepRefused, match="not due yet"):
        miss_commitment(promise.pk, actor=maria, version=promise.version, **said)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        with pytest.raises(InvalidInput) as refused:
            miss_commitment(promise.pk, actor=maria, version=promise.version, in_the_way="x")
        assert list(refused.value.errors) == ["changes_next"]
        missed = miss_commitment(
            promise.pk, actor=maria, version=promise.version, afterwards="barrier", barrier_kind="service", **said
        )
    assert (missed.status, missed.changes_next) == ("missed", "We call together on Monday")
    barrier = Barrier.objects.unscoped("test").get()
    assert (barrier.kind, barrier.description, barrier.goal_id) == ("service", "The phone was cut off", promise.goal_id)


def test_a_miss_can_ask_for_a_changed_plan(maria: Actor, rosa: Client) -> None:
    plan, _, promise = make_active_plan(rosa, maria, due_on=timezone.localdate())
    miss_commitment(
        promise.pk, actor=maria, version=promise.version, in_the_way="Too early", changes_next="Later", afterwards="revision"
    )
    assert (fresh(plan).asks_again, fresh(plan).status) == (True, "active")


def test_a_promise_kept_late_is_still_kept(maria: Actor, rosa: Client) -> None:
    _, _, promise = make_active_plan(rosa, maria, due_on=timezone.localdate())
    missed = miss_commitment(promise.pk, actor=maria, version=promise.version, in_the_way="Ill", changes_next="Tomorrow")
    kept = keep_commitment(promise.pk, actor=maria, version=missed.version, evidence="She called")
    assert (kept.status, kept.in_the_way) == ("kept", "Ill")


def test_a_renegotiated_promise_keeps_its_past_and_waits_for_a_new_yes(maria: Actor, rosa: Client) -> None:
    plan, _, promise = make_active_plan(rosa, maria)
    renegotiate_commitment(promise.pk, actor=maria, version=promise.version, why="No phone until then", due_on=in_days(20))
    old, new = promises()
    assert (old.status, old.due_on, old.released_reason) == ("renegotiated", in_days(7), "No phone until then")
    assert (new.status, new.due_on, new.what, new.previous_id, new.goal_id) == (
        "proposed", in_days(20), old.what, old.pk, old.goal_id,
    )  # fmt: skip
    assert fresh(plan).asks_again
    with pytest.raises(WrongState):
        keep_commitment(old.pk, actor=maria, version=old.version)


def test_a_repeated_promise_opens_its_next_day_until_its_end(maria: Actor, rosa: Client) -> None:
    terms = {"every": "week", "due_on": timezone.localdate(), "until": in_days(10)}
    _, _, first = make_active_plan(rosa, maria, **terms)
    keep_commitment(first.pk, actor=maria, version=first.version)
    second = promises()[1]
    assert (second.status, second.due_on, second.series) == ("accepted", in_days(7), first.series)
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        keep_commitment(second.pk, actor=maria, version=second.version)
    assert len(promises()) == 2


def test_a_released_promise_is_nobodys_miss(maria: Actor, rosa: Client) -> None:
    _, _, promise = make_active_plan(rosa, maria)
    released = release_commitment(promise.pk, actor=maria, version=promise.version, reason="Meals come already")
    assert (released.status, released.settled_on) == ("released", None)


@pytest.mark.parametrize(
    ("day", "every", "expected"),
    [
        (date(2026, 1, 31), "month", date(2026, 2, 28)),
        (date(2028, 1, 31), "month", date(2028, 2, 29)),
        (date(2026, 12, 15), "month", date(2027, 1, 15)),
        (date(2026, 12, 28), "week", date(2027, 1, 4)),
        (date(2026, 2, 20), "two_weeks", date(2026, 3, 6)),
        (date(2026, 2, 28), "day", date(2026, 3, 1)),
    ],
)
def test_the_next_day_of_a_series(day: date, every: str, expected: date) -> None:
    assert next_due(day, every) == expected


def test_a_promise_for_the_past_is_refused(maria: Actor, rosa: Client) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_commitment(make_plan(rosa, maria), maria, due_on=in_days(-1))
    assert refused.value.errors == {"due_on": ["The day it is promised for lies in the past. Check the date."]}
