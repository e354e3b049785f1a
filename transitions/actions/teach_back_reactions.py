"""What follows from the check with the client: a follow-up for what is missing, ended when it is arranged."""

from accounts.queries import the_agency
from followups.actions.due import done, drop_all, open_once
from followups.models import FollowUp
from transitions.actions.transitions import running_case
from transitions.models import TeachBack, Transition
from workflow.business_days import end_of_day
from workflow.reactions import Happening


def teach_back_was_recorded(happening: Happening) -> None:
    """The newest check of a topic counts: what it finds arranged is due no more."""
    check: TeachBack = happening.obj
    if check.arranged != TeachBack.Arranged.NO:
        done(check.source_key, f"{check.get_arranged_display()}, checked with the client.")
        return
    drop_all("Checked again.", source_key=check.source_key)
    if check.remedy == TeachBack.Remedy.FOLLOW_UP and check.due_on:
        case = running_case(check.client)
        open_once(
            check.source_key, FollowUp.Kind.TRANSITION_STEP, check.client, about=check, case=case,
            why=f"{check.get_topic_display()}: {check.missing}"[:300], due_at=end_of_day(check.due_on, the_agency().zone),
            team=case.team if case else None, owner=case.case_manager if case else None,
        )  # fmt: skip


def teach_back_was_an_error(happening: Happening) -> None:
    check: TeachBack = happening.obj
    drop_all("The check was entered in error.", source_key=check.source_key)


def transition_has_ended(happening: Happening) -> None:
    """Cancelled, readmitted or died: what was planned for home is due no more."""
    move: Transition = happening.obj
    outcome = f"The transition is {move.get_status_display().lower()}."
    drop_all(outcome, source_key__startswith=f"transition:{move.pk}:check:")
