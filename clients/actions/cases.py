"""Steps of a case: referral, screening, opening, assignment, closing, a new episode."""

from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from clients.forms.cases import (
    AssignForm,
    CloseCaseForm,
    DeclineAssignmentForm,
    DeclineReferralForm,
    OpenCaseForm,
    RecordChangeForm,
    ReferForm,
    ReopenForm,
    SetTierForm,
)
from clients.models import Case, Client, Note
from clients.policy import cases as policy
from clients.policy.closing import why_keep_open
from clients.queries.links import where_instead
from clients.queries.record import has_running_case
from workflow.actor import Actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken
from workflow.together import Prepared

REFERRED, SCREENING, OPEN = Case.Status.REFERRED, Case.Status.SCREENING, Case.Status.OPEN
SCOPE = "cases:write"
CLOSING = "closing needs the notes"


def _may_start(actor: Actor, client: Client) -> str:
    """New work goes to the record that counts, and to one episode at a time."""
    running = "This client already has a referral or an open case. Add to that one, or close it first."
    return where_instead(actor, client) or (running if has_running_case(client) else "")


REFER = Step(
    name="case.refer", event="case.referred", label="Add a referral", done="Referral received.",
    model=Case, target=REFERRED, parent=Client, parent_field="client",
    may=policy.may_refer, ready=_may_start, form=ReferForm, scope=SCOPE,
)  # fmt: skip


@REFER.rule
def refer_client(client: Client, taken: Taken) -> Case:
    """Take in a referral with its source, so that the referrer can hear back and the clock starts."""
    return _new_case(client, taken)


def _new_case(client: Client, taken: Taken, **more: Any) -> Case:
    data = dict(taken.data)
    data["referred_on"] = data["referred_on"] or timezone.localdate()
    data["programme"] = data["programme"] or "Case management"
    partner = taken.actor.id if taken.actor.is_api_client else None
    earlier = client.cases.unscoped("numbering the episode").aggregate(last=Max("number"))["last"] or 0
    return Case(client=client, number=earlier + 1, referred_by_client_id=partner, **data, **more)


START_SCREENING = Step(
    name="case.start_screening", event="case.screening_started", label="Start screening", done="Screening started.",
    model=Case, source={REFERRED}, target=SCREENING, may=policy.may_screen, scope=SCOPE,
)  # fmt: skip


@START_SCREENING.rule
def start_screening(case: Case, taken: Taken) -> None:
    """Say that somebody is looking at the referral, so that no two people screen it."""


OPEN_CASE = Step(
    name="case.open", event="case.opened", label="Open the case", done="Case opened.",
    model=Case, source={REFERRED, SCREENING}, target=OPEN, may=policy.may_screen, form=OpenCaseForm, scope=SCOPE,
)  # fmt: skip


@OPEN_CASE.rule
def open_case(case: Case, taken: Taken) -> None:
    """Decide for the client: the case gets a team, and is offered to a case manager or left to the supervisor."""
    case.opened_at = taken.now
    case.team = taken.data["team"]
    if taken.data["tier"]:
        case.tier, case.tier_words = taken.data["tier"], ""
    _offer_to(case, taken.data["case_manager"], taken)


def _offer_to(case: Case, case_manager: Any, taken: Taken) -> None:
    case.case_manager = case_manager
    case.assigned_at = taken.now if case_manager else None
    case.accepted_at = None
    taken.notes["case_manager"] = str(case_manager.pk) if case_manager else None


DECLINE = Step(
    name="case.decline", event="case.declined", label="Decline the referral", done="Referral declined.",
    model=Case, source={REFERRED, SCREENING}, target=Case.Status.DECLINED, may=policy.may_screen,
    form=DeclineReferralForm, scope=SCOPE, danger=True,
)  # fmt: skip


@DECLINE.rule
def decline_referral(case: Case, taken: Taken) -> None:
    """Say no with a reason, because a referrer who hears nothing cannot look elsewhere for the client."""
    case.decline_reason = taken.data["decline_reason"]
    case.decline_note = taken.data["decline_note"]
    taken.notes["decline_reason"] = case.decline_reason


def _has_team(actor: Actor, case: Case) -> str:
    return "" if case.team_id else "Give the case a team first."


ASSIGN = Step(
    name="case.assign", event="case.assigned", label="Assign a case manager", done="Case manager assigned.",
    model=Case, source={OPEN}, may=policy.may_assign, ready=_has_team, form=AssignForm, scope=SCOPE,
)  # fmt: skip


@ASSIGN.rule
def assign_case_manager(case: Case, taken: Taken) -> None:
    """Offer the case to a case manager, who accepts or declines: nobody finds a case on their desk unasked."""
    if taken.data["case_manager"] == case.case_manager:
        raise StepRefused(f"{case.case_manager} already has this case. Choose somebody else.")
    taken.notes["from"] = str(case.case_manager_id) if case.case_manager_id else None
    _offer_to(case, taken.data["case_manager"], taken)


def _is_offered(actor: Actor, case: Case) -> str:
    return "" if case.awaits_acceptance else "There is no assignment waiting for an answer."


ACCEPT_ASSIGNMENT = Step(
    name="case.accept_assignment", event="case.assignment_accepted", label="Accept", done="Case accepted.",
    model=Case, source={OPEN}, may=policy.may_answer_assignment, ready=_is_offered, scope=SCOPE,
)  # fmt: skip


@ACCEPT_ASSIGNMENT.rule
def accept_assignment(case: Case, taken: Taken) -> None:
    """Take the case on; from now the first contact is the case manager's to make."""
    case.accepted_at = taken.now


DECLINE_ASSIGNMENT = Step(
    name="case.decline_assignment", event="case.assignment_declined", label="Decline", done="Assignment declined.",
    model=Case, source={OPEN}, may=policy.may_answer_assignment, ready=_is_offered, form=DeclineAssignmentForm, scope=SCOPE,
)  # fmt: skip


@DECLINE_ASSIGNMENT.rule
def decline_assignment(case: Case, taken: Taken) -> None:
    """Say no with a reason; the case returns to the supervisor, and a no never counts against anybody."""
    taken.notes.update(reason_code=taken.data["reason_code"], by=str(case.case_manager_id))
    case.case_manager, case.assigned_at, case.accepted_at = None, None, None


def _count_drafts(cases: list[Any]) -> None:
    rows = Note.objects.unscoped(CLOSING).filter(contact__case__in=cases, status=Note.Status.DRAFT).values_list("contact__case")
    drafts = dict(rows.annotate(how_many=Count("pk")))
    for case in cases:
        case.drafts = drafts.get(case.pk, 0)


# Every page of a client asks it of the one case.
_DRAFTS = Prepared(
    lambda case_id: [
        Note.objects.unscoped(CLOSING)
        .filter(contact__case_id=case_id, status=Note.Status.DRAFT)
        .order_by()
        .values("status")
        .annotate(how_many=Count("pk"))
        .values_list("how_many", flat=True)
    ]
)


def _notes_are_signed(actor: Actor, case: Case) -> str:
    if "drafts" not in case.__dict__:
        case.drafts = next(iter(_DRAFTS.rows(record=case.pk)), 0)
    drafts = case.drafts
    return f"Sign or discard {drafts} draft note{'s' if drafts > 1 else ''} of this case first." if drafts else ""


CLOSE = Step(
    name="case.close", event="case.closed", label="Close the case", done="Case closed.",
    model=Case, source={OPEN}, target=Case.Status.CLOSED, may=policy.may_work_on, ready=_notes_are_signed,
    foresee=_count_drafts, form=CloseCaseForm, scope=SCOPE, danger=True,
)  # fmt: skip


@CLOSE.rule
def close_case(case: Case, taken: Taken) -> None:
    """End the episode with its reason, its outcome and a hand-over, and with the client told (CMSA closure).

    What protects the client is ended with a reason of its own first, and never just dropped.
    """
    if why := why_keep_open(case):
        raise StepRefused(why)
    data = taken.data
    case.closed_at = taken.now
    case.closing_reason, case.outcome, case.closing_summary = data["closing_reason"], data["outcome"], data["closing_summary"]
    taken.notes.update(closing_reason=case.closing_reason, outcome=case.outcome, client_told=data["client_told"])


RECORD_CHANGE = Step(
    name="case.record_change", event="case.change_recorded", label="Record a change", done="Change recorded.", model=Case,
    source={OPEN}, may=policy.may_work_on, form=RecordChangeForm, scope=SCOPE,
)  # fmt: skip


@RECORD_CHANGE.rule
def record_change(case: Case, taken: Taken) -> None:
    """Say that the client's situation has changed: what was assessed before may no longer be true. The story goes into a note."""
    change = Case.Change(taken.data["change"])
    taken.notes.update(change=change.value, words=str(change.label), happened_on=taken.data["happened_on"].isoformat())


SET_TIER = Step(
    name="case.set_tier", event="case.tier_set", label="Set the tier", done="Risk tier set.", model=Case,
    source={REFERRED, SCREENING, OPEN, Case.Status.CLOSED}, may=policy.may_set_tier, form=SetTierForm, scope=SCOPE,
)  # fmt: skip


@SET_TIER.rule
def set_case_tier(case: Case, taken: Taken) -> None:
    """The tier as the rule or a person's override has it: the one place where everybody reads how close to stay."""
    data = taken.data
    taken.notes.update({"from": case.tier, "to": data["tier"], "overridden": data["until"] is not None})
    case.tier, case.tier_words, case.tier_until, case.tier_then = data["tier"], data["words"], data["until"], data["then"]


def _nothing_runs(actor: Actor, case: Case) -> str:
    if case.status not in (Case.Status.CLOSED, Case.Status.DECLINED):
        return "Only a closed or declined case can be followed by a new episode."
    return _may_start(actor, case.client)


REOPEN = Step(
    name="case.reopen", event="case.reopened", label="Reopen as a new episode", done="New episode started.",
    model=Case, target=REFERRED, parent=Case, parent_field="previous_case", may=policy.may_reopen,
    ready=_nothing_runs, form=ReopenForm, scope=SCOPE,
)  # fmt: skip


@REOPEN.rule
def reopen_case(previous: Case, taken: Taken) -> Case:
    """Start a new episode for a client who comes back; the closed one stays as it was."""
    return _new_case(previous.client, taken, previous_case=previous, team=previous.team)
