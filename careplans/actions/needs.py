"""Steps of a need: suggested by a screening, confirmed by a person, answered by the client, addressed, resolved."""

from django.utils import timezone

from careplans.forms.needs import (
    AcceptNeedForm,
    ConfirmNeedForm,
    DeclineNeedForm,
    IdentifyNeedForm,
    NeedForm,
    NeedReasonForm,
    SuggestNeedForm,
)
from careplans.models import Need
from careplans.policy import plans as policy
from clients.models import Client
from workflow.events import changed_fields
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

S = Need.Status
SCOPE = "plans:write"
LIVING = (S.POSSIBLE, S.IDENTIFIED, S.ACCEPTED, S.DECLINED, S.ADDRESSED)
WHY = "a domain has one living need at a time"

SUGGEST = Step(
    name="need.suggest", event="need.suggested", label="Suggest a possible need", done="Possible need noted.", model=Need,
    target=S.POSSIBLE, parent=Client, parent_field="client", may=policy.may_suggest, form=SuggestNeedForm, scope=SCOPE,
)  # fmt: skip


@SUGGEST.rule
def suggest_need(client: Client, taken: Taken) -> Need:
    """A screening answer only ever shows a possible need: a person has to look at it before anything is done about it (Gravity)."""
    _refuse_second(client, taken.data["domain"])
    return Need(client=client, **taken.data)


def _refuse_second(client: Client, domain: str) -> None:
    living = Need.objects.unscoped(WHY).filter(client=client, domain=domain, status__in=LIVING).first()
    if living is not None:
        raise StepRefused(
            f"{Need.Status(living.status).label}: “{living.title}” is on this client's list already. Change that one instead of adding another."
        )


IDENTIFY = Step(
    name="need.identify", event="need.identified", label="Add a need", done="Need added.", model=Need, target=S.IDENTIFIED,
    parent=Client, parent_field="client", may=policy.may_plan, form=IdentifyNeedForm, scope=SCOPE,
)  # fmt: skip


@IDENTIFY.rule
def identify_need(client: Client, taken: Taken) -> Need:
    """Write down what was found out in a conversation or a referral, so that the client can say whether it matters to them."""
    _refuse_second(client, taken.data["domain"])
    need = Need(client=client, **taken.data)
    _confirmed(need, taken)
    return need


def _confirmed(need: Need, taken: Taken) -> None:
    need.confirmed_by_name = taken.actor.name[:120]
    need.confirmed_at = taken.now
    taken.notes["domain"] = need.domain


CONFIRM = Step(
    name="need.confirm", event="need.confirmed", label="Confirm", done="Need confirmed.", model=Need, source={S.POSSIBLE},
    target=S.IDENTIFIED, may=policy.may_plan, form=ConfirmNeedForm, edits=True, scope=SCOPE,
)  # fmt: skip


@CONFIRM.rule
def confirm_need(need: Need, taken: Taken) -> None:
    """A person has looked at what the screening showed; now the client is asked."""
    taken.notes["fields"] = changed_fields(need, dict(taken.data))
    _confirmed(need, taken)


TAKE_BACK = Step(
    name="need.take_back", event="need.taken_back", label="Take back", done="The possible need is taken back.", model=Need,
    source={S.POSSIBLE}, target=S.TAKEN_BACK, may=policy.may_follow, form=NeedReasonForm, scope=SCOPE,
)  # fmt: skip


@TAKE_BACK.rule
def take_need_back(need: Need, taken: Taken) -> None:
    """What only an answer suggested goes with the answer; it is not ruled out, for nobody has looked at it."""
    need.reason = taken.data["reason"]


RULE_OUT = Step(
    name="need.rule_out", event="need.ruled_out", label="Rule out", done="Need ruled out.", model=Need,
    source={S.POSSIBLE, S.IDENTIFIED}, target=S.RULED_OUT, may=policy.may_plan, form=NeedReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@RULE_OUT.rule
def rule_out_need(need: Need, taken: Taken) -> None:
    """Only a person rules a need out, and says why: a screening never writes “no need”."""
    need.reason = taken.data["reason"]


EDIT = Step(
    name="need.edit", event="need.edited", label="Edit", done="Need saved.", model=Need, source=LIVING, may=policy.may_plan,
    form=NeedForm, edits=True, scope=SCOPE,
)  # fmt: skip


@EDIT.rule
def edit_need(need: Need, taken: Taken) -> None:
    """Keep the words right; the client's own stay beside ours."""
    if taken.data["domain"] != need.domain:
        _refuse_second(need.client, taken.data["domain"])
    taken.notes["fields"] = changed_fields(need, dict(taken.data))


ACCEPT = Step(
    name="need.accept", event="need.accepted", label="The client wants help with it", done="Need accepted.", model=Need,
    source={S.IDENTIFIED, S.DECLINED}, target=S.ACCEPTED, may=policy.may_plan, form=AcceptNeedForm, scope=SCOPE,
)  # fmt: skip


@ACCEPT.rule
def accept_need(need: Need, taken: Taken) -> None:
    """The client decides what is worked on; a need they declined before can still be taken up."""
    need.answered_on = taken.data["answered_on"] or timezone.localdate()
    need.client_words = taken.data["client_words"] or need.client_words
    need.reason = ""


DECLINE = Step(
    name="need.decline", event="need.declined", label="The client declines help with it", done="The client's decision is recorded.",
    model=Need, source={S.IDENTIFIED, S.ACCEPTED}, target=S.DECLINED, may=policy.may_plan, form=DeclineNeedForm, scope=SCOPE,
)  # fmt: skip


@DECLINE.rule
def decline_need(need: Need, taken: Taken) -> None:
    """A no is an answer with its date, and with its reason if the client gave one (42 CFR 441.18(a)(7)(v)); nobody asks again and again."""
    need.answered_on = taken.data["answered_on"] or timezone.localdate()
    need.reason = taken.data["reason"]


ADDRESS = Step(
    name="need.address", event="need.addressed", label="Being addressed", done="Need is being addressed.", model=Need,
    source={S.ACCEPTED}, target=S.ADDRESSED, may=policy.may_plan, scope=SCOPE,
)  # fmt: skip


@ADDRESS.rule
def address_need(need: Need, taken: Taken) -> None:
    """Work has begun: a goal of a plan in force is about it."""


RESOLVE = Step(
    name="need.resolve", event="need.resolved", label="Resolved", done="Need resolved.", model=Need,
    source={S.ACCEPTED, S.ADDRESSED}, target=S.RESOLVED, may=policy.may_plan, form=NeedReasonForm, scope=SCOPE,
)  # fmt: skip


@RESOLVE.rule
def resolve_need(need: Need, taken: Taken) -> None:
    """Say what resolved it; the next person who meets this need can learn from it."""
    need.reason = taken.data["reason"]


LEAVE_UNMET = Step(
    name="need.leave_unmet", event="need.left_unmet", label="Could not be met", done="Recorded as unmet.", model=Need,
    source={S.ACCEPTED, S.ADDRESSED}, target=S.UNMET, may=policy.may_plan, form=NeedReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@LEAVE_UNMET.rule
def leave_need_unmet(need: Need, taken: Taken) -> None:
    """An unmet need is said out loud with its reason: what services lack is only seen where it is counted."""
    need.reason = taken.data["reason"]
