"""Steps of the move itself: opened, admitted, discharged, put right."""

from collections.abc import Mapping
from typing import Any

from clients.models import Client
from transitions.forms.transitions import (
    AdmitForm,
    AdoptForm,
    CorrectForm,
    DischargeForm,
    LeadForm,
    ReasonForm,
    ReceiveForm,
    StayForm,
)
from transitions.models import Transition
from transitions.models.codes import LEADS_TO
from transitions.policy import transitions as policy
from transitions.queries.cases import running_case
from transitions.queries.joining import told_already
from transitions.queries.tiers import tier_at
from workflow.actor import Actor
from workflow.events import changed_fields
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

S = Transition.Status
SCOPE = "transitions:write"
WHY = "a visit stands on a client's record once"
GOING_ON = (S.ANTICIPATED, S.ADMITTED)

OPEN = Step(
    name="transition.open", event="transition.opened", label="Add a transition", done="Transition opened.", model=Transition,
    target=S.ANTICIPATED, parent=Client, parent_field="client", may=policy.may_open, form=StayForm, scope=SCOPE,
    help="With the time of the admission or discharge its clocks start at once.",
)  # fmt: skip


@OPEN.rule
def open_transition(client: Client, taken: Taken) -> Transition:
    """Put a move on the record as soon as anybody knows of it: the clocks that protect the client start by themselves."""
    sender = taken.actor.id if taken.actor.is_api_client else None
    _refuse_told_already(client, taken.data)
    return _opened(client, taken, dict(taken.data), sender)


RECEIVE = Step(
    name="transition.receive", event="transition.received", label="Take in a stay told by notices", done="Transition opened by a notice.",
    model=Transition, target=S.ANTICIPATED, parent=Client, parent_field="client", may=policy.may_follow, form=ReceiveForm, scope=SCOPE,
)  # fmt: skip


@RECEIVE.rule
def receive_transition(client: Client, taken: Taken) -> Transition:
    """A stay that a hospital's notice told of is put on the record without waiting for a person."""
    data = dict(taken.data)
    return _opened(client, taken, data, data.pop("sent_by", None))


def _opened(client: Client, taken: Taken, data: dict[str, Any], sender: Any) -> Transition:
    _refuse_second(client, data["facility"], data["visit_number"])
    transition = Transition(
        client=client, case=running_case(client), opened_by_name=taken.actor.name[:120], opened_by_client_id=sender, **data
    )
    _name_the_place(transition)
    taken.notes.update({"from": transition.from_setting, "to": transition.to_setting})
    return transition


def _refuse_second(client: Client, facility: str, visit: str, but: Any = None) -> None:
    rows = Transition.objects.unscoped(WHY).filter(client=client, facility=facility, visit_number=visit).exclude(pk=but)
    if visit and rows.exists():
        raise StepRefused(f"Visit {visit} at {facility} is on this client's record already. Correct that transition instead.")


def _refuse_told_already(client: Client, data: Mapping[str, Any]) -> None:
    """Two transitions for one stay would run every clock twice, and each would look neglected beside the other."""
    told = told_already(Transition(client=client, **data))
    if told is not None:
        raise StepRefused(
            f"The hospital has told of this stay already: {told.facility}, {told.get_status_display().lower()}. "
            "Open that transition, and correct it where you know more."
        )


def _name_the_place(transition: Transition) -> None:
    """The disposition says where the client goes, where nobody said it in words."""
    if not transition.to_setting and transition.disposition in LEADS_TO:
        transition.to_setting = LEADS_TO[transition.disposition]


ADMIT = Step(
    name="transition.admit", event="transition.admitted", label="Record the admission", done="Admission recorded.", model=Transition,
    source={S.ANTICIPATED}, target=S.ADMITTED, may=policy.may_keep, form=AdmitForm, edits=True, scope=SCOPE,
)  # fmt: skip


@ADMIT.rule
def admit_transition(transition: Transition, taken: Taken) -> None:
    """Record the admission when it took place: the notice of it has its own clock, and the discharge is prepared from now on."""
    transition.admitted_at = taken.data["admitted_at"]


DISCHARGE = Step(
    name="transition.discharge", event="transition.discharged", label="Record the discharge", done="Discharge recorded; the clocks run.",
    model=Transition, source=GOING_ON, target=S.DISCHARGED, may=policy.may_keep, form=DischargeForm, edits=True, scope=SCOPE,
)  # fmt: skip


@DISCHARGE.rule
def discharge_transition(transition: Transition, taken: Taken) -> None:
    """From the day of the discharge the clocks run, whoever learned of it when (CMS): record the day itself, not the day you heard."""
    changed_fields(transition, dict(taken.data))
    transition.tier_then = tier_at(transition.case, transition.discharged_at)
    _name_the_place(transition)
    taken.notes.update({"to": transition.to_setting, "complexity": transition.complexity})


CORRECT = Step(
    name="transition.correct", event="transition.corrected", label="Correct", done="Corrected; running clocks were computed anew.",
    model=Transition, source=(*GOING_ON, S.DISCHARGED, S.SETTLED), may=policy.may_keep, form=CorrectForm, edits=True, scope=SCOPE,
    help="Each running clock is computed anew, and says from when it moved.",
)  # fmt: skip


@CORRECT.rule
def correct_transition(transition: Transition, taken: Taken) -> None:
    """Put right what was recorded; a wrong date of discharge would make every clock wrong, so each one is computed anew."""
    _refuse_second(transition.client, taken.data["facility"], taken.data["visit_number"], transition.pk)
    taken.notes["fields"] = _put_right(transition, dict(taken.data))


def _put_right(transition: Transition, told: dict[str, Any]) -> list[str]:
    """Another moment of the discharge may be another tier then."""
    changed = changed_fields(transition, told)
    if "discharged_at" in changed:
        transition.tier_then = tier_at(transition.case, transition.discharged_at)
    return changed


LEAD = Step(
    name="transition.lead", event="transition.led", label="Follow the notices", done="Put right by notices; its clocks were computed anew.",
    model=Transition, source=set(S), may=policy.may_follow, form=LeadForm, scope=SCOPE,
)  # fmt: skip


@LEAD.rule
def lead_transition(transition: Transition, taken: Taken) -> None:
    """What a stay's notices say together stands on it whatever became of it, so that their order of arrival cannot matter."""
    taken.notes["fields"] = _put_right(transition, dict(taken.data))


ADOPT = Step(
    name="transition.adopt", event="transition.adopted", label="Join with the notices", done="Joined with the hospital's notices of the same stay.",
    model=Transition, source=set(S), may=policy.may_follow, form=AdoptForm, scope=SCOPE,
)  # fmt: skip


@ADOPT.rule
def adopt_transition(transition: Transition, taken: Taken) -> None:
    """A stay that somebody wrote down first goes on as the one that its hospital's notices tell of, under its own history."""
    taken.notes["fields"] = changed_fields(transition, dict(taken.data))


def _is_not_recorded_dead(actor: Actor, transition: Transition) -> str:
    died = transition.client.status == Client.Status.DECEASED
    return "The client's record says that they have died. Correct that first." if died else ""


TAKE_BACK = Step(
    name="transition.take_back_discharge", event="transition.discharge_taken_back", label="Take the discharge back",
    done="The discharge is taken back; its clocks have stopped.", model=Transition, target=S.ADMITTED, may=policy.may_keep,
    source={S.DISCHARGED, S.SETTLED, S.READMITTED, S.DECEASED}, ready=_is_not_recorded_dead, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@TAKE_BACK.rule
def take_discharge_back(transition: Transition, taken: Taken) -> None:
    """A discharge that did not happen must not make anybody call: the client is still there."""
    transition.discharged_at, transition.tier_then = None, None
    transition.disposition = ""
    taken.notes["why"] = taken.data["reason"]


REINSTATE = Step(
    name="transition.reinstate", event="transition.reinstated", label="Reinstate", done="The transition goes on.", model=Transition,
    source={S.CANCELLED}, target=S.ANTICIPATED, may=policy.may_keep, form=ReasonForm, scope=SCOPE,
)  # fmt: skip


@REINSTATE.rule
def reinstate_transition(transition: Transition, taken: Taken) -> None:
    """What was cancelled by mistake goes on under its own history instead of a second record."""
    transition.admitted_at = transition.discharged_at = transition.tier_then = None
    transition.ended_reason = ""
    taken.notes["why"] = taken.data["reason"]
