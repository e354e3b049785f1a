"""The demo's plans: from a need to promises kept and missed, by the same steps as real ones."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from careplans.actions.agreements import record_agreement
from careplans.actions.commitments import (
    accept_commitment,
    add_commitment,
    keep_commitment,
    miss_commitment,
    release_commitment,
)
from careplans.actions.feedback import give_feedback
from careplans.actions.goals import achieve_goal, edit_goal
from careplans.actions.library import add_from_library
from careplans.actions.needs import accept_need, decline_need, identify_need
from careplans.actions.plans import activate_plan, complete_plan, draft_plan, propose_plan
from careplans.actions.reviews import hold_review
from careplans.forms.goals import GoalForm
from careplans.models import CarePlan, Commitment, Goal, Review
from careplans.queries.library import library
from casemgmt.demo.clock import at
from clients.models import Case
from workflow.actor import Actor

WHY = "the demo takes the plan it has just made further"
# How far a plan goes; an open case without a plan is a case too.
STAGES = ("none", "none", "none", "draft", "proposed", "active", "active", "active", "declined", "closed")
# Days in which something due may still be open in an agency that keeps its promises.
FRESH = 10
# Who promised what, and in how many days it is due: what nobody has settled yet, a partner's overdue one among it.
OPEN_NOW: tuple[dict[str, Any], ...] = (
    {"owner_kind": "case_manager", "what": "Ask the clinic for an earlier appointment", "in_days": 4},
    {"owner_kind": "client", "what": "Bring the letters to our next meeting", "in_days": 9},
    {"owner_kind": "partner", "partner_name": "Bay Medical Supply", "what": "Deliver the shower chair", "in_days": -3},
)
STILL_OPEN = {promise["what"] for promise in OPEN_NOW}
LESSON = "Ask what the client likes before anything is ordered; the second offer was taken at once."


def tell_plan(teller: Any, case: Case, who: str, days: int) -> None:
    """One client's plan, begun soon after the case was opened."""
    chance = teller.chance
    stage, key = chance.choice(STAGES), chance.choice(sorted(library()))
    if stage == "none" or days < 12:
        return
    actor, today = teller.actor(who), timezone.localdate()
    # A client is not left for months with a plan they were asked about.
    days = min(days, 11 + chance.randint(0, 4)) if stage in ("draft", "proposed") else days
    with at(teller.moment(days - 4)):
        need = identify_need(case.client_id, actor=actor, domain=library()[key].domains[0], title=library()[key].title["en"])
        if stage == "declined":
            decline_need(need.pk, actor=actor, version=need.version, reason="My sister helps me with that")
            return
        accept_need(need.pk, actor=actor, version=need.version)
        plan = draft_plan(
            case.client_id, actor=actor, title=library()[key].title["en"], strengths="Knows the neighbourhood; likes plain words."
        )
        add_from_library(plan.pk, actor=actor, version=plan.version, template=key)
        _say_nothing_stands_in_the_way(plan, actor)
        if stage == "active":
            _promise_something_for_now(plan, actor, today, chance.choice(OPEN_NOW))
    if stage != "draft":
        _put_to_the_client(teller, plan, actor, days, stage)


def _promise_something_for_now(plan: CarePlan, actor: Actor, today: date, promise: dict[str, Any]) -> None:
    said = {name: value for name, value in promise.items() if name != "in_days"}
    add_commitment(plan.pk, actor=actor, due_on=today + timedelta(days=promise["in_days"]), **said)


def _say_nothing_stands_in_the_way(plan: CarePlan, actor: Actor) -> None:
    for goal in Goal.objects.unscoped(WHY).filter(plan=plan):
        current = {name: value for name, value in GoalForm.current(goal).items() if value is not None}
        edit_goal(
            goal.pk, actor=actor, version=goal.version, **{**current, "no_barriers": True, "importance": 9, "confidence": 7}
        )


def _put_to_the_client(teller: Any, plan: CarePlan, actor: Actor, days: int, stage: str) -> None:
    with at(teller.moment(days - 5)):
        plan = propose_plan(plan.pk, actor=actor, version=_version(plan))
    if stage == "proposed":
        return
    with at(teller.moment(days - 7)):
        record_agreement(plan.pk, actor=actor, answer="agreed", method=teller.chance.choice(("spoken", "paper")))
        activate_plan(plan.pk, actor=actor, version=_version(plan))
        for promise in _promises(plan, "proposed"):
            if promise.worker_id in (None, actor.id):
                accept_commitment(promise.pk, actor=actor, version=promise.version)
    _keep_and_miss(teller, plan, actor)
    if stage == "closed":
        _close(plan, actor)


def _keep_and_miss(teller: Any, plan: CarePlan, actor: Actor) -> None:
    """What is due by now was mostly kept; a miss says what got in the way and what changes. Only the last days hold what nobody settled."""
    for promise in _promises(plan, "accepted"):
        if promise.what not in STILL_OPEN:
            _settle(teller, promise, actor)
    _let_go(teller, plan, actor)
    if teller.chance.random() < 0.3:
        with at(teller.moment(3)):
            give_feedback(
                plan.pk, actor=actor, words="You call when you say you will. That helps.", useful=teller.chance.choice((3, 4, 5))
            )
    _hold_reviews(teller, plan, actor)


def _settle(teller: Any, promise: Commitment, actor: Actor) -> None:
    chance = teller.chance
    # Three days on: a weekend moves the moment back to its Friday, and nothing is settled before it is due.
    days_ago = (timezone.localdate() - promise.due_on).days - 3
    if days_ago < 0 or (days_ago < FRESH and chance.random() < 0.25):
        return
    with at(teller.moment(days_ago)):
        if chance.random() < 0.7:
            keep_commitment(promise.pk, actor=actor, version=promise.version, evidence="Told us on the phone")
        else:
            said = {"in_the_way": "The phone was cut off that week", "changes_next": "We call together from the office"}
            miss_commitment(promise.pk, actor=actor, version=promise.version, **said)


def _let_go(teller: Any, plan: CarePlan, actor: Actor) -> None:
    """What is done again and again becomes a habit, and is no promise any more."""
    late = timezone.localdate() - timedelta(days=FRESH)
    for promise in Commitment.objects.unscoped(WHY).filter(plan=plan, status="accepted", due_on__lt=late).exclude(every=""):
        with at(teller.moment((timezone.localdate() - promise.due_on).days - 3)):
            release_commitment(promise.pk, actor=actor, version=promise.version, reason="It has become a habit")


def _hold_reviews(teller: Any, plan: CarePlan, actor: Actor) -> None:
    """Reviews were held when they were due; one that is due these days still waits."""
    late = timezone.localdate() - timedelta(days=5)
    while review := Review.objects.unscoped(WHY).filter(plan=plan, status="planned", due_on__lt=late).first():
        goals = Goal.objects.unscoped(WHY).filter(plan=plan, status__in=("proposed", "accepted"))
        progress = [
            {"goal": str(goal.pk), "achievement": "improving", "level": -1 if goal.has_levels else None, "note": ""}
            for goal in goals
        ]
        with at(teller.moment((timezone.localdate() - review.due_on).days)):
            hold_review(
                review.pk, actor=actor, version=review.version, participants="The client and the case manager", progress=progress,
                learned="Small steps count; what was put off once was done when somebody came along.",
            )  # fmt: skip


def _close(plan: CarePlan, actor: Actor) -> None:
    for goal in Goal.objects.unscoped(WHY).filter(plan=plan, status__in=("proposed", "accepted")):
        achieve_goal(goal.pk, actor=actor, version=goal.version, reason="The client says it is so")
    for promise in Commitment.objects.unscoped(WHY).filter(plan=plan, status__in=("proposed", "accepted")):
        if promise.every or promise.status == "proposed":
            release_commitment(promise.pk, actor=actor, version=promise.version, reason="The goal is reached")
        else:
            keep_commitment(promise.pk, actor=actor, version=promise.version)
    complete_plan(plan.pk, actor=actor, version=_version(plan), reason="What was wanted is there", lesson=LESSON)


def _promises(plan: CarePlan, state: str) -> list[Commitment]:
    return list(Commitment.objects.unscoped(WHY).filter(plan=plan, status=state).exclude(every="day").order_by("due_on"))


def _version(plan: CarePlan) -> int:
    return int(CarePlan.objects.unscoped(WHY).values_list("version", flat=True).get(pk=plan.pk))
