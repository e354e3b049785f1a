"""The plan's page: needs, goals with what stands in their way, everybody's promises, and the client's answers."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from careplans.models import Barrier, CarePlan, Commitment, Goal, Need
from careplans.queries.agreements import Line, answers_to, lines_with, versions_of
from careplans.queries.readiness import LIVING as LINES
from careplans.queries.readiness import Lines
from careplans.queries.rows import joined, needs_of, visible
from clients.models import Client
from workflow.actor import Actor
from workflow.together import Prepared

WHY = "the lines of a plan found through visible_to"
LIVING = ("draft", "proposed", "active", "on_hold")
OVER = (Commitment.Status.RENEGOTIATED, Commitment.Status.RELEASED)


@dataclass
class PlanPage:
    """One client's plan as it stands; a fixed number of queries, however long the plan."""

    needs: list[Need]
    plan: CarePlan | None = None
    goals: list[Goal] = field(default_factory=list)
    barriers: dict[UUID, list[Barrier]] = field(default_factory=dict)
    promises: list[Commitment] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)

    @property
    def open_needs(self) -> list[Need]:
        return [need for need in self.needs if need.status in ("possible", "identified", "accepted", "addressed")]

    @property
    def closed_needs(self) -> list[Need]:
        return [need for need in self.needs if need not in self.open_needs]

    @property
    def unanswered(self) -> int:
        return sum(not line.agreed for line in self.lines.values())

    def promises_for(self, goal: Goal | None) -> list[Commitment]:
        key = goal.pk if goal else None
        return [promise for promise in self.promises if promise.goal_id == key]


def current_plan(actor: Actor, client_id: UUID) -> CarePlan | None:
    """The living plan, or the one that ended last."""
    return _current(list(_newest_plans(actor, client_id)))


def _newest_plans(actor: Actor, client_id: UUID) -> "QuerySet[CarePlan]":
    return visible(CarePlan, actor).filter(client_id=client_id).order_by("-id")[:20]


def _current(plans: list[CarePlan]) -> CarePlan | None:
    living = [plan for plan in plans if plan.status in LIVING]
    return next(iter(living or plans), None)


def plan_page(actor: Actor, client: Client, *, for_paper: bool = False) -> PlanPage:
    """Two queries: needs and plan, then its lines. Paper shows goals and promises alone: no needs, no answers."""
    found, plans = OF_CLIENT.ask(actor, for_paper, record=client.pk)
    page = PlanPage(needs=found, plan=_current(plans))
    if page.plan is not None:
        page.plan.client = client
        _fill(page, page.plan, for_paper=for_paper)
    return page


def _fill(page: PlanPage, plan: CarePlan, *, for_paper: bool) -> None:
    goals, promises, barriers, versions, given = OF_PLAN.ask(plan.proposed_revision, for_paper, record=plan.pk)
    page.goals, page.promises = _with_plan(plan, goals), _with_plan(plan, promises)
    page.barriers = defaultdict(list)
    for barrier in _with_plan(plan, barriers):
        page.barriers[barrier.goal_id].append(barrier)
    living = [goal for goal in page.goals if goal.status in LINES]
    promised = sum(promise.status in LINES for promise in page.promises)
    # What the steps on the plan ask for stands here already.
    plan.living_lines = Lines(living, promised, set(page.barriers))  # type: ignore[attr-defined]  # read by readiness
    if versions and not for_paper:
        page.lines = {line.id: line for line in lines_with(versions[0], given)}


def _of_client(actor: Actor, for_paper: bool, client_id: UUID) -> "list[QuerySet[Any]]":
    needs = needs_of(actor, client_id)
    return [needs.none() if for_paper else needs, _newest_plans(actor, client_id)]


def _of_plan(revision: int, for_paper: bool, plan_id: UUID) -> "list[QuerySet[Any]]":
    """Whoever sees a plan sees all its lines, so who asks is not asked again."""
    answers = answers_to(plan_id, revision)
    return [
        joined(Goal, WHY).filter(plan_id=plan_id).order_by("rank", "id"),
        joined(Commitment, WHY).filter(plan_id=plan_id).exclude(status__in=OVER).order_by("due_on", "id"),
        joined(Barrier, WHY).filter(plan_id=plan_id).order_by("id"),
        versions_of(plan_id, revision),
        answers.none() if for_paper else answers,
    ]


OF_CLIENT, OF_PLAN = Prepared(_of_client), Prepared(_of_plan)


def _with_plan(plan: CarePlan, rows: list[Any]) -> list[Any]:
    """All share the one plan row, so that its state is read once."""
    for row in rows:
        row.plan = plan
    return rows
