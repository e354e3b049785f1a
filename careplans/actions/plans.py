"""Steps of the plan as a whole: drafted, put to the client, in force, held, ended."""

from typing import Any

from django.utils import timezone

from careplans.actions.force import bring_into_force
from careplans.actions.lessons import share_lesson
from careplans.actions.reviews import next_review_day, plan_review
from careplans.actions.revisions import freeze
from careplans.actions.unattended import WORKER
from careplans.forms.plans import ActivateForm, CompletePlanForm, PlanForm, PlanReasonForm
from careplans.models import CarePlan, Goal
from careplans.policy import plans as policy
from careplans.queries.agreements import Line, not_agreed
from careplans.queries.names import names_in
from careplans.queries.readiness import foresee_lines, lacks_for_proposal, unfinished
from clients.models import Case, Client
from clients.policy.sight import RUNNING
from workflow.actor import Actor
from workflow.events import changed_fields
from workflow.refusals import InvalidInput, StepRefused
from workflow.steps import Step, Taken
from workflow.together import Prepared

S = CarePlan.Status
SCOPE = "plans:write"
WHY = "the client's own case and plan"
LIVING = (S.DRAFT, S.PROPOSED, S.ACTIVE, S.ON_HOLD)


_PLANNED = Prepared(
    lambda clients: [
        CarePlan.objects.unscoped(WHY).filter(client__among=clients, status__in=LIVING).values_list("client_id", flat=True)
    ]
)


def _find_living_plans(clients: list[Any]) -> None:
    planned = set(_PLANNED.rows(record=[client.pk for client in clients]))
    for client in clients:
        client.has_living_plan = client.pk in planned


def _has_no_living_plan(actor: Actor, client: Client) -> str:
    if "has_living_plan" not in client.__dict__:
        _find_living_plans([client])
    living = client.has_living_plan  # type: ignore[attr-defined]  # found above, or for a whole list before
    return "This client already has a care plan. Change that one, or end it first." if living else ""


DRAFT = Step(
    name="care_plan.draft", event="care_plan.drafted", label="Start a care plan", done="Draft started.", model=CarePlan, target=S.DRAFT,
    parent=Client, parent_field="client", may=policy.may_plan, ready=_has_no_living_plan, foresee=_find_living_plans,
    form=PlanForm, scope=SCOPE,
)  # fmt: skip


@DRAFT.rule
def draft_plan(client: Client, taken: Taken) -> CarePlan:
    """Begin with what the client can and likes; goals and promises follow in their words."""
    case = Case.objects.unscoped(WHY).filter(client=client, status__in=RUNNING).first()
    return CarePlan(client=client, case=case, **taken.data)


EDIT = Step(
    name="care_plan.edit", event="care_plan.edited", label="Edit", done="Plan saved.", model=CarePlan, source=LIVING, may=policy.may_plan,
    form=PlanForm, edits=True, scope=SCOPE,
)  # fmt: skip


@EDIT.rule
def edit_plan(plan: CarePlan, taken: Taken) -> None:
    """Keep the frame right; goals and promises have their own steps, since the client answers those."""
    taken.notes["fields"] = changed_fields(plan, dict(taken.data))


def _can_be_proposed(actor: Actor, plan: CarePlan) -> str:
    return lacks_for_proposal(plan)


PROPOSE = Step(
    name="care_plan.propose", event="care_plan.proposed", label="Put it to the client", done="The plan waits for the client's answer.",
    model=CarePlan, source={S.DRAFT}, target=S.PROPOSED, may=policy.may_plan, ready=_can_be_proposed, foresee=foresee_lines, scope=SCOPE,
)  # fmt: skip


@PROPOSE.rule
def propose_plan(plan: CarePlan, taken: Taken) -> None:
    """Freeze what the client is asked, so that the answer is to exactly these lines."""
    # A plan taken back and put again is asked about anew.
    plan.revision = max(plan.revision, plan.proposed_revision + 1)
    freeze(plan, taken)


def _has_changed(actor: Actor, plan: CarePlan) -> str:
    return lacks_for_proposal(plan) if plan.asks_again else "Nothing has changed since the plan was put to the client."


PROPOSE_AGAIN = Step(
    name="care_plan.propose_again", event="care_plan.proposed_again", label="Put the changes to the client",
    done="The changes wait for the client's answer.", model=CarePlan, source={S.PROPOSED, S.ACTIVE, S.ON_HOLD}, may=policy.may_plan,
    ready=_has_changed, scope=SCOPE,
)  # fmt: skip


@PROPOSE_AGAIN.rule
def propose_plan_again(plan: CarePlan, taken: Taken) -> None:
    """A change of substance is asked about; until then the plan stays in force as it was agreed."""
    freeze(plan, taken)


TAKE_BACK = Step(
    name="care_plan.take_back", event="care_plan.taken_back", label="Take it back to the draft", done="Back in draft.", model=CarePlan,
    source={S.PROPOSED}, target=S.DRAFT, may=policy.may_plan, form=PlanReasonForm, scope=SCOPE,
)  # fmt: skip


@TAKE_BACK.rule
def take_plan_back(plan: CarePlan, taken: Taken) -> None:
    """Work on it again after an objection; the answers to the earlier version stay readable."""


def _was_asked_as_it_stands(actor: Actor, plan: CarePlan) -> str:
    return "The plan has changed since it was put to the client. Put the changes to them first." if plan.asks_again else ""


ACTIVATE = Step(
    name="care_plan.activate", event="care_plan.activated", label="Start the plan", done="The plan is in force.", model=CarePlan,
    source={S.PROPOSED}, target=S.ACTIVE, may=policy.may_plan, ready=_was_asked_as_it_stands, form=ActivateForm, scope=SCOPE,
)  # fmt: skip


@ACTIVATE.rule
def activate_plan(plan: CarePlan, taken: Taken) -> None:
    """Only the client's recorded agreement, or a recorded reason why not, puts a plan into force (42 CFR 440.169(d)(2), 441.301(c)(2))."""
    open_lines = not_agreed(plan)
    _check_agreement(plan, open_lines, taken)
    plan.starts_on = timezone.localdate()
    plan.without_agreement = taken.data["without_agreement"] if open_lines else ""
    plan.without_agreement_words = taken.data["without_agreement_words"] if open_lines else ""
    plan.agreed_revision = plan.agreed_revision if open_lines else plan.revision
    review_on = plan.review_on or next_review_day(plan.starts_on)
    plan.review_on = review_on
    taken.notes.update(revision=plan.revision, agreed=not open_lines, without_agreement=plan.without_agreement)
    taken.then(lambda: bring_into_force(plan))
    taken.then(lambda: plan_review(plan.pk, actor=WORKER, due_on=review_on))


def _check_agreement(plan: CarePlan, open_lines: list[Line], taken: Taken) -> None:
    why = taken.data["without_agreement"]
    if not open_lines or (why and why != CarePlan.WithoutAgreement.PARTLY):
        return
    agreed_any = len(open_lines) < plan_size(plan)
    if why and agreed_any:
        return
    if why:
        raise StepRefused("The client has agreed to no line yet, so there is nothing that could start.")
    first = open_lines[0]
    raise StepRefused(
        f"{len(open_lines)} line{'s are' if len(open_lines) > 1 else ' is'} not agreed to, the first: “{first.words}”. Record the client's "
        "answer, change the line, or give the reason why the plan starts without it."
    )


def plan_size(plan: CarePlan) -> int:
    version = plan.versions.unscoped(WHY).filter(revision=plan.proposed_revision).first()
    return len(version.lines) if version else 0


# Taken when the last open line of a plan in force is agreed to.
NOTE_AGREED = Step(
    name="care_plan.note_agreed", event="care_plan.agreed", label="Agreed", done="The client agreed to the plan as it stands.",
    model=CarePlan, source={S.ACTIVE, S.ON_HOLD}, may=policy.may_follow, scope=SCOPE,
)  # fmt: skip


@NOTE_AGREED.rule
def note_plan_agreed(plan: CarePlan, taken: Taken) -> None:
    """The client has agreed to every line of the changed plan: the new lines count from now on."""
    plan.agreed_revision = plan.revision
    plan.without_agreement, plan.without_agreement_words = "", ""
    taken.notes["revision"] = plan.revision
    taken.then(lambda: bring_into_force(plan))


HOLD = Step(
    name="care_plan.hold", event="care_plan.held", label="Put on hold", done="The plan is on hold.", model=CarePlan, source={S.ACTIVE},
    target=S.ON_HOLD, may=policy.may_plan, form=PlanReasonForm, scope=SCOPE,
)  # fmt: skip


@HOLD.rule
def hold_plan(plan: CarePlan, taken: Taken) -> None:
    """Pause with a reason, for example while the client is in hospital; nothing is owed to us meanwhile."""
    plan.held_reason = taken.data["reason"]


RESUME = Step(
    name="care_plan.resume", event="care_plan.resumed", label="Resume", done="The plan is in force again.", model=CarePlan,
    source={S.ON_HOLD}, target=S.ACTIVE, may=policy.may_plan, scope=SCOPE,
)  # fmt: skip


@RESUME.rule
def resume_plan(plan: CarePlan, taken: Taken) -> None:
    """Go on where it was paused; dates that passed meanwhile want renegotiating."""
    plan.held_reason = ""


def _has_every_outcome(actor: Actor, plan: CarePlan) -> str:
    return unfinished(plan)


COMPLETE = Step(
    name="care_plan.complete", event="care_plan.completed", label="Close the plan", done="Plan closed, lesson kept.", model=CarePlan,
    source={S.ACTIVE, S.ON_HOLD}, target=S.COMPLETED, may=policy.may_plan, ready=_has_every_outcome, form=CompletePlanForm, scope=SCOPE,
)  # fmt: skip


@COMPLETE.rule
def complete_plan(plan: CarePlan, taken: Taken) -> None:
    """Close with an outcome for every goal and promise, and leave one lesson, free of names, for the next plan of the same need."""
    if named := names_in(taken.data["lesson"], plan):
        raise InvalidInput(
            {"lesson": [f"Others will read this. Leave out the name{'s' if len(named) > 1 else ''} {', '.join(named)}."]}
        )
    plan.ended_at, plan.ended_reason = taken.now, taken.data["reason"]
    words, domains = taken.data["lesson"], _domains(plan)
    taken.then(lambda: share_lesson(actor=WORKER, domains=domains, words=words))


def _domains(plan: CarePlan) -> list[str]:
    found = Goal.objects.unscoped(WHY).filter(plan=plan, need__isnull=False).values_list("need__domain", flat=True)
    return sorted(set(found))


REVOKE = Step(
    name="care_plan.revoke", event="care_plan.revoked", label="Revoke the plan", done="Plan revoked.", model=CarePlan, source=LIVING,
    target=S.REVOKED, may=policy.may_plan, form=PlanReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@REVOKE.rule
def revoke_plan(plan: CarePlan, taken: Taken) -> None:
    """End a plan that should not go on, with the reason; nothing in it is due any more."""
    plan.ended_at, plan.ended_reason = taken.now, taken.data["reason"]
