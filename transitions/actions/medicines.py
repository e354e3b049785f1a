"""Steps of the medicines worksheet: started, its lines written, completed, put right."""

from typing import Any

from transitions.actions.transitions import SCOPE
from transitions.actions.unattended import WORKER
from transitions.forms.medicines import CompleteWorksheetForm, CorrectMedicineForm, MedicineForm, MedicineVersionForm
from transitions.forms.transitions import ReasonForm
from transitions.models import MedicineLine, MedicinesWorksheet, Transition
from transitions.policy import transitions as policy
from transitions.queries.medicines import WHY, foresee_worksheets, has_worksheet
from workflow.actor import Actor
from workflow.events import changed_fields
from workflow.refusals import InvalidInput
from workflow.steps import Step, Taken

W, L, T = MedicinesWorksheet.Status, MedicineLine.Status, Transition.Status
Outcome = MedicineLine.Outcome
WRITTEN = ("medicine", "before", "at_discharge", "now", "outcome", "comment", "question", "ask_whom", "substance_use")


def _may_start(actor: Actor, transition: Transition) -> str:
    if transition.status not in (T.ADMITTED, T.DISCHARGED, T.SETTLED):
        return "Medicines are reconciled once the client is admitted or was discharged."
    return "This transition has its worksheet already." if has_worksheet(transition) else ""


START = Step(
    name="worksheet.start", event="worksheet.started", label="Start the medicines worksheet", done="Worksheet started.",
    model=MedicinesWorksheet, target=W.DRAFT, parent=Transition, parent_field="transition", may=policy.may_work, ready=_may_start,
    foresee=foresee_worksheets, scope=SCOPE,
)  # fmt: skip


@START.rule
def start_worksheet(transition: Transition, taken: Taken) -> MedicinesWorksheet:
    """Begin as early as the stay: what was taken before is easier to learn while the client can still be asked."""
    return MedicinesWorksheet(transition=transition, client_id=transition.client_id, started_by_name=taken.actor.name[:120])


def _is_draft(actor: Actor, worksheet: MedicinesWorksheet) -> str:
    return "" if worksheet.status == W.DRAFT else "A completed worksheet is reopened with a reason before lines are added."


ADD = Step(
    name="medicine.add", event="medicine.added", label="Add a medicine", done="Medicine added.", model=MedicineLine, target=L.CURRENT,
    parent=MedicinesWorksheet, parent_field="worksheet", may=policy.may_work, ready=_is_draft, form=MedicineForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_medicine(worksheet: MedicinesWorksheet, taken: Taken) -> MedicineLine:
    """Write down what each source says before deciding what it means; what nobody can tell is asked, not guessed."""
    taken.notes["outcome"] = taken.data["outcome"]
    return MedicineLine(
        worksheet=worksheet, client_id=worksheet.client_id, transition_id=worksheet.transition_id,
        written_by_name=taken.actor.name[:120], **taken.data,
    )  # fmt: skip


def _in_draft(actor: Actor, line: MedicineLine) -> str:
    draft = line.worksheet.status == W.DRAFT
    return "" if draft else "The worksheet is no draft any more. Correct the medicine with a reason instead."


EDIT = Step(
    name="medicine.edit", event="medicine.edited", label="Edit", done="Medicine saved.", model=MedicineLine, source={L.CURRENT},
    may=policy.may_work, ready=_in_draft, form=MedicineForm, edits=True, scope=SCOPE,
)  # fmt: skip


@EDIT.rule
def edit_medicine(line: MedicineLine, taken: Taken) -> None:
    """While the worksheet is a draft a line can still be written differently."""
    taken.notes["fields"] = changed_fields(line, dict(taken.data))


def _is_completed(actor: Actor, line: MedicineLine) -> str:
    return "" if line.worksheet.status == W.COMPLETED else "While the worksheet is a draft, edit the medicine."


CORRECT = Step(
    name="medicine.correct", event="medicine.corrected", label="Correct", done="Corrected; the earlier version stays readable.",
    model=MedicineLine, source={L.CURRENT}, target=L.REPLACED, may=policy.may_work, ready=_is_completed, form=CorrectMedicineForm,
    edits=True, scope=SCOPE, help="Also when a question is answered: choose what it turned out to be.",
)  # fmt: skip


@CORRECT.rule
def correct_medicine(line: MedicineLine, taken: Taken) -> None:
    """What was completed is never changed silently: the old line stays, the new one says why and answers the question."""
    said, by = dict(taken.data), taken.actor.name[:120]
    taken.notes["outcome"] = said["outcome"]
    taken.then(lambda: replace_medicine(line.worksheet_id, actor=WORKER, previous=line, written_by=by, **said))


REPLACE = Step(
    name="medicine.replace", event="medicine.replaced", label="Take in a correction", done="Corrected.", model=MedicineLine,
    target=L.CURRENT, parent=MedicinesWorksheet, parent_field="worksheet", may=policy.may_follow, form=MedicineVersionForm, scope=SCOPE,
)  # fmt: skip


@REPLACE.rule
def replace_medicine(worksheet: MedicinesWorksheet, taken: Taken) -> MedicineLine:
    """The new version of a corrected line, in the place of the old one."""
    previous: MedicineLine = taken.data["previous"]
    return MedicineLine(
        worksheet=worksheet, client_id=worksheet.client_id, transition_id=worksheet.transition_id, previous=previous,
        thread=previous.thread, why_changed=taken.data["reason"], written_by_name=taken.data["written_by"],
        **{name: taken.data[name] for name in WRITTEN},
    )  # fmt: skip


REMOVE = Step(
    name="medicine.mark_error", event="medicine.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=MedicineLine, source={L.CURRENT}, target=L.ENTERED_IN_ERROR, may=policy.may_work, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@REMOVE.rule
def mark_medicine_error(line: MedicineLine, taken: Taken) -> None:
    """A line about another medicine, or another person, stays readable and counts for nothing; its question ends."""
    line.why_changed = taken.data["reason"]


COMPLETE = Step(
    name="worksheet.complete", event="worksheet.completed", label="Complete", done="Medicines reconciled.", model=MedicinesWorksheet,
    source={W.DRAFT}, target=W.COMPLETED, may=policy.may_work, form=CompleteWorksheetForm, edits=True, scope=SCOPE,
    help="The clocks that ask for it are met, where the one who reconciled is somebody whom the rule accepts.",
)  # fmt: skip


@COMPLETE.rule
def complete_worksheet(worksheet: MedicinesWorksheet, taken: Taken) -> None:
    """Say who compared the lists, when, with whom and from what; no medicines and unclear ones are said, never left to be guessed."""
    said = dict(taken.data)
    lines = list(MedicineLine.objects.unscoped(WHY).filter(worksheet=worksheet, status=L.CURRENT))
    if problems := _problems(worksheet, lines, said):
        raise InvalidInput(problems)
    said["reconciled_by"] = said["reconciled_by"] or taken.actor.name[:120]
    changed_fields(worksheet, said)
    worksheet.completed_by_name = taken.actor.name[:120]
    unclear = sum(line.outcome == Outcome.UNCLEAR for line in lines)
    taken.notes.update(lines=len(lines), unclear=unclear, profession=said["profession"])


def _problems(worksheet: MedicinesWorksheet, lines: list[MedicineLine], said: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    taken_now = [line for line in lines if line.outcome != Outcome.STOPPED]
    left = worksheet.transition.discharged_at
    if left is None:
        found["reconciled_at"] = ["The discharge is not on record yet. Record it first; the draft stays as it is."]
    elif said["reconciled_at"] < left:
        found["reconciled_at"] = ["This lies before the discharge. Medicines are reconciled after it; check the time."]
    if not lines and not said["no_medicines"]:
        found["no_medicines"] = ["There is no medicine here. Add them, or tick that the client takes none at all."]
    if taken_now and said["no_medicines"]:
        found["no_medicines"] = [f"{taken_now[0].medicine} stands here as taken or unclear. Correct that line, or clear this."]
    if any(line.outcome == Outcome.UNCLEAR for line in lines) and not said["unclear_stays"]:
        found["unclear_stays"] = ["Lines are still unclear. Clear them, or tick that their follow-ups stay open."]
    return found


REOPEN = Step(
    name="worksheet.reopen", event="worksheet.reopened", label="Reopen", done="Reopened; the clocks it met run again.",
    model=MedicinesWorksheet, source={W.COMPLETED}, target=W.DRAFT, may=policy.may_work, form=ReasonForm, scope=SCOPE,
)  # fmt: skip


@REOPEN.rule
def reopen_worksheet(worksheet: MedicinesWorksheet, taken: Taken) -> None:
    """When a list turns up late the work goes on, with the reason on record; until it is completed again nothing counts as reconciled."""
    worksheet.reopen_reason = taken.data["reason"]


MARK_ERROR = Step(
    name="worksheet.mark_error", event="worksheet.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=MedicinesWorksheet, source={W.DRAFT, W.COMPLETED}, target=W.ENTERED_IN_ERROR, may=policy.may_work, form=ReasonForm, scope=SCOPE,
    danger=True,
)  # fmt: skip


@MARK_ERROR.rule
def mark_worksheet_error(worksheet: MedicinesWorksheet, taken: Taken) -> None:
    """Another client's list proves nothing here: its clocks run again, its questions end, and a new worksheet can be started."""
    worksheet.error_reason = taken.data["reason"]
