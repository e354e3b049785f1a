"""/clients/<id>/plan/: needs, goals and everybody's promises; /clients/<id>/plan/print/ for the kitchen wall."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from careplans.models import CarePlan, Commitment, Goal
from careplans.queries.agreements import answers_told
from careplans.queries.page import LIVING, PlanPage, plan_page
from careplans.queries.rows import lessons_about
from clients.models import Client
from clients.pages.frame import client_page, offers_of, render_client
from workflow.actor import Actor

PLAN_STEPS = (
    "care_plan.propose", "care_plan.propose_again", "care_plan.activate", "agreement.record", "goal.add", "commitment.add",
    "care_plan.add_from_library", "care_plan.edit", "care_plan.take_back", "care_plan.hold", "care_plan.resume", "care_plan.complete",
    "care_plan.revoke",
)  # fmt: skip
NEED_STEPS = (
    "need.confirm", "need.accept", "need.edit", "need.resolve", "need.decline", "need.rule_out", "need.leave_unmet",
)  # fmt: skip
GOAL_STEPS = ("goal.edit", "barrier.add", "goal.set_levels", "goal.achieve", "goal.not_achieve", "goal.drop")
PROMISE_STEPS = (
    "commitment.accept", "commitment.keep", "commitment.miss", "commitment.renegotiate", "commitment.decline", "commitment.edit",
    "commitment.release",
)  # fmt: skip


@client_page("plan")
def plan(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    page = plan_page(actor, client)
    domains = sorted({need.domain for need in page.open_needs})
    context = {
        "page": page,
        "plan": page.plan,
        "offers": _offers(page.plan, actor, client),
        "add_need": offers_of(actor, client, "need.identify"),
        "needs": [(need, _open_now(need, actor, NEED_STEPS)) for need in page.open_needs],
        "goals": [_goal(page, goal, actor) for goal in page.goals],
        "other_promises": [_promise(page, promise, actor) for promise in page.promises_for(None)],
        "lessons": list(lessons_about(domains)[:3]) if domains else [],
    }
    return render_client(request, client, "plan", "careplans/plan.html", context)


def _offers(plan: CarePlan | None, actor: Actor, client: Client) -> list[Any]:
    """What can be done with the living plan; once there is none, a new one can be started."""
    return _open_now(plan, actor, PLAN_STEPS) if plan and plan.status in LIVING else offers_of(actor, client, "care_plan.draft")


def _open_now(record: Any, actor: Actor, names: tuple[str, ...]) -> list[Any]:
    """In the order of a day's work; steps that make no sense in this state stay off the page."""
    return [found for found in offers_of(actor, record, *names) if found.allowed or found.status == 422]


def _goal(page: PlanPage, goal: Goal, actor: Actor) -> dict[str, Any]:
    return {
        "goal": goal,
        "answer": _answer(page, goal.pk),
        "barriers": [(barrier, _open_now(barrier, actor, ("barrier.overcome",))) for barrier in page.barriers.get(goal.pk, [])],
        "promises": [_promise(page, promise, actor) for promise in page.promises_for(goal)],
        "offers": _open_now(goal, actor, GOAL_STEPS),
    }


def _promise(page: PlanPage, promise: Commitment, actor: Actor) -> dict[str, Any]:
    return {"promise": promise, "answer": _answer(page, promise.pk), "offers": _open_now(promise, actor, PROMISE_STEPS)}


def _answer(page: PlanPage, key: Any) -> dict[str, Any] | None:
    line = page.lines.get(str(key))
    return answers_told(line) if line else None


@client_page("plan-print")
def plan_print(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    """For the kitchen wall, in the client's language: plain words, large letters, no codes, nothing the client did not see."""
    page = plan_page(actor, client, for_paper=True)
    if page.plan is None or page.plan.status == CarePlan.Status.DRAFT:
        raise Http404("There is no plan to print yet.")
    goals = [(goal, page.promises_for(goal)) for goal in page.goals if goal.status in ("proposed", "accepted")]
    context = {"client": client, "plan": page.plan, "goals": goals, "others": page.promises_for(None)}
    wanted = request.GET.get("lang", "") or client.language[:2]
    with translation.override(wanted if wanted in ("en", "es") else "en"):
        return render(request, "careplans/print.html", context)
