"""Starting a plan from the library: goals and promises of one need, added as proposals to be edited."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from careplans.actions.commitments import add_commitment
from careplans.actions.goals import OPEN_PLANS, add_goal, set_goal_levels
from careplans.actions.revisions import ASKED
from careplans.forms.library import FromLibraryForm
from careplans.models import CarePlan, Need
from careplans.models.codes import OwnerKind
from careplans.policy import plans as policy
from careplans.queries.library import Template, library
from workflow.actor import Actor
from workflow.steps import Step, Taken

SCOPE = "plans:write"
WHY = "the need a template is for"
LEVEL_FIELDS = ("level_minus2", "level_minus1", "level_0", "level_plus1", "level_plus2")


def _somebody_can_promise(actor: Actor, plan: CarePlan) -> str:
    if actor.is_person or _manager_of(plan):
        return ""
    return "Assign a case manager first: the library's plans hold promises of theirs."


ADD = Step(
    name="care_plan.add_from_library", event="care_plan.started_from_library", label="Add from the library",
    done="Goals and promises added; change them freely.", model=CarePlan, source=OPEN_PLANS, may=policy.may_plan,
    ready=_somebody_can_promise, form=FromLibraryForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_from_library(plan: CarePlan, taken: Taken) -> None:
    """Begin with words that worked before instead of an empty page; everything added is a proposal in the client's language."""
    template = library()[taken.data["template"]]
    taken.notes["template"] = template.key
    # Counted here once, for all that is added is one change to what the client was asked.
    if plan.status in ASKED:
        plan.revision = plan.proposed_revision + 1
    taken.then(lambda: _add(plan, template, taken))


def _add(plan: CarePlan, template: Template, taken: Taken) -> None:
    language, first_goal = taken.data["language"], None
    for goal in template.goals:
        added = _goal(plan, template, goal, taken, language)
        first_goal = first_goal or added
    for promise in template.promises:
        _promise(plan, promise, taken, language, first_goal)


def _goal(plan: CarePlan, template: Template, goal: dict[str, Any], taken: Taken, language: str) -> UUID:
    fields: dict[str, Any] = {
        "client_words": goal["words"][language],
        "measure": goal["measure"],
        "first_step": goal["first_step"],
        "target_date": _day(goal),
    }
    need = (
        Need.objects.unscoped(WHY)
        .filter(client_id=plan.client_id, domain__in=template.domains, status__in=("accepted", "addressed"))
        .first()
    )
    if need is not None:
        fields["need"] = need.pk
    added = add_goal(plan.pk, actor=taken.actor, **fields)
    levels = dict(zip(LEVEL_FIELDS, goal["levels"], strict=True))
    set_goal_levels(added.pk, actor=taken.actor, version=added.version, baseline=goal["baseline"], **levels)
    return UUID(str(added.pk))


def _promise(plan: CarePlan, promise: dict[str, Any], taken: Taken, language: str, goal: UUID | None) -> None:
    fields: dict[str, Any] = {
        "owner_kind": promise["owner"],
        "what": promise["what"][language],
        "due_on": _day(promise),
        "goal": goal,
    }
    more: dict[str, Any] = {name: promise[name] for name in ("expectation", "every", "partner_name") if name in promise}
    if promise["owner"] == OwnerKind.CASE_MANAGER:
        more["worker"] = _manager_of(plan) or taken.actor.id
    add_commitment(plan.pk, actor=taken.actor, **fields, **more)


def _manager_of(plan: CarePlan) -> Any:
    return plan.case.case_manager_id if plan.case is not None else None


def _day(entry: dict[str, Any]) -> Any:
    return timezone.localdate() + timedelta(days=entry["days"])
