"""What becomes due because of an assessment, and what no longer is.

Each reaction runs in the transaction of the step that caused it: a safety flag without its urgent
follow-up cannot exist.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.queries import the_agency
from assessments.models import Assessment, Instrument
from assessments.queries.flags import EMERGENCY
from assessments.queries.outcome import questionnaire_of
from assessments.queries.schedule import comprehensive_in_use, last_comprehensive, months_later, running_case_of
from clients.models import Case, SupportPerson
from followups.actions.due import done, drop_all, open_once
from followups.models import FollowUp
from workflow.business_days import end_of_day
from workflow.reactions import Happening

Kind = FollowUp.Kind
# The agency's own rule: ASQ and PHQ-9 ask for action in the same contact, so an hour is long.
ANSWER_WITHIN = {EMERGENCY: timedelta(minutes=15)}
ANSWER_OTHERS_WITHIN = timedelta(hours=1)
# NCQA complex case management: the initial assessment begins within 30 days (from knowledge; a default).
FIRST_WITHIN_DAYS = 30
# Our own default: soon enough for the plan to follow the change.
AFTER_CHANGE_DAYS = 14
# The visit after a discharge of high complexity comes within 7 days (CMS transitional care management); our default for all.
AFTER_DISCHARGE_DAYS = 7
REASONS = ("first", "yearly", "change", "transition")
MOVES = (Case.Change.ADMISSION, Case.Change.DISCHARGE)


def flag_was_raised(happening: Happening) -> None:
    """Somebody on duty has to acknowledge each safety flag; it goes to the case manager and shows to their team."""
    assessment: Assessment = happening.obj
    case = assessment.case
    for flag in assessment.flags:
        if flag["id"] in happening.event.data["flags"]:
            open_once(
                _flag_key(assessment, flag["id"]), Kind.SAFETY_FLAG, assessment.client, about=assessment,
                why=f"{assessment.instrument.title}: {flag['title']}"[:300],
                due_at=timezone.now() + ANSWER_WITHIN.get(flag["severity"], ANSWER_OTHERS_WITHIN), case=case,
                owner=case.case_manager if case else None, team=case.team if case else None, urgent=True,
            )  # fmt: skip


def _flag_key(assessment: Assessment, flag_id: str) -> str:
    return f"assessment:{assessment.pk}:flag:{flag_id}"


def assessment_was_completed(happening: Happening) -> None:
    """A comprehensive assessment ends what was due, and is due again after its own term."""
    assessment: Assessment = happening.obj
    if assessment.instrument.kind != Instrument.Kind.ASSESSMENT or not assessment.case:
        return
    for why in REASONS:
        done(_due_key(assessment.case, why), "Assessed.")
    _due_again(assessment)


def assessment_was_an_error(happening: Happening) -> None:
    """Its flags call nobody any more; what it had ended is due again."""
    assessment: Assessment = happening.obj
    for flag_id in assessment.raised:
        drop_all("The assessment was entered in error.", source_key=_flag_key(assessment, flag_id))
    case = assessment.case
    if assessment.instrument.kind == Instrument.Kind.ASSESSMENT and case and case.status == Case.Status.OPEN:
        drop_all("The assessment was entered in error.", source_key=_due_key(case, "yearly"))
        _first_or_again(case)


def case_was_accepted(happening: Happening) -> None:
    """From now on the case manager owes the client an assessment, or the next one."""
    case: Case = happening.obj
    for why in REASONS:
        drop_all("The case has a new case manager.", source_key=_due_key(case, why))
    _first_or_again(case)


def situation_changed(happening: Happening) -> None:
    """A stay in hospital, a lost home or caregiver: what was found out before may no longer be true."""
    case, told = happening.obj, happening.event.data
    if told["change"] in MOVES:
        _due_after_move(case, told["words"], Case.Change(told["change"]), date.fromisoformat(told["happened_on"]))
    else:
        _due_after_change(case, told["words"])


def client_was_discharged(happening: Happening) -> None:
    """The client came out of another setting: what was found out before the stay may no longer be true."""
    move = happening.obj
    case = running_case_of(move.client_id)
    if case and move.discharged_at and case.status == Case.Status.OPEN:
        day = timezone.localdate(move.discharged_at)
        _due_after_move(case, f"Discharged from {move.facility}"[:200], Case.Change.DISCHARGE, day)


def support_person_ended(happening: Happening) -> None:
    person: SupportPerson = happening.obj
    case = running_case_of(person.client_id)
    if person.caregiver and case:
        _due_after_change(case, "The client has lost a caregiver")


def _due_after_change(case: Case, why: str) -> None:
    if comprehensive_in_use() and last_comprehensive(case):
        _open(case, "change", why, timezone.localdate() + timedelta(days=AFTER_CHANGE_DAYS))


def _due_after_move(case: Case, why: str, move: Case.Change, day: date) -> None:
    """After a transition the clock runs from the newest move: an assessment planned for the admission is the wrong one after the discharge."""
    if comprehensive_in_use() and last_comprehensive(case):
        drop_all("A later move between settings took its place.", source_key=_due_key(case, "transition"))
        days = AFTER_DISCHARGE_DAYS if move == Case.Change.DISCHARGE else AFTER_CHANGE_DAYS
        _open(case, "transition", f"{why} on {day:%b %-d, %Y}", max(day + timedelta(days=days), timezone.localdate()))


def _first_or_again(case: Case) -> None:
    if not comprehensive_in_use():
        return
    if last := last_comprehensive(case):
        _due_again(last)
        return
    since = timezone.localdate(case.opened_at) if case.opened_at else timezone.localdate()
    _open(case, "first", "Initial assessment", since + timedelta(days=FIRST_WITHIN_DAYS))


def _due_again(assessment: Assessment) -> None:
    """Annual means 12 months plus its grace, and the grace comes after the due date, never before (NCQA FAQ 5.15.2023)."""
    term = questionnaire_of(assessment).reassess
    if not term or not assessment.case:
        return
    due = months_later(assessment.assessed_on, term["months"])
    latest = months_later(assessment.assessed_on, term["months"] + term.get("grace_months", 0))
    _open(assessment.case, "yearly", f"{assessment.instrument.title} again; no later than {latest:%b %-d, %Y}", due)


def _due_key(case: Case, why: str) -> str:
    return f"case:{case.pk}:assess:{why}"


def _open(case: Case, which: str, why: str, due: date) -> None:
    open_once(
        _due_key(case, which), Kind.ASSESS, case.client, about=case, why=why, due_at=_end_of(due), case=case,
        owner=case.case_manager, team=case.team,
    )  # fmt: skip


def _end_of(day: date) -> datetime:
    return end_of_day(day, the_agency().zone)
