"""Steps of an assessment: started, answered one by one, concluded, completed, amended, marked as an error."""

from collections.abc import Mapping
from typing import Any

from assessments.forms.assessments import AmendForm, AnswerForm, ConcludeForm, RecordForm, StartForm
from assessments.models import Amendment, Assessment
from assessments.models.questionnaire import Questionnaire
from assessments.policy import assessments as policy
from assessments.queries.answers import given_in, subject_of
from assessments.queries.branching import enabled
from assessments.queries.flags import SAFETY
from assessments.queries.needs import suggested_needs
from assessments.queries.outcome import outcome_of, questionnaire_of
from assessments.queries.progress import why_incomplete
from assessments.queries.schedule import running_case_of
from clients.actions.contacts import authorship
from clients.forms.people import ReasonForm
from clients.models import Client
from workflow.actor import Actor, system_actor
from workflow.identifiers import new_id
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

DRAFT, COMPLETED, AMENDED = Assessment.Status.DRAFT, Assessment.Status.COMPLETED, Assessment.Status.AMENDED
FINAL = {COMPLETED, AMENDED}
SCOPE = "assessments:write"
WATCH = system_actor("safety flags")

START = Step(
    name="assessment.start", event="assessment.started", label="Start an assessment", done="Assessment started.", model=Assessment,
    target=DRAFT, parent=Client, parent_field="client", may=policy.may_take, form=StartForm, scope=SCOPE,
)  # fmt: skip


@START.rule
def start_assessment(client: Client, taken: Taken) -> Assessment:
    """Begin a questionnaire; what is answered is kept at once, so that an interrupted interview loses nothing."""
    assessment = _new_assessment(client, taken)
    _call_for_help(assessment, taken)
    return assessment


def _new_assessment(client: Client, taken: Taken) -> Assessment:
    data = dict(taken.data)
    answers, instrument = data.pop("answers") or {}, data["instrument"]
    data.pop("conclusions", None)
    assessment = Assessment(
        **{**data, "id": data["id"] or new_id()}, client=client, case=running_case_of(client.pk), instrument_key=instrument.key, **authorship(taken)
    )  # fmt: skip
    _merge(assessment, answers, taken)
    taken.notes["instrument"] = instrument.key
    return assessment


ANSWER = Step(
    name="assessment.answer", event="assessment.answered", label="Save answers", done="Answers saved.", model=Assessment,
    source={DRAFT}, target=DRAFT, may=policy.may_answer, form=AnswerForm, scope=SCOPE, quiet=True,
)  # fmt: skip


@ANSWER.rule
def answer_assessment(assessment: Assessment, taken: Taken) -> None:
    """Keep what was just answered, question by question; a safety flag shows at once, however much is still open."""
    _merge(assessment, taken.data["answers"], taken)
    _call_for_help(assessment, taken)


def _merge(assessment: Assessment, answers: Mapping[str, Any], taken: Taken) -> None:
    """Each question named takes its new answer with the moment of it; None opens it again; the others stay."""
    kept = dict(assessment.answers)
    for link_id, answer in answers.items():
        kept.pop(link_id, None)
        if answer is not None:
            kept[link_id] = {**answer, "at": taken.now.isoformat()}
    assessment.answers = kept
    _judge(assessment, questionnaire_of(assessment))


def _judge(assessment: Assessment, questionnaire: Questionnaire) -> None:
    for name, value in outcome_of(assessment, questionnaire).items():
        setattr(assessment, name, value)


def _call_for_help(assessment: Assessment, taken: Taken) -> None:
    """Raise every safety flag that is new, in the transaction of the answer: no flag without its follow-up."""
    if unraised_flags(assessment):
        taken.then(lambda: _raise(assessment))


def _raise(assessment: Assessment) -> None:
    raise_flag(assessment.pk, actor=WATCH, version=assessment.version)
    assessment.refresh_from_db(fields=("version", "raised"))


def unraised_flags(assessment: Assessment) -> list[dict[str, Any]]:
    return [flag for flag in assessment.flags if flag["severity"] in SAFETY and flag["id"] not in assessment.raised]


def _has_new_flag(actor: Actor, assessment: Assessment) -> str:
    return "" if unraised_flags(assessment) else "There is no safety flag that was not raised yet."


RAISE_FLAG = Step(
    name="assessment.raise_flag", event="assessment.flag_raised", label="Raise the safety flag", done="Safety flag raised.",
    model=Assessment, source={DRAFT, *FINAL}, may=policy.may_raise_flag, ready=_has_new_flag, scope=SCOPE,
)  # fmt: skip


@RAISE_FLAG.rule
def raise_flag(assessment: Assessment, taken: Taken) -> None:
    """An answer that may mean danger calls somebody at once (PHQ-9 question 9, HITS, ASQ), whatever the total."""
    new = unraised_flags(assessment)
    assessment.raised = sorted({*assessment.raised, *(flag["id"] for flag in new)})
    taken.notes.update(instrument=assessment.instrument_key, flags=[flag["id"] for flag in new])


def _is_complete(actor: Actor, assessment: Assessment) -> str:
    return why_incomplete(assessment, questionnaire_of(assessment))


COMPLETE = Step(
    name="assessment.complete", event="assessment.completed", label="Complete", done="Assessment completed.", model=Assessment,
    source={DRAFT}, target=COMPLETED, may=policy.may_answer, ready=_is_complete, scope=SCOPE,
)  # fmt: skip


@COMPLETE.rule
def complete_assessment(assessment: Assessment, taken: Taken) -> None:
    """Close it once every question has an answer or a reason, and every factor a conclusion: raw answers do not count (NCQA)."""
    _complete(assessment, taken)


def _complete(assessment: Assessment, taken: Taken) -> None:
    _drop_unasked(assessment)
    _call_for_help(assessment, taken)
    assessment.completed_at = taken.now
    assessment.completed_by_name = taken.actor.name[:120]
    needs = [{"domain": need.domain, "link_id": need.link_id} for need in suggested_needs(assessment)]
    taken.notes.update(instrument=assessment.instrument_key, needs=needs)


def _drop_unasked(assessment: Assessment) -> None:
    """What was answered before an earlier answer changed the way goes: a finished form holds only what was asked (FHIR)."""
    questionnaire = questionnaire_of(assessment)
    in_force = enabled(questionnaire, given_in(assessment), subject_of(assessment).age)
    assessment.answers = {key: answer for key, answer in assessment.answers.items() if key in in_force}
    _judge(assessment, questionnaire)


RECORD = Step(
    name="assessment.record", event="assessment.recorded", label="Record a whole assessment", done="Assessment recorded.",
    model=Assessment, target=COMPLETED, parent=Client, parent_field="client", may=policy.may_take, form=RecordForm, scope=SCOPE,
)  # fmt: skip


@RECORD.rule
def record_assessment(client: Client, taken: Taken) -> Assessment:
    """Take in a questionnaire that was answered elsewhere, all at once; it has to be as complete as one taken here."""
    assessment = _new_assessment(client, taken)
    for factor, conclusion in taken.data["conclusions"].items():
        assessment.conclusions[factor] = _dated(conclusion, taken)
    if missing := why_incomplete(assessment, questionnaire_of(assessment)):
        raise StepRefused(missing)
    _complete(assessment, taken)
    return assessment


CONCLUDE = Step(
    name="assessment.conclude", event="assessment.concluded", label="Write a conclusion", done="Conclusion saved.",
    model=Assessment, source={DRAFT, *FINAL}, may=policy.may_conclude, form=ConcludeForm, scope=SCOPE,
)  # fmt: skip


@CONCLUDE.rule
def conclude_on_factor(assessment: Assessment, taken: Taken) -> None:
    """Say what the answers mean; the system dates each conclusion itself (NCQA PHM 5 D), and a closed one changes only by amendment."""
    factor = taken.data["factor"]
    if assessment.is_final and factor in assessment.conclusions:
        raise StepRefused("This conclusion stands since the assessment was completed. Amend the assessment to change it.")
    conclusion = {"text": taken.data["conclusion"].strip(), "not_applicable": taken.data["not_applicable"]}
    assessment.conclusions = {**assessment.conclusions, factor: _dated(conclusion, taken)}
    taken.notes["factor"] = factor


def _dated(conclusion: dict[str, Any], taken: Taken) -> dict[str, Any]:
    return {**conclusion, "at": taken.now.isoformat(), "by": taken.actor.name[:120]}


AMEND = Step(
    name="assessment.amend", event="assessment.amended", label="Amend", done="Assessment amended.", model=Assessment,
    source=FINAL, target=AMENDED, may=policy.may_amend, form=AmendForm, scope=SCOPE,
)  # fmt: skip


@AMEND.rule
def amend_assessment(assessment: Assessment, taken: Taken) -> None:
    """Correct a completed assessment with the reason; what it said before stays readable, and the scores follow the answers."""
    before = {name: getattr(assessment, name) for name in ("answers", "scores", "flags", "conclusions", "band")}
    Amendment.objects.create(
        client_id=assessment.client_id, assessment=assessment, reason=taken.data["reason"], before=before,
        author_name=taken.actor.name[:120], author_id=taken.actor.id, at=taken.now,
    )  # fmt: skip
    conclusions = {factor: _dated(conclusion, taken) for factor, conclusion in taken.data["conclusions"].items()}
    assessment.conclusions = {**assessment.conclusions, **conclusions}
    _merge(assessment, taken.data["answers"] or {}, taken)
    if missing := why_incomplete(assessment, questionnaire_of(assessment)):
        raise StepRefused(missing)
    _drop_unasked(assessment)
    _call_for_help(assessment, taken)
    assessment.amended_at = taken.now
    taken.notes.update(instrument=assessment.instrument_key, fields=sorted({*(taken.data["answers"] or {}), *conclusions}))


MARK_ERROR = Step(
    name="assessment.mark_error", event="assessment.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=Assessment, source={DRAFT, *FINAL}, target=Assessment.Status.ENTERED_IN_ERROR, may=policy.may_mark_error, form=ReasonForm,
    scope=SCOPE, danger=True,
)  # fmt: skip


@MARK_ERROR.rule
def mark_assessment_error(assessment: Assessment, taken: Taken) -> None:
    """A wrong entry stays readable and counts for nothing: not for a score over time, nor for the tier."""
    assessment.error_reason = taken.data["reason"]
