"""From need to plan in force: nothing starts without the client's answer or a recorded reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from careplans.actions.agreements import record_agreement
from careplans.actions.commitments import keep_commitment
from careplans.actions.goals import achieve_goal, add_barrier, add_goal, edit_goal, set_goal_levels
from careplans.actions.plans import complete_plan, propose_plan, propose_plan_again
from careplans.actions.reviews import cancel_review, plan_review
from careplans.models import CarePlan, Lesson, PlanVersion, Review
from clients.actions.support import add_support_person, record_capacity
from clients.models import Client
from tests.factories.careplans import (
    LEVELS,
    activate,
    agree,
    fresh,
    in_days,
    make_active_plan,
    make_commitment,
    make_goal,
    make_need,
    make_plan,
    propose,
)
from workflow.actor import Actor
from workflow.refusals import InvalidInput, Stale, StepRefused, WrongState

pytestmark = pytest.mark.django_db


def test_a_plan_without_goal_promise_or_levels_is_not_put_to_the_client(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    with pytest.raises(StepRefused, match="Add at least one goal"):
        propose_plan(plan.pk, actor=maria, version=1)
    goal = make_goal(plan, maria, levels=False, no_barriers=False)
    with pytest.raises(StepRefused, match="Add at least one promise"):
        propose_plan(plan.pk, actor=maria, version=1)
    make_commitment(plan, maria)
    with pytest.raises(StepRefused, match="Write the five levels"):
        propose_plan(plan.pk, actor=maria, version=1)
    set_goal_levels(goal.pk, actor=maria, version=1, **LEVELS)
    with pytest.raises(StepRefused, match="Say what stands in the way"):
        propose_plan(plan.pk, actor=maria, version=1)
    assert fresh(plan).status == "draft"
    assert not PlanVersion.objects.unscoped("test").exists()


def test_an_agreed_plan_comes_into_force_with_goals_needs_promises_and_a_review(maria: Actor, rosa: Client) -> None:
    plan, goal, promise = make_active_plan(rosa, maria)
    assert (plan.status, plan.agreed_revision, plan.starts_on) == ("active", 1, timezone.localdate())
    assert (goal.status, fresh(goal.need).status, promise.status) == ("accepted", "addressed", "accepted")
    review = Review.objects.unscoped("test").get()
    assert (review.status, review.due_on) == ("planned", timezone.localdate() + timedelta(days=90))


def test_a_barrier_takes_back_that_there_was_none_and_the_goal_counts_a_version(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    goal = make_goal(plan, maria)
    add_barrier(goal.pk, actor=maria, kind="transport", description="No bus in the evening")
    assert (fresh(goal).no_barriers, fresh(goal).version) == (False, goal.version + 1)
    with pytest.raises(Stale):
        edit_goal(goal.pk, actor=maria, version=goal.version, **_as_is(goal, phrasing="Nutrition"))
    add_barrier(goal.pk, actor=maria, kind="money", description="Meals cost more than she has")
    assert fresh(goal).version == goal.version + 1


def test_a_review_planned_on_another_day_is_told_to_the_plan_with_a_version(maria: Actor, rosa: Client) -> None:
    plan, _, _ = make_active_plan(rosa, maria)
    first = Review.objects.unscoped("test").get()
    assert (fresh(plan).version, fresh(plan).review_on) == (plan.version, first.due_on)
    cancel_review(first.pk, actor=maria, version=first.version, reason="She is away")
    plan_review(plan.pk, actor=maria, due_on=in_days(20))
    assert (fresh(plan).version, fresh(plan).review_on) == (plan.version + 1, in_days(20))


def test_a_plan_the_client_has_not_answered_does_not_start(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    make_goal(plan, maria)
    make_commitment(plan, maria)
    propose(plan, maria)
    with pytest.raises(StepRefused, match="2 lines are not agreed to"):
        activate(plan, maria)
    assert fresh(plan).status == "proposed"


def test_an_objection_to_one_line_keeps_the_plan_from_starting_until_it_is_settled(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    goal = make_goal(plan, maria)
    promise = make_commitment(plan, maria)
    propose(plan, maria)
    agree(plan, maria)
    agree(plan, maria, line=goal.pk, answer="objected", words="Not every day")
    with pytest.raises(StepRefused, match="1 line is not agreed to, the first: “I want a warm meal every day”"):
        activate(plan, maria)
    active = activate(plan, maria, without_agreement="partly", without_agreement_words="She wants to think about meals.")
    assert (active.status, active.agreed_revision) == ("active", 0)
    assert (fresh(goal).status, fresh(promise).status) == ("declined", "accepted")


def test_without_agreement_needs_its_reason_in_words(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    make_goal(plan, maria)
    make_commitment(plan, maria)
    propose(plan, maria)
    with pytest.raises(InvalidInput) as refused:
        activate(plan, maria, without_agreement="unreachable")
    assert "without_agreement_words" in refused.value.errors
    with pytest.raises(StepRefused, match="nothing that could start"):
        activate(plan, maria, without_agreement="partly", without_agreement_words="x")
    started = activate(plan, maria, without_agreement="unreachable", without_agreement_words="Three calls; food runs out today.")
    assert (started.status, started.is_agreed) == ("active", False)


def test_a_change_of_substance_asks_again_and_a_slip_of_the_pen_does_not(maria: Actor, rosa: Client) -> None:
    plan, goal, _ = make_active_plan(rosa, maria)
    edit_goal(goal.pk, actor=maria, version=goal.version, **_as_is(goal, phrasing="Nutrition"))
    assert not fresh(plan).asks_again
    goal = fresh(goal)
    edit_goal(goal.pk, actor=maria, version=goal.version, **_as_is(goal, measure="Warm meals a week"))
    plan = fresh(plan)
    assert (plan.status, plan.revision, plan.proposed_revision, plan.is_agreed) == ("active", 2, 1, False)
    with pytest.raises(StepRefused, match="changed since it was put to the client"):
        agree(plan, maria)
    propose_plan_again(plan.pk, actor=maria, version=plan.version)
    agree(plan, maria)
    assert (fresh(plan).agreed_revision, fresh(plan).is_agreed) == (2, True)


def _as_is(goal: object, **changed: object) -> dict[str, object]:
    from careplans.forms.goals import GoalForm

    current = {name: value for name, value in GoalForm.current(goal).items() if value is not None}
    return {**current, **changed}


def test_levels_cannot_be_moved_once_the_work_has_begun(maria: Actor, rosa: Client) -> None:
    _, goal, _ = make_active_plan(rosa, maria)
    with pytest.raises(StepRefused, match="written before the work began"):
        set_goal_levels(goal.pk, actor=maria, version=goal.version, **{**LEVELS, "level_0": "Half a meal"})
    assert fresh(goal).level_0 == LEVELS["level_0"]


def test_confidence_below_seven_asks_what_would_raise_it(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    with pytest.raises(InvalidInput) as refused:
        make_goal(plan, maria, confidence=6)
    assert "The client's confidence is 6" in refused.value.errors["raise_confidence"][0]
    assert make_goal(plan, maria, confidence=7).confidence == 7


def test_a_representative_needs_authority_in_force_and_capacity_is_not_passed_over(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    make_goal(plan, maria)
    make_commitment(plan, maria)
    propose(plan, maria)
    yesterday = timezone.localdate() - timedelta(days=1)
    told = {"relationship": "son", "representative": "health_care_agent", "authority_evidence": "Proxy form, filed"}
    expired = add_support_person(rosa.pk, actor=maria, name="Paul Hill", authority_until=yesterday, **told)
    with pytest.raises(InvalidInput) as refused:
        agree(plan, maria, representative=expired.pk)
    assert refused.value.errors["representative"][0].startswith("Paul Hill has no authority in force on that day")
    springing = add_support_person(rosa.pk, actor=maria, name="June Lake", only_on_incapacity=True, **told)
    with pytest.raises(InvalidInput) as refused:
        agree(plan, maria, representative=springing.pk)
    assert "June Lake acts only when the client lacks capacity" in refused.value.errors["capacity_finding"][0]
    finding = record_capacity(
        rosa.pk, actor=maria, decision="Agree to the care plan", outcome="lacks_capacity", judged_on=yesterday, judged_by="Dr. Adams",
    )  # fmt: skip
    agree(plan, maria, representative=springing.pk, capacity_finding=finding.pk)
    assert activate(plan, maria).status == "active"


def test_unable_needs_a_capacity_finding(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    make_goal(plan, maria)
    make_commitment(plan, maria)
    propose(plan, maria)
    with pytest.raises(InvalidInput) as refused:
        agree(plan, maria, answer="unable")
    assert "capacity_finding" in refused.value.errors


def test_an_answer_is_only_to_lines_that_were_asked(maria: Actor, rosa: Client) -> None:
    plan, _, _ = make_active_plan(rosa, maria)
    with pytest.raises(InvalidInput) as refused:
        record_agreement(plan.pk, actor=maria, answer="agreed", method="spoken", line=plan.pk)
    assert "not part of the version" in refused.value.errors["line"][0]


def test_a_client_has_one_living_plan(maria: Actor, rosa: Client) -> None:
    make_plan(rosa, maria)
    with pytest.raises(StepRefused, match="already has a care plan"):
        make_plan(rosa, maria)
    assert CarePlan.objects.unscoped("test").count() == 1


def test_a_closed_plan_leaves_one_lesson_without_names(maria: Actor, rosa: Client) -> None:
    plan, goal, promise = make_active_plan(rosa, maria)
    with pytest.raises(StepRefused, match="1 goal has no outcome yet"):
        complete_plan(plan.pk, actor=maria, version=plan.version, reason="Done", lesson="Ask early.")
    achieve_goal(goal.pk, actor=maria, version=goal.version, reason="Meals come daily")
    keep_commitment(promise.pk, actor=maria, version=promise.version)
    plan = fresh(plan)
    with pytest.raises(InvalidInput) as refused:
        complete_plan(plan.pk, actor=maria, version=plan.version, reason="Done", lesson="Rosa liked soup.")
    assert refused.value.errors["lesson"] == ["Others will read this. Leave out the name Rosa."]
    complete_plan(plan.pk, actor=maria, version=plan.version, reason="Done", lesson="Let the client taste the meals first.")
    lesson = Lesson.objects.get()
    assert (lesson.words, lesson.domains) == ("Let the client taste the meals first.", ["food-insecurity"])
    with pytest.raises(StepRefused, match="This plan has ended"):
        add_goal(plan.pk, actor=maria, client_words="More", measure="x", target_date=in_days(3))


def test_a_need_is_on_the_list_once(maria: Actor, rosa: Client) -> None:
    make_need(rosa, maria)
    with pytest.raises(StepRefused, match="is on this client's list already"):
        make_need(rosa, maria)


def test_a_plan_in_draft_cannot_be_started(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    with pytest.raises(WrongState):
        activate(plan, maria)


def test_the_t_score_of_a_review_follows_its_levels(maria: Actor, rosa: Client) -> None:
    from careplans.actions.reviews import hold_review

    _, goal, _ = make_active_plan(rosa, maria)
    review = Review.objects.unscoped("test").get()
    progress = [{"goal": str(goal.pk), "level": 1, "achievement": "improving", "note": "Soup twice a week"}]
    held = hold_review(review.pk, actor=maria, version=1, participants="Rosa, Maria", progress=progress, learned="Soup works.")
    assert (held.status, held.t_score) == ("held", Decimal("60.00"))
    following = Review.objects.unscoped("test").get(status="planned")
    assert following.due_on == timezone.localdate() + timedelta(days=90)
