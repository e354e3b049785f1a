"""What follows when the client's agreement puts lines into force: goals, needs and the client's own promises."""

from typing import TypeVar
from uuid import UUID

from careplans.actions.commitments import accept_commitment, release_commitment
from careplans.actions.goals import accept_goal, decline_goal
from careplans.actions.needs import address_need
from careplans.actions.unattended import WORKER
from careplans.models import Agreement, CarePlan, Commitment, Goal, Need
from careplans.models.codes import OwnerKind
from careplans.queries.agreements import Line, lines_of

WHY = "the lines of the plan that comes into force"
Row = TypeVar("Row", Goal, Commitment)
NO = (Agreement.Answer.OBJECTED, Agreement.Answer.DECLINED)


def bring_into_force(plan: CarePlan) -> None:
    """Agreed lines count from now on, refused ones leave the plan; a line without an answer stays proposed and says so."""
    for line in lines_of(plan):
        if line.agreed:
            _in_force(line)
        elif line.answer is not None and line.answer.answer in NO:
            _out_of_the_plan(line)


def _in_force(line: Line) -> None:
    if line.kind == "goal":
        goal = _living(Goal, line.id)
        if goal is not None:
            accept_goal(goal.pk, actor=WORKER, version=goal.version)
            if goal.need_id is not None:
                _address(goal.need_id)
        return
    promise = _living(Commitment, line.id)
    # Agreeing to the plan accepts one's own promises in it, and nobody else's.
    if promise is not None and promise.owner_kind == OwnerKind.CLIENT:
        accept_commitment(promise.pk, actor=WORKER, version=promise.version)


def _out_of_the_plan(line: Line) -> None:
    said = f"The client {line.answer.get_answer_display().lower()} this line." if line.answer else ""
    if line.kind == "goal" and (goal := _living(Goal, line.id)):
        decline_goal(goal.pk, actor=WORKER, version=goal.version, reason=said)
    if line.kind == "commitment" and (promise := _living(Commitment, line.id)):
        release_commitment(promise.pk, actor=WORKER, version=promise.version, reason=said)


def _living(model: type[Row], pk: str) -> Row | None:
    found: Row | None = model.objects.unscoped(WHY).filter(pk=pk, status="proposed").first()
    return found


def _address(need_id: UUID) -> None:
    need = Need.objects.unscoped(WHY).filter(pk=need_id, status=Need.Status.ACCEPTED).first()
    if need is not None:
        address_need(need.pk, actor=WORKER, version=need.version)
