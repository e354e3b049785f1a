"""The demo's plans: from a need to promises kept and missed, by the same steps as real ones."""

from typing import Any

from django.utils import timezone

from careplans.actions.agreements import record_agreement
from careplans.actions.commitments import accept_commitment, keep_commitment, miss_commitment, release_commitment
from careplans.actions.feedback import give_feedback
from careplans.actions.goals import achieve_goal, edit_goal
from careplans.actions.library import add_from_library
from careplans.actions.needs import accept_need, decline_need, identify_need
from careplans.actions.plans import activate_plan, complete_plan, draft_plan, propose_plan
from careplans.forms.goals import GoalForm
from careplans.models import CarePlan, Commitment, Goal
from careplans.queries.library import library
from casemgmt.demo.clock import at
from clients.models import Case
from workflow.actor import Actor

WHY = "the demo takes the plan it has just made further"
# How far a plan goes; an open case without a plan is a case too.
STAGES = ("none", "none", "none", "draft", "proposed", "active", "active", "active", "declined", "closed")
LESSON = "Ask what the client likes before anything is ordered; the second offer was taken at once."


def tell_plan(teller: Any, case: Case, who: str, days: int) -> None:
    """One client's plan, begun soon after the case was opened."""
    chance = teller.chance
    stage, key = chance.choice(STAGES), chance.choice(sorted(library()))
    if stage == "none" or days < 12:
        return
    actor = teller.actor(who)
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
    if stage != "draft":
        _put_to_the_client(teller, plan, actor, days, stage)


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
    """What is due by now was mostly kept; a miss says what got in the way and what changes."""
    chance = teller.chance
    for promise in _promises(plan, "accepted"):
        due = promise.due_on
        # Three days on: a weekend moves the moment back to its Friday, and nothing is settled before it is due.
        days_ago = (timezone.localdate() - due).days - 3
        if days_ago < 0 or chance.random() < 0.25:
            continue
        with at(teller.moment(days_ago)):
            if chance.random() < 0.7:
                keep_commitment(promise.pk, actor=actor, version=promise.version, evidence="Told us on the phone")
            else:
                said = {"in_the_way": "The phone was cut off that week", "changes_next": "We call together from the office"}
                miss_commitment(promise.pk, actor=actor, version=promise.version, **said)
    if chance.random() < 0.3:
        give_feedback(plan.pk, actor=actor, words="You call when you say you will. That helps.", useful=chance.choice((3, 4, 5)))


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
