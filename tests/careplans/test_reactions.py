"""What a plan makes due: everybody's promises stand on a list, and others' are never the worker's own lateness."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from accounts.queries import the_agency
from careplans.actions.commitments import keep_commitment, renegotiate_commitment
from careplans.actions.feedback import answer_feedback, give_feedback
from careplans.actions.goals import add_goal
from careplans.actions.needs import accept_need, suggest_need
from careplans.actions.plans import propose_plan_again, revoke_plan
from careplans.models import Review
from clients.models import Client
from followups.models import FollowUp
from followups.queries.today import today_for
from tests.factories.careplans import fresh, in_days, make_active_plan, make_commitment, make_goal, make_need, make_plan, propose
from workflow.actor import Actor, system_actor

pytestmark = pytest.mark.django_db


def due(kind: str) -> list[FollowUp]:
    return list(FollowUp.objects.unscoped("test").filter(kind=kind, status="open"))


def test_a_suggested_need_wants_confirming_by_the_case_manager(maria: Actor, maria_user: User, rosa: Client) -> None:
    told = {"domain": "food-insecurity", "title": "Food", "source": "assessment", "source_item": "Food ran out: often"}
    need = suggest_need(rosa.pk, actor=system_actor("screening"), **told)
    asked = due("confirm_need")[0]
    assert (asked.owner, asked.object_id, asked.why) == (maria_user, need.pk, "Food: Food ran out: often")


def test_an_identified_need_is_asked_about_until_the_client_answers(maria: Actor, rosa: Client) -> None:
    need = make_need(rosa, maria)
    assert len(due("ask_about_need")) == 1
    accept_need(need.pk, actor=maria, version=need.version)
    assert due("ask_about_need") == []


def test_what_others_promised_waits_and_is_not_the_workers_lateness(maria: Actor, maria_user: User, rosa: Client) -> None:
    make_active_plan(rosa, maria)
    waiting = due("commitment")[0]
    assert (waiting.waiting_on, waiting.owner) == ("Client", maria_user)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        day = today_for(maria, the_agency().zone)
        assert ([row.pk for row in day.waiting], day.overdue) == ([waiting.pk], [])


def test_ones_own_promise_is_ones_own_to_keep(maria: Actor, maria_user: User, rosa: Client) -> None:
    from careplans.actions.commitments import accept_commitment

    _, _, promise = make_active_plan(rosa, maria, owner_kind="case_manager")
    accept_commitment(promise.pk, actor=maria, version=promise.version)
    mine = due("commitment")[0]
    assert (mine.waiting_on, mine.owner) == ("", maria_user)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert [row.pk for row in today_for(maria, the_agency().zone).overdue] == [mine.pk]


def test_a_kept_promise_is_due_no_more(maria: Actor, rosa: Client) -> None:
    _, _, promise = make_active_plan(rosa, maria)
    keep_commitment(promise.pk, actor=maria, version=promise.version)
    closed = FollowUp.objects.unscoped("test").get(kind="commitment")
    assert (closed.status, closed.outcome) == ("done", "Kept.")


def test_a_changed_plan_is_to_be_put_to_the_client_again(maria: Actor, rosa: Client) -> None:
    plan, _, promise = make_active_plan(rosa, maria)
    renegotiate_commitment(promise.pk, actor=maria, version=promise.version, why="Ill", due_on=in_days(30))
    assert len(due("plan_changed")) == 1
    plan = fresh(plan)
    propose_plan_again(plan.pk, actor=maria, version=plan.version)
    assert (due("plan_changed"), len(due("plan_answer"))) == ([], 1)


def test_a_draft_changes_without_asking_anybody(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    make_goal(plan, maria)
    assert due("plan_changed") == []
    make_commitment(plan, maria)
    propose(plan, maria)
    assert [row.waiting_on for row in due("plan_answer")] == ["Client"]
    add_goal(plan.pk, actor=maria, client_words="Walk", measure="Steps", target_date=in_days(9))
    assert due("plan_changed") == []


def test_an_ended_plan_owes_nothing(maria: Actor, rosa: Client) -> None:
    plan, _, _ = make_active_plan(rosa, maria)
    assert Review.objects.unscoped("test").count() == 1
    revoke_plan(plan.pk, actor=maria, version=plan.version, reason="Moved away")
    assert (
        FollowUp.objects.unscoped("test").filter(status="open", kind__in=("commitment", "hold_review", "plan_answer")).count()
        == 0
    )


def test_feedback_waits_for_an_answer(maria: Actor, rosa: Client) -> None:
    plan, _, _ = make_active_plan(rosa, maria)
    given = give_feedback(plan.pk, actor=maria, words="You call too seldom", useful=2)
    assert len(due("answer_feedback")) == 1
    answer_feedback(given.pk, actor=maria, version=1, answer="Every Monday from now on")
    assert due("answer_feedback") == []
