"""Steps of promises: made, accepted by their owner, kept or missed, renegotiated, released."""

import calendar
from datetime import date, timedelta

from django.utils import timezone

from careplans.actions.goals import add_barrier, plan_is_open
from careplans.actions.revisions import changed_in_substance
from careplans.actions.unattended import WORKER
from careplans.forms.commitments import (
    AcceptCommitmentForm,
    CommitmentForm,
    DeclineCommitmentForm,
    FollowingForm,
    KeepForm,
    MissForm,
    ReleaseForm,
    RenegotiateForm,
)
from careplans.models import CarePlan, Commitment
from careplans.policy import plans as policy
from workflow.actor import Actor
from workflow.events import changed_fields
from workflow.identifiers import new_id
from workflow.steps import Step, Taken

S = Commitment.Status
E = Commitment.Every
SCOPE = "plans:write"
STEPS = {E.DAY: timedelta(days=1), E.WEEK: timedelta(days=7), E.TWO_WEEKS: timedelta(days=14)}
TERMS = (
    "owner_kind",
    "support_person",
    "worker",
    "partner",
    "partner_name",
    "what",
    "goal",
    "every",
    "until",
    "expectation",
    "consequence",
)

ADD = Step(
    name="commitment.add", event="commitment.added", label="Add a promise", done="Promise added.", model=Commitment, target=S.PROPOSED,
    parent=CarePlan, parent_field="plan", may=policy.may_plan, ready=plan_is_open, form=CommitmentForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_commitment(plan: CarePlan, taken: Taken) -> Commitment:
    """Everybody in a plan can owe something: the client, family, a partner and we ourselves stand in the same list."""
    data = dict(taken.data)
    changed_in_substance(plan)
    taken.notes["owner_kind"] = data["owner_kind"]
    return Commitment(plan=plan, client_id=plan.client_id, series=new_id() if data["every"] else None, **data)


EDIT = Step(
    name="commitment.edit", event="commitment.edited", label="Edit", done="Promise saved.", model=Commitment, source={S.PROPOSED},
    may=policy.may_plan, ready=plan_is_open, form=CommitmentForm, edits=True, scope=SCOPE,
)  # fmt: skip


@EDIT.rule
def edit_commitment(promise: Commitment, taken: Taken) -> None:
    """A promise nobody has accepted yet can be put differently; an accepted one is renegotiated."""
    taken.notes["fields"] = changed_fields(promise, dict(taken.data))
    if promise.every and promise.series is None:
        promise.series = new_id()
    if taken.notes["fields"]:
        changed_in_substance(promise.plan)


ACCEPT = Step(
    name="commitment.accept", event="commitment.accepted", label="Accept", done="Promise accepted.", model=Commitment,
    source={S.PROPOSED, S.DECLINED}, target=S.ACCEPTED, may=policy.may_answer_commitment, ready=plan_is_open, form=AcceptCommitmentForm,
    scope=SCOPE,
)  # fmt: skip


@ACCEPT.rule
def accept_commitment(promise: Commitment, taken: Taken) -> None:
    """Each accepts their own line; from now on it is due from them."""
    promise.accepted_on = taken.data["accepted_on"] or timezone.localdate()
    promise.decline_reason = ""
    taken.notes["owner_kind"] = promise.owner_kind


DECLINE = Step(
    name="commitment.decline", event="commitment.declined", label="Decline", done="Promise declined.", model=Commitment,
    source={S.PROPOSED}, target=S.DECLINED, may=policy.may_answer_commitment, ready=plan_is_open, form=DeclineCommitmentForm, scope=SCOPE,
)  # fmt: skip


@DECLINE.rule
def decline_commitment(promise: Commitment, taken: Taken) -> None:
    """A no said now is worth more than a promise that will be missed."""
    promise.decline_reason = taken.data["reason"]
    taken.notes["owner_kind"] = promise.owner_kind


KEEP = Step(
    name="commitment.keep", event="commitment.kept", label="Kept", done="Promise kept.", model=Commitment, source={S.ACCEPTED, S.MISSED},
    target=S.KEPT, may=policy.may_settle, form=KeepForm, scope=SCOPE,
)  # fmt: skip


@KEEP.rule
def keep_commitment(promise: Commitment, taken: Taken) -> None:
    """Say that it was kept, and how we know; a promise kept late was still kept."""
    was_missed = promise.status == S.MISSED
    promise.settled_on = taken.data["settled_on"] or timezone.localdate()
    promise.evidence = taken.data["evidence"]
    taken.notes.update(owner_kind=promise.owner_kind, late=promise.settled_on > promise.due_on)
    if not was_missed:
        _open_next(promise, taken)


def _is_due(actor: Actor, promise: Commitment) -> str:
    return "It is not due yet. If it cannot be kept, renegotiate it now." if promise.due_on > timezone.localdate() else ""


MISS = Step(
    name="commitment.miss", event="commitment.missed", label="Missed", done="Recorded, with what changes next.", model=Commitment,
    source={S.ACCEPTED}, target=S.MISSED, may=policy.may_settle, ready=_is_due,
    form=MissForm, scope=SCOPE,
)  # fmt: skip


@MISS.rule
def miss_commitment(promise: Commitment, taken: Taken) -> None:
    """Ask what got in the way and what changes next, of whoever promised it, client and agency alike: a miss is where a plan learns."""
    promise.settled_on = timezone.localdate()
    promise.in_the_way, promise.changes_next = taken.data["in_the_way"], taken.data["changes_next"]
    taken.notes.update(owner_kind=promise.owner_kind, afterwards=taken.data["afterwards"])
    _open_next(promise, taken)
    _follow(promise, taken)


def _follow(promise: Commitment, taken: Taken) -> None:
    if taken.data["afterwards"] == "revision":
        changed_in_substance(promise.plan)
    if taken.data["afterwards"] == "barrier":
        kind, words, goal = taken.data["barrier_kind"], promise.in_the_way[:300], promise.goal_id
        taken.then(lambda: add_barrier(goal, actor=taken.actor, kind=kind, description=words))


RENEGOTIATE = Step(
    name="commitment.renegotiate", event="commitment.renegotiated", label="Renegotiate", done="Promise renegotiated.", model=Commitment,
    source={S.PROPOSED, S.ACCEPTED, S.DECLINED, S.MISSED}, target=S.RENEGOTIATED, may=policy.may_plan, ready=plan_is_open,
    form=RenegotiateForm, scope=SCOPE,
)  # fmt: skip


@RENEGOTIATE.rule
def renegotiate_commitment(promise: Commitment, taken: Taken) -> None:
    """Agree on new terms while it can still be kept; the old promise stays as it was, and the new one is accepted anew."""
    taken.notes.update(
        owner_kind=promise.owner_kind, from_day=promise.due_on.isoformat(), to_day=taken.data["due_on"].isoformat()
    )
    promise.released_reason = taken.data["why"]
    changed_in_substance(promise.plan)
    said = {name: taken.data[name] for name in ("what", "expectation", "consequence", "due_on")}
    taken.then(lambda: follow_commitment(promise.plan_id, actor=WORKER, previous=promise.pk, **said))


RELEASE = Step(
    name="commitment.release", event="commitment.released", label="Release", done="Promise released.", model=Commitment,
    source={S.PROPOSED, S.ACCEPTED, S.DECLINED, S.MISSED}, target=S.RELEASED, may=policy.may_plan, form=ReleaseForm, scope=SCOPE, danger=True,
)  # fmt: skip


@RELEASE.rule
def release_commitment(promise: Commitment, taken: Taken) -> None:
    """Let somebody off with a reason: a promise that no longer helps should not hang over anyone."""
    promise.released_reason = taken.data["reason"]
    taken.notes["owner_kind"] = promise.owner_kind


# Rows that follow from another promise, in its own transaction.
FOLLOW = Step(
    name="commitment.follow", event="commitment.proposed_anew", label="Propose anew", done="Promise proposed anew.", model=Commitment,
    target=S.PROPOSED, parent=CarePlan, parent_field="plan", may=policy.may_follow, form=FollowingForm, scope=SCOPE, quiet=True,
)  # fmt: skip


@FOLLOW.rule
def follow_commitment(plan: CarePlan, taken: Taken) -> Commitment:
    """The renegotiated promise: accepted anew by its owner before it counts."""
    return _following(plan, taken)


REPEAT = Step(
    name="commitment.repeat", event="commitment.repeated", label="Repeat", done="Next promise of the series opened.", model=Commitment,
    target=S.ACCEPTED, parent=CarePlan, parent_field="plan", may=policy.may_follow, form=FollowingForm, scope=SCOPE,
)  # fmt: skip


@REPEAT.rule
def repeat_commitment(plan: CarePlan, taken: Taken) -> Commitment:
    """The next of a series: what was accepted once goes on until its end or the plan's."""
    repeated, previous = _following(plan, taken), taken.data["previous"]
    repeated.series, repeated.accepted_on = previous.series, previous.accepted_on
    return repeated


def _following(plan: CarePlan, taken: Taken) -> Commitment:
    previous: Commitment = taken.data["previous"]
    terms = {name: getattr(previous, name) for name in TERMS}
    said = {name: taken.data[name] for name in ("what", "expectation", "consequence") if taken.data[name]}
    return Commitment(plan=plan, client_id=plan.client_id, previous=previous, due_on=taken.data["due_on"], **{**terms, **said})


def _open_next(promise: Commitment, taken: Taken) -> None:
    """The next occurrence, unless the series or the plan has ended or it is open already."""
    if not promise.every or promise.plan.status != CarePlan.Status.ACTIVE:
        return
    due = next_due(promise.due_on, promise.every)
    if promise.until and due > promise.until:
        return
    taken.then(lambda: repeat_commitment(promise.plan_id, actor=WORKER, previous=promise.pk, due_on=due))


def next_due(day: date, every: str) -> date:
    """The next date of a series; a month on, the same day or the month's last. Raises KeyError for an unknown rhythm."""
    if every != E.MONTH:
        return day + STEPS[E(every)]
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
