"""What follows from the medicines worksheet: clocks met or running again, and a question on somebody's list while a line is unclear."""

from datetime import datetime

from django.utils import timezone

from accounts.queries import the_agency
from followups.actions.due import business_deadline, done, drop_all, open_once
from followups.models import FollowUp
from transitions.actions.clocks import meet_clock, reopen_clock
from transitions.actions.unattended import WORKER
from transitions.models import Clock, MedicineLine, MedicinesWorksheet, Transition
from transitions.queries.cases import running_case
from transitions.queries.medicines import accepts, living_worksheets
from workflow.reactions import Happening

C = Clock.Status
WHY = "a reaction looks at the transition's own clocks"


def worksheet_was_completed(happening: Happening) -> None:
    """Every clock that asks for it and accepts who did it is met, late or not."""
    worksheet: MedicinesWorksheet = happening.obj
    for clock in _clocks(worksheet, status__in=(C.RUNNING, C.MISSED)):
        _meet(clock, worksheet)


def clock_was_started(happening: Happening) -> None:
    """What was reconciled before the clock began to run counts at once."""
    clock: Clock = happening.obj
    if clock.evidence_asked == Clock.Evidence.MEDICINES and clock.status == C.RUNNING:
        worksheet = living_worksheets([clock.transition_id]).filter(status=MedicinesWorksheet.Status.COMPLETED).first()
        if worksheet is not None:
            _meet(clock, worksheet)


def worksheet_counts_no_more(happening: Happening) -> None:
    """Reopened or entered in error: what it met runs again."""
    worksheet: MedicinesWorksheet = happening.obj
    for clock in _clocks(worksheet, status=C.MET, worksheet_id=worksheet.pk):
        why = f"The medicines worksheet is {worksheet.get_status_display().lower()} again."
        if worksheet.status == MedicinesWorksheet.Status.ENTERED_IN_ERROR:
            why = "The medicines worksheet was entered in error."
        reopen_clock(clock.pk, actor=WORKER, version=clock.version, reason=why)


def worksheet_was_an_error(happening: Happening) -> None:
    worksheet_counts_no_more(happening)
    worksheet: MedicinesWorksheet = happening.obj
    _drop("The medicines worksheet was entered in error.", worksheet.transition_id)


def medicine_was_written(happening: Happening) -> None:
    """Unclear, it stands on a list until it is cleared; cleared, it stands there no more."""
    line: MedicineLine = happening.obj
    if line.outcome == MedicineLine.Outcome.UNCLEAR:
        drop_all("The question was put differently.", source_key=line.source_key)
        _ask(line)
    else:
        done(line.source_key, f"Cleared: {line.get_outcome_display().lower()}.")


def medicine_was_an_error(happening: Happening) -> None:
    line: MedicineLine = happening.obj
    drop_all("The line was entered in error.", source_key=line.source_key)


def transition_has_ended(happening: Happening) -> None:
    """Cancelled, readmitted or died: nobody is asked about these medicines any more."""
    transition: Transition = happening.obj
    _drop(transition.standing, transition.pk)


def _drop(outcome: str, transition_id: object) -> None:
    drop_all(outcome, source_key__startswith=f"transition:{transition_id}:medicine:")


def _clocks(worksheet: MedicinesWorksheet, **which: object) -> list[Clock]:
    asked = {"transition_id": worksheet.transition_id, "evidence_asked": Clock.Evidence.MEDICINES, **which}
    rows = Clock.objects.unscoped(WHY).filter(**asked)
    return list(rows.select_related("transition", "protocol", "client").order_by("id"))


def _meet(clock: Clock, worksheet: MedicinesWorksheet) -> None:
    when = worksheet.reconciled_at
    if when is None or not accepts(clock, worksheet.profession) or _too_early(clock, when):
        return
    told = (
        f"Medicines worksheet by {worksheet.reconciled_by} ({worksheet.get_profession_display().lower()}), "
        f"with {worksheet.get_reconciled_with_display().lower()}; {worksheet.sources}"
    )
    meet_clock(clock.pk, actor=WORKER, version=clock.version, met_at=when, evidence=told[:400], worksheet=worksheet.pk)


def _too_early(clock: Clock, when: datetime) -> bool:
    return when.astimezone(the_agency().zone).date() < clock.opens_on


def _ask(line: MedicineLine) -> None:
    """By the next business day: what nobody knows about a medicine does not wait for the visit."""
    case = running_case(line.client)
    open_once(
        line.source_key, FollowUp.Kind.TRANSITION_MEDICINES, line.client, about=line, case=case,
        why=f"{line.medicine[:90]}: {line.question} Ask {line.ask_whom}"[:300],
        due_at=business_deadline(the_agency(), timezone.now(), 1), team=case.team if case else None,
        owner=case.case_manager if case else None,
    )  # fmt: skip
