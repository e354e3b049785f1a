"""What follows from the check with the client: follow-ups for what is missing or not yet understood, ended when it is."""

from datetime import datetime

from django.utils import timezone

from accounts.queries import the_agency
from followups.actions.due import business_deadline, done, drop_all, open_once
from followups.actions.handing_over import ask_colleague
from followups.models import FollowUp
from transitions.actions.unattended import WORKER
from transitions.models import TeachBack, Transition
from transitions.queries.cases import running_case
from transitions.queries.teach_backs import next_meeting
from workflow.actor import Actor
from workflow.business_days import end_of_day
from workflow.reactions import Happening

Kind = FollowUp.Kind
WHY = "the checks of the same topic"
# Where nobody is going to talk with the client anyway: as long as the first contact after a discharge has (CMS, TCM).
AGAIN_WITHIN = 2


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
        now = timezone.now()
        by = next_meeting(check.transition_id, now) or business_deadline(the_agency(), now, AGAIN_WITHIN)
        _open(check, check.again_key, Kind.TEACH_AGAIN, f"{check.get_topic_display()}: not yet understood", by, actor)


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
    outcome = f"The transition is {move.get_status_display().lower()}."
    drop_all(outcome, source_key__startswith=f"transition:{move.pk}:check:")
