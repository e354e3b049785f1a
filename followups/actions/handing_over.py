"""Handing a follow-up over: offered to a colleague, who accepts or declines; until then it stays with its owner."""

from accounts.models import User
from followups.actions.follow_ups import WORKER
from followups.actions.planning import plan_notice, replan_deliveries
from followups.forms.moving import AssignForm, DeclineForm, HandOverForm
from followups.models import FollowUp
from followups.policy import follow_ups as policy
from workflow.actor import Actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

OPEN, SCOPE = FollowUp.Status.OPEN, "follow-ups:write"
Kind = FollowUp.Kind
# What a colleague can do without having the case; the rest needs the case manager, or somebody who covers for them.
HANDED_OVER = frozenset({Kind.OWN, Kind.FIRST_CONTACT, Kind.SAFETY_FLAG, Kind.ASSESS, Kind.TRANSITION_PLAN, Kind.TEACH_AGAIN})
CASE_MANAGERS_OWN = (
    "Only the case manager can do this. Ask your supervisor to assign the case, or plan cover for the time you are away."
)
RESTRICTED = "This client's record is restricted. Assign the colleague to the record first, then hand it over."


def _can_be_handed(actor: Actor, follow_up: FollowUp) -> str:
    if follow_up.offered_to_id:
        return "It is offered to somebody already; take that back first."
    if follow_up.owner_id is None:
        return "It belongs to the team, so nobody has to hand it over."
    return "" if follow_up.kind in HANDED_OVER else CASE_MANAGERS_OWN


HAND_OVER = Step(
    name="follow_up.hand_over", event="follow_up.hand_over_offered", label="Hand over", done="Follow-up offered: it stays with you until they accept.",
    model=FollowUp, source={OPEN}, may=policy.may_finish, ready=_can_be_handed, form=HandOverForm, scope=SCOPE,
)  # fmt: skip


@HAND_OVER.rule
def hand_over(follow_up: FollowUp, taken: Taken) -> None:
    """Offer it to a colleague of the team with what they should know: nobody finds work on their list unasked."""
    person = taken.data["to"]
    if follow_up.client.restricted:
        raise StepRefused(RESTRICTED)
    follow_up.offered_to, follow_up.offered_by_name = person, taken.actor.name[:120]
    follow_up.offer_note, follow_up.offer_answer = taken.data["note"], ""
    taken.notes.update(kind=follow_up.kind, to=str(person.pk))
    words = f"{taken.actor.name} asks you to take over a follow-up"
    taken.then(lambda: plan_notice(person, f"hand-over:{follow_up.pk}:{follow_up.version}", words, "/today/", by_email=True))


def ask_colleague(source_key: str, person: User, note: str, actor: Actor) -> None:
    """Offer what just opened to whoever was chosen for it; who chose themselves has accepted with that."""
    for follow_up in FollowUp.objects.unscoped("what a source opened").filter(
        source_key=source_key, status=OPEN, offered_to=None
    ):
        asks = actor if policy.may_finish(actor, follow_up) else WORKER
        offered = hand_over(follow_up.pk, actor=asks, version=follow_up.version, to=person.pk, note=note)
        if person.pk == actor.id:
            accept_follow_up(offered.pk, actor=actor, version=offered.version)


def _is_offered(actor: Actor, follow_up: FollowUp) -> str:
    return "" if follow_up.offered_to_id else "It is offered to nobody."


ACCEPT = Step(
    name="follow_up.accept", event="follow_up.hand_over_accepted", label="Accept", done="Follow-up taken over: it is yours now.", model=FollowUp,
    source={OPEN}, may=policy.may_answer, ready=_is_offered, scope=SCOPE,
)  # fmt: skip


@ACCEPT.rule
def accept_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Take it over: from now it is due from you, and its client's record is open to you while it is."""
    taken.notes.update(kind=follow_up.kind, was=str(follow_up.owner_id), by=str(follow_up.offered_to_id))
    follow_up.taken_over = follow_up.taken_over or follow_up.owner_id != follow_up.offered_to_id
    follow_up.owner_id, follow_up.acknowledged_by = follow_up.offered_to_id, None
    _end_offer(follow_up)
    taken.then(lambda: replan_deliveries(follow_up, "Somebody else took it over."))


DECLINE = Step(
    name="follow_up.decline", event="follow_up.hand_over_declined", label="Decline", done="Hand-over declined: it stays where it was.",
    model=FollowUp, source={OPEN}, may=policy.may_answer, ready=_is_offered, form=DeclineForm, scope=SCOPE,
)  # fmt: skip


@DECLINE.rule
def decline_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Say no with a reason; it stays with its owner, who reads why on the row."""
    taken.notes.update(kind=follow_up.kind, by=str(follow_up.offered_to_id))
    name = follow_up.offered_to.name if follow_up.offered_to else ""
    _end_offer(follow_up)
    follow_up.offer_answer = f"{name} declined: {taken.data['reason']}"[:400]


TAKE_BACK = Step(
    name="follow_up.take_back", event="follow_up.hand_over_taken_back", label="Take the offer back", done="The offer is taken back.",
    model=FollowUp, source={OPEN}, may=policy.may_finish, ready=_is_offered, scope=SCOPE,
)  # fmt: skip


@TAKE_BACK.rule
def take_back_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Keep it after all, before the colleague has answered."""
    taken.notes.update(kind=follow_up.kind, to=str(follow_up.offered_to_id))
    _end_offer(follow_up)


def _end_offer(follow_up: FollowUp) -> None:
    follow_up.offered_to, follow_up.offered_by_name = None, ""
    follow_up.offer_note, follow_up.offer_answer = "", ""


def _has_nobody(actor: Actor, follow_up: FollowUp) -> str:
    if actor.is_system or follow_up.owner is None or not follow_up.owner.is_active:
        return ""
    return f"{follow_up.owner.name} has it. Hand it over instead, so that they and the colleague both know."


ASSIGN = Step(
    name="follow_up.assign", event="follow_up.assigned", label="Give it to somebody", done="Follow-up given to somebody.", model=FollowUp, source={OPEN},
    may=policy.may_assign, ready=_has_nobody, form=AssignForm, scope=SCOPE,
)  # fmt: skip


@ASSIGN.rule
def assign_follow_up(follow_up: FollowUp, taken: Taken) -> None:
    """Give what nobody has, or what somebody who is gone left behind, to somebody of the team: a supervisor empties that list."""
    person = taken.data["to"]
    taken.notes.update(kind=follow_up.kind, was=str(follow_up.owner_id) if follow_up.owner_id else None, to=str(person.pk))
    follow_up.owner, follow_up.taken_over, follow_up.acknowledged_by = person, not taken.actor.is_system, None
    _end_offer(follow_up)
    taken.then(lambda: replan_deliveries(follow_up, "It was given to somebody else."))
