"""The seam for hospitals' messages: each notice is kept once, and the transition is led to what all of them say together."""

from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from clients.models import Client
from transitions.actions.ending import WINDOW, cancel_transition, follow_on, readmit, take_readmission_back
from transitions.actions.transitions import (
    admit_transition,
    adopt_transition,
    discharge_transition,
    lead_transition,
    receive_transition,
    reinstate_transition,
    take_discharge_back,
)
from transitions.actions.unattended import WORKER
from transitions.forms.fields import MOST
from transitions.models import Transition, VisitNotice
from transitions.models.codes import DIED, Disposition, Setting
from transitions.queries.joining import written_down
from transitions.queries.notices import TOLD_AGAIN, WITHDRAWN, Notice, Visit, standing, visit_of
from workflow.actor import Actor
from workflow.refusals import NotFound, StepRefused

__all__ = ["Notice", "apply_notice", "withdraw_notice"]

S = Transition.Status
WHY = "a notice is applied to the visit it is about"
LEFT = (S.DISCHARGED, S.SETTLED, S.READMITTED)
STAYS = (
    Setting.HOSPITAL, Setting.PSYCHIATRIC, Setting.LONG_TERM_HOSPITAL, Setting.OBSERVATION, Setting.REHABILITATION, Setting.SNF,
)  # fmt: skip
# When nothing is said of it; what is not here is a text.
EMPTY: dict[str, Any] = {
    "from_setting": Setting.HOSPITAL, "admitted_at": None, "discharged_at": None, "diagnoses": [], "expected_admission_at": None, "expected_discharge_at": None,
}  # fmt: skip
THERE = ("admitted", "discharged")
NAMELESS = "Facility not named"
TAKEN_BACK = "A notice takes the discharge back."
NOT_YET = "By its notices the stay has not begun yet."
CANCELLED = "A notice cancels the admission."
NOT_ABOUT_THEM = "Its notices were about somebody else."


class Story(NamedTuple):
    """What the notices of a visit said before this one, and what they say with it."""

    before: Visit
    now: Visit


def apply_notice(notice: Notice, *, actor: Actor) -> Transition | None:
    """Keep the notice and lead its transition to what all notices of the visit say; None while they tell of no stay.

    The same notice twice, or notices in another order, end in the same state. A client who died stays so. `actor` is whoever
    sent it: a partner sees the transitions it sent.
    """
    with transaction.atomic():
        _lock(notice)
        facility, number = _place(notice)
        before = visit_of(_standing(notice))
        _keep(notice, facility, number, actor)
        visit = visit_of(_standing(notice))
        transition = _transition(notice, facility, number)
        if transition is None and not visit.state:
            return None
        transition = transition or _adopted(notice, visit, facility, number)
        transition = _led(transition or _received(notice, visit, facility, number, actor), Story(before, visit))
        _link_readmissions(transition)
        return _fresh(transition)


def withdraw_notice(notice: Notice, *, actor: Actor) -> Transition | None:
    """The notice was about somebody else: the transition is led to what the remaining ones say, as if it had never come.

    Where none remains, a transition that notices began is cancelled; one that a person opened is left to people.
    """
    with transaction.atomic():
        _lock(notice)
        facility, number = _place(notice)
        before = _standing(notice)
        if notice.digest in {one.digest for one in before}:
            _mark(notice, WITHDRAWN, actor)
        transition, left = _transition(notice, facility, number), _standing(notice)
        if transition is None or not (left or transition.opened_by_name == WORKER.name):
            return _let_go(transition)
        visit = visit_of(left)
        story = Story(visit_of(before), visit if visit.state else Visit(state="cancelled"))
        transition = _led(transition, story, NOT_ABOUT_THEM)
        _link_readmissions(transition)
        return _fresh(transition)


def _place(notice: Notice) -> tuple[str, str]:
    return notice.facility.strip()[:120] or NAMELESS, notice.visit


def _told(notice: Notice) -> Any:
    facility, number = _place(notice)
    rows = VisitNotice.objects.unscoped(WHY).filter(client_id=notice.client_id, facility=facility, visit_number=number)
    return rows.order_by("id")


def _standing(notice: Notice) -> list[Notice]:
    """All notices of the visit but those that were withdrawn; what was told is never erased, so both stand beside each other."""
    return standing(notice.client_id, [(row.digest, row.told) for row in _told(notice)])


def _mark(notice: Notice, kind: str, actor: Actor) -> None:
    """Withdrawn, or told again after it was: a row of its own, for what was told cannot be changed."""
    facility, number = _place(notice)
    nth = _told(notice).filter(told__about=notice.digest).count()
    VisitNotice.objects.unscoped(WHY).create(
        client_id=notice.client_id, facility=facility, visit_number=number, occurred_at=notice.occurred_at,
        told={"kind": kind, "about": notice.digest}, digest=f"{notice.digest[:56]}:{nth}"[:64],
        sender_id=actor.id if actor.is_api_client else None,
    )  # fmt: skip


def _lock(notice: Notice) -> None:
    """One notice of a client after the other: two at once would each see half."""
    rows = Client.objects.unscoped(WHY).select_for_update(of=("self",), no_key=True)
    if rows.filter(pk=notice.client_id).first() is None:
        raise NotFound()


def _keep(notice: Notice, facility: str, number: str, actor: Actor) -> None:
    _, is_new = VisitNotice.objects.unscoped(WHY).get_or_create(
        client_id=notice.client_id, facility=facility, visit_number=number, digest=notice.digest,
        defaults={
            "occurred_at": notice.occurred_at, "told": notice.as_told(), "sender_id": actor.id if actor.is_api_client else None
        },
    )  # fmt: skip
    if not is_new and notice.digest not in {one.digest for one in _standing(notice)}:
        _mark(notice, TOLD_AGAIN, actor)


def _transition(notice: Notice, facility: str, number: str) -> Transition | None:
    rows = Transition.objects.unscoped(WHY).filter(client_id=notice.client_id, visit_number=number)
    # Without a number, a stay that somebody wrote down is this one only once it was found to be.
    known = Q(told_as=facility) | (Q(facility=facility) if number else Q(facility=facility, opened_by_name=WORKER.name))
    found: Transition | None = rows.filter(known).select_related("client").order_by("id").first()
    return found


def _adopted(notice: Notice, visit: Visit, facility: str, number: str) -> Transition | None:
    """A stay that somebody wrote down before the hospital told of it; which of two is for a person to say."""
    found = written_down(notice.client_id, facility, number, visit)
    if len(found) > 1:
        name = f"the visit number {number}" if number else "a visit number"
        raise StepRefused(
            f"More than one stay at {facility} was written down that this may be about. Give the right one {name}, or cancel "
            "the wrong one; then take the notice up again."
        )
    return _take(adopt_transition, found[0], told_as=facility, visit_number=number) if found else None


def _let_go(transition: Transition | None) -> Transition | None:
    """What somebody wrote down stays theirs; of the notices that were not about it, it keeps no number."""
    return _take(adopt_transition, transition, told_as="", visit_number="") if transition and transition.told_as else transition


def _received(notice: Notice, visit: Visit, facility: str, number: str, actor: Actor) -> Transition:
    sender = {"sent_by": actor.id} if actor.is_api_client else {}
    fields: dict[str, Any] = {
        "facility": facility,
        "visit_number": number,
        "from_setting": visit.from_setting or Setting.HOSPITAL,
        **sender,
    }
    if visit.state == "cancelled":
        fields["admitted_at"] = visit.admitted_at
    return _fresh(receive_transition(notice.client_id, actor=WORKER, **fields))


def _led(transition: Transition, story: Story, because: str = CANCELLED) -> Transition:
    """By the same steps a person would take, so that every clock follows and the timeline tells it."""
    visit = story.now
    if transition.status == S.DECEASED:
        if _died(transition, visit):
            return _with(transition, story)
        transition = _take(take_discharge_back, transition, reason="A notice corrects that the client died.")
    # Taken back before anything else, so that nothing is computed from a discharge that was not.
    if transition.status in LEFT and _not_left(story):
        transition = _take(take_discharge_back, transition, reason=TAKEN_BACK)
    if transition.status == S.ADMITTED and visit.state == "anticipated" and story.before.state in THERE:
        transition = _take(cancel_transition, transition, reason=NOT_YET)
    if transition.status == S.CANCELLED and visit.state in ("anticipated", "admitted", "discharged"):
        transition = _take(reinstate_transition, transition, reason="A later notice tells of the stay again.")
    if transition.status in (S.ANTICIPATED, S.ADMITTED) and visit.state == "cancelled":
        transition = _take(cancel_transition, transition, reason=because)
    return _admitted_and_discharged(transition, story)


def _not_left(story: Story) -> bool:
    """A discharge that a person wrote down stays where the notices are silent of one; they have to have told of it, or against it."""
    before, now = story
    if now.state == "admitted":
        return before.state == "discharged" or (now.stays and not before.stays)
    return now.state == "cancelled" or (now.state == "anticipated" and before.state in THERE)


def _died(transition: Transition, visit: Visit) -> bool:
    """By the client's own record, or as far as the notices go."""
    return transition.client.status == Client.Status.DECEASED or (visit.state == "discharged" and visit.disposition in DIED)


def _admitted_and_discharged(transition: Transition, story: Story) -> Transition:
    visit = story.now
    if transition.status == S.ANTICIPATED and visit.admitted_at and visit.state in ("admitted", "discharged"):
        transition = _take(admit_transition, transition, admitted_at=visit.admitted_at)
    transition = _with(transition, story)
    if transition.status in (S.ANTICIPATED, S.ADMITTED) and visit.state == "discharged":
        told = {"to_setting": _setting(visit.to_setting), "disposition": _code(visit.disposition)}
        kept = {"complexity": transition.complexity, "told": transition.told}
        transition = _take(discharge_transition, transition, discharged_at=_not_before(visit), **told, **kept)
    return _with(transition, story)


def _with(transition: Transition, story: Story) -> Transition:
    """What the notices say, in every state; what they leave open is emptied if it came from them, and stays if a person wrote it."""
    before, now = (_fields(visit, transition) for visit in story)
    stands = {name: getattr(transition, name) for name in now}
    says = {name: value or (EMPTY.get(name, "") if stands[name] == before[name] else stands[name]) for name, value in now.items()}
    if says == stands:
        return transition
    return _take(lead_transition, transition, **says)


def _fields(visit: Visit, transition: Transition) -> dict[str, Any]:
    return {
        "admitted_at": None if visit.state == "anticipated" else visit.admitted_at,
        "expected_admission_at": visit.expected_admission_at, "expected_discharge_at": visit.expected_discharge_at,
        "from_setting": visit.from_setting, "to_setting": _setting(visit.to_setting),
        "disposition": _code(visit.disposition), "diagnoses": [{"code": code[:20], "words": words[:200]} for code, words in visit.diagnoses[:MOST]],
        "discharged_at": _not_before(visit) if transition.status in (*LEFT, S.DECEASED) else None,
    }  # fmt: skip


def _not_before(visit: Visit) -> datetime | None:
    """A discharge before its own admission is a slip of a dirty feed: the stay then counts as none of its days."""
    if visit.admitted_at and visit.discharged_at and visit.discharged_at < visit.admitted_at:
        return visit.admitted_at
    return visit.discharged_at


def _setting(value: str) -> str:
    return value if value in Setting.values else ""


def _code(value: str) -> str:
    return value if value in Disposition.values else ""


def _link_readmissions(transition: Transition) -> None:
    """Whichever notice came first: a stay that began within 30 days after another one's discharge follows it."""
    rows = Transition.objects.unscoped(WHY).filter(
        client_id=transition.client_id, from_setting__in=STAYS, admitted_at__isnull=False
    )
    told = list(rows.order_by("admitted_at", "facility", "visit_number", "id"))
    stays = [stay for stay in told if stay.status != S.CANCELLED]
    follows = {earlier.pk: later for earlier, later in pairwise(stays) if _returns(earlier, later)}
    for stay in stays:
        later = follows.get(stay.pk)
        if stay.status == S.READMITTED and later is None:
            _take(take_readmission_back, stay)
        if stay.status in (S.DISCHARGED, S.SETTLED) and later is not None:
            _take(readmit, stay, admitted_at=later.admitted_at, following=later.pk)
    _name_the_stay_before(told, {later.pk: pk for pk, later in follows.items()})


def _name_the_stay_before(told: list[Transition], before: dict[UUID, UUID]) -> None:
    """A stay that turned out to be in between, or not to have been, changes what follows what."""
    for stay in told:
        now = _fresh(stay)
        if now.previous_id != before.get(stay.pk):
            _take(follow_on, now, previous=before.get(stay.pk))


def _returns(earlier: Transition, later: Transition) -> bool:
    """Whoever was sent on to another hospital is moved, not readmitted."""
    left, again = earlier.discharged_at, later.admitted_at
    return bool(left and again and left <= again <= left + WINDOW and earlier.to_setting not in STAYS)


def _take(step: Any, transition: Transition, **fields: Any) -> Transition:
    step(transition.pk, actor=WORKER, version=transition.version, **fields)
    return _fresh(transition)


def _fresh(transition: Transition) -> Transition:
    now: Transition = Transition.objects.unscoped(WHY).select_related("client").get(pk=transition.pk)
    return now
