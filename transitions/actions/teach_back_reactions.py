"""What follows from the check with the client: follow-ups for what is missing or not yet understood, ended when it is."""

from datetime import datetime

from django.utils import timezone

from accounts.queries import the_agency
from followups.actions.due import business_deadline, done, drop_all, open_once
from followups.actions.handing_over import ask_colleague
from followups.models import FollowUp
from transitions.actions.unattended import WORKER
from transitions.models import Clock, TeachBack, Transition
from transitions.queries.cases import running_case
from transitions.queries.teach_backs import MEETINGS, next_meeting
from workflow.actor import Actor
from workflow.business_days import end_of_day
from workflow.reactions import Happening

Kind = FollowUp.Kind
WHY = "the checks of the same topic"
# Where nobody is going to talk with the client anyway: as long as the first contact after a discharge has (CMS, TCM).
AGAIN_WITHIN = 2
COMPUTED_ANEW = "Computed anew."


def teach_back_was_recorded(happening: Happening) -> None:
    """The newest check of a topic counts: what it finds arranged and understood is due no more."""
    _follow(happening.obj, happening.actor)


def teach_back_was_an_error(happening: Happening) -> None:
    """The check before it counts again, with what it found missing or not understood."""
    check: TeachBack = happening.obj
    drop_all("The check was entered in error.", source_key__in=(check.source_key, check.again_key))
    rows = TeachBack.objects.unscoped(WHY).filter(
        transition_id=check.transition_id, topic=check.topic, status=TeachBack.Status.RECORDED
    )
    if (before := rows.select_related("client").order_by("-id").first()) is not None:
        _follow(before, WORKER)


def _follow(check: TeachBack, actor: Actor) -> None:
    _see_to_what_is_missing(check, actor)
    _teach_again(check, actor)


def _see_to_what_is_missing(check: TeachBack, actor: Actor) -> None:
    if check.arranged != TeachBack.Arranged.NO:
        done(check.source_key, f"{check.get_arranged_display()}, checked with the client.")
        return
    drop_all("Checked again.", source_key=check.source_key)
    if check.remedy == TeachBack.Remedy.FOLLOW_UP and check.due_on:
        why = f"{check.get_topic_display()}: {check.missing}"
        _open(check, check.source_key, Kind.TRANSITION_PLAN, why, end_of_day(check.due_on, the_agency().zone), actor)


def _teach_again(check: TeachBack, actor: Actor) -> None:
    """Teach-back: what the client cannot say in their own words is taught again and checked again, at the latest when somebody meets them next."""
    if check.understood == TeachBack.Understood.YES:
        done(check.again_key, "Understood, checked with the client.")
    elif check.understood == TeachBack.Understood.NOT_YET:
        drop_all("Checked again.", source_key=check.again_key)
        _open(check, check.again_key, Kind.TEACH_AGAIN, _not_yet(check), _latest(check), actor)


def _not_yet(check: TeachBack) -> str:
    return f"{check.get_topic_display()}: not yet understood"


def _latest(check: TeachBack) -> datetime:
    return next_meeting(check.transition_id, timezone.now()) or business_deadline(the_agency(), check.created_at, AGAIN_WITHIN)


def next_meeting_has_moved(happening: Happening) -> None:
    """A clock was computed anew or a visit booked: what is to be taught again at that meeting goes with it, and says from when.

    What hangs on another meeting stays, unless this one comes before it. It stays whose it was, or with whom it was asked.
    """
    clock: Clock = happening.obj
    if clock.evidence_asked not in MEETINGS:
        return
    open_now = FollowUp.objects.unscoped(WHY).filter(
        kind=Kind.TEACH_AGAIN, status=FollowUp.Status.OPEN, source_key__startswith=f"transition:{clock.transition_id}:check:"
    )
    for due in open_now.select_related("client", "case", "owner", "offered_to").order_by("id"):
        check = TeachBack.objects.unscoped(WHY).get(pk=due.object_id)
        by = _latest(check)
        if by < due.due_at or (by != due.due_at and _hangs_on(due, clock, happening.event.name)):
            _move(due, check, by)


def _hangs_on(due: FollowUp, clock: Clock, event: str) -> bool:
    """Whether this meeting was the one it was due by. What is late already is late, unless its moment itself was put right."""
    if event == "clock.moved":
        return due.due_at == clock.moved_from
    return due.due_at > timezone.now() and (event == "clock.booking_fell_through" or due.due_at == clock.due_at)


def _move(due: FollowUp, check: TeachBack, by: datetime) -> None:
    was = due.due_at.astimezone(the_agency().zone)
    why = f"{_not_yet(check)}. Moved with the next meeting; it was due {was:%b %-d, %-I:%M %p}"
    drop_all(COMPUTED_ANEW, source_key=due.source_key)
    open_once(
        due.source_key, Kind.TEACH_AGAIN, due.client, about=check, case=due.case, why=why[:300], due_at=by, team=due.team_id, owner=due.owner
    )  # fmt: skip
    if due.offered_to:
        ask_colleague(due.source_key, due.offered_to, why[:300], WORKER)


def _open(check: TeachBack, key: str, kind: FollowUp.Kind, why: str, due_at: datetime, actor: Actor) -> None:
    """The case manager's, unless somebody of the team is asked to see to it."""
    case = running_case(check.client)
    owner = case.case_manager if case else None
    open_once(
        key, kind, check.client, about=check, case=case, why=why[:300], due_at=due_at, team=case.team if case else None, owner=owner
    )  # fmt: skip
    if check.person and owner and check.person != owner:
        ask_colleague(key, check.person, why[:300], actor)


def transition_has_ended(happening: Happening) -> None:
    """Cancelled, readmitted or died: what was planned for home is due no more."""
    move: Transition = happening.obj
    drop_all(move.standing, source_key__startswith=f"transition:{move.pk}:check:")
