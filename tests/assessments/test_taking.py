"""Taking an assessment: answers kept one by one, completed with every question accounted for, amended with its reason."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from assessments.actions.assessments import (
    amend_assessment,
    answer_assessment,
    conclude_on_factor,
    mark_assessment_error,
    record_assessment,
    start_assessment,
)
from assessments.models import Amendment, Assessment
from assessments.queries.assessments import series_of
from assessments.queries.needs import suggested_needs
from tests.assessments.stories import LIKERT, in_care, phq9, use
from tests.factories.accounts import make_actor, make_api_actor, make_user
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, NotFound, Stale, StepRefused, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instruments() -> None:
    use("phq-9", "audit-c", "asq", "ahc-hrsn-core", "lace-index", "hunger-vital-sign")


def test_an_assessment_starts_as_a_draft_under_the_id_its_maker_chose() -> None:
    care, chosen = in_care(), uuid4()
    draft = care.start("phq-9", id=str(chosen), occasion="yearly", interpreter="Ana 417")
    assert (draft.pk, draft.status, draft.case, draft.instrument_key) == (chosen, "draft", care.case, "phq-9")
    assert (draft.occasion, draft.mode, draft.interpreter_used, draft.author) == ("yearly", "interview", True, care.maria)
    with pytest.raises(InvalidInput):
        care.start("phq-9", id=str(chosen))
    assert Assessment.objects.unscoped("counting").count() == 1


@pytest.mark.parametrize("name", ["no-such", "", "01900000-0000-7000-8000-000000000000"])
def test_an_unknown_instrument_cannot_be_started(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        in_care().start(name)
    assert set(refused.value.errors) == {"instrument"}


def test_an_instrument_that_is_off_cannot_be_started() -> None:
    from tests.factories.assessments import make_instrument

    make_instrument(key="resting", title="Resting", switched_on=False)
    with pytest.raises(InvalidInput) as refused:
        in_care().start("resting")
    assert refused.value.errors == {"instrument": ["“Resting” is switched off or retired. An administrator can switch it on."]}


def test_answers_are_merged_by_question_so_that_nobody_overwrites_anybody() -> None:
    care = in_care()
    draft = care.answer(care.start("phq-9"), q1=LIKERT[1])
    later = care.answer(draft, q2=LIKERT[2])
    assert {key: answer["value"] for key, answer in later.answers.items()} == {"q1": LIKERT[1], "q2": LIKERT[2]}
    assert set(later.answers["q1"]) == {"value", "at"}


def test_saving_an_answer_is_quiet_and_needs_the_version_that_was_seen() -> None:
    care = in_care()
    draft = care.start("phq-9")
    care.answer(draft, q1=LIKERT[0])
    with pytest.raises(Stale):
        care.answer(draft, q2=LIKERT[0])
    told = Event.objects.unscoped("a test reads the log").filter(record=care.client.pk).values_list("name", flat=True)
    assert list(told) == ["assessment.started"]


def test_an_answer_can_be_declined_unknown_or_not_asked_and_opened_again() -> None:
    care = in_care()
    draft = care.answer(
        care.start("phq-9"), q1={"absent": "asked-declined"}, q2={"absent": "not-asked"}, q3="absent:asked-unknown"
    )
    assert [draft.answers[key]["absent"] for key in ("q1", "q2", "q3")] == ["asked-declined", "not-asked", "asked-unknown"]
    assert set(care.answer(draft, q1=None).answers) == {"q2", "q3"}


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"q1": "LA99-9"}, "q1: This is not one of the answers."),
        ({"q1": [LIKERT[0], LIKERT[1]]}, "q1: Only one answer can be chosen here."),
        ({"q77": "x"}, "q77: There is no such question in this instrument."),
        ({"q1": {"absent": "forgot"}}, "q1: The reason is one of asked-declined, asked-unknown, not-asked."),
        ({"q1": {"code": "x"}}, "q1: Give a value, or {“absent”: a reason}."),
        ({"q1": [[1]]}, "q1: Give a plain value, or a list of them."),
        ({"q1": [LIKERT[0], "absent:not-asked"]}, "q1: Choose an answer, or the reason why there is none; not both."),
    ],
)
def test_a_wrong_answer_is_refused_by_name_and_keeps_nothing(answers: dict[str, Any], message: str) -> None:
    care = in_care()
    draft = care.start("phq-9")
    with pytest.raises(InvalidInput) as refused:
        care.answer(draft, q2=LIKERT[0], **answers)
    assert refused.value.errors == {"answers": [message]}
    draft.refresh_from_db()
    assert draft.answers == {}


@pytest.mark.parametrize(
    ("link_id", "answer", "message"),
    [
        ("length_of_stay_days", -1, "The number is 0 or more."),
        ("length_of_stay_days", 5000, "The number is 3650 or less."),
        ("length_of_stay_days", "2.5", "A whole number is needed."),
        ("length_of_stay_days", True, "A whole number is needed."),
        ("acute_admission", "maybe", "The answer is yes or no."),
        ("comorbidities", ["none", "aids"], "“None of these” stands alone: take it away, or the others."),
        (
            "comorbidities", ["diabetes_without_complications", "diabetes_end_organ_damage"],
            "“Diabetes without complications” and “Diabetes with end-organ damage” exclude each other.",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_question_takes_only_its_own_answers(link_id: str, answer: Any, message: str) -> None:
    care = in_care()
    with pytest.raises(InvalidInput) as refused:
        care.answer(care.start("lace-index"), **{link_id: answer})
    assert refused.value.errors == {"answers": [f"{link_id}: {message}"]}


def test_the_score_is_computed_on_the_server_and_never_taken_from_outside() -> None:
    done = in_care().take("phq-9", **phq9(3, 3, 3, 3, 3, 1, 0, 0, 0))
    assert (done.status, done.total, done.band) == ("completed", Decimal("16"), "moderately severe")
    assert done.scores["measures"][0] == {
        "id": "total", "title": "Total score", "value": 16, "band": "moderately severe", "answered": 9, "of": 9, "so_far": 16,
    }  # fmt: skip
    assert done.scores["items"]["q1"] == 3


def test_it_cannot_be_completed_while_a_question_is_open() -> None:
    care = in_care()
    draft = care.start("phq-9", answers=phq9(0, 0, 0, 0, 0, 0, 0))
    with pytest.raises(StepRefused) as refused:
        care.complete(draft)
    assert str(refused.value) == (
        "Still open: “Moving or speaking so slowly that other people could have n…”, “Thoughts that you would be better off "
        "dead or of hurting yo…”. Answer each, or say that it was declined or not asked."
    )
    with pytest.raises(StepRefused, match="Nothing has been answered yet"):
        care.complete(care.start("phq-9"))


def test_a_declined_question_completes_the_form_without_a_total() -> None:
    done = in_care().take("phq-9", **phq9(3, 3, 3, 3, 3, 3, 3, 3), q9={"absent": "asked-declined"})
    assert (done.status, done.total, done.band) == ("completed", None, "")
    assert done.scores["measures"][0]["missing"] == ["q9"]


def test_where_the_instrument_scores_a_refusal_declining_is_that_answer() -> None:
    care = in_care()
    draft = care.answer(care.start("asq"), q1={"absent": "asked-declined"})
    assert draft.answers["q1"]["value"] == "refused"
    assert [flag["id"] for flag in draft.flags] == ["suicide-risk"]


def test_what_is_no_longer_asked_is_left_out_when_it_is_completed() -> None:
    care = in_care()
    draft = care.start("audit-c", answers={"q1": "LA18926-8", "q2": "LA15694-5", "q3": "LA6270-8"})
    done = care.complete(care.answer(draft, q1="LA6270-8"))
    assert set(done.answers) == {"q1"}
    assert done.total == 0


def test_the_threshold_of_audit_c_is_that_of_the_recorded_sex() -> None:
    answers = {"q1": "LA18928-4", "q2": "LA15694-5", "q3": "LA6270-8"}
    assert in_care(gender="male").take("audit-c", **answers).band == "negative"
    assert in_care(gender="female").take("audit-c", **answers).band == "positive"
    assert in_care(gender="other").take("audit-c", **answers).band == "positive"


def test_a_completed_assessment_takes_no_more_answers() -> None:
    care = in_care()
    done = care.take("phq-9", **phq9(*[0] * 9))
    with pytest.raises(WrongState):
        care.answer(done, q1=LIKERT[3])


def test_amending_keeps_what_it_said_before_and_scores_it_anew() -> None:
    care = in_care()
    done = care.take("phq-9", **phq9(3, 3, 3, 1, 0, 0, 0, 0, 0))
    with pytest.raises(InvalidInput) as refused:
        amend_assessment(done.pk, actor=care.actor, version=done.version, reason="Misheard")
    assert "answers" in refused.value.errors
    amended = amend_assessment(done.pk, actor=care.actor, version=done.version, reason="Misheard", answers={"q4": LIKERT[0]})
    assert (amended.status, amended.total, amended.band) == ("amended", 9, "mild")
    kept = Amendment.objects.unscoped("a test reads it").get(assessment=done)
    assert (kept.reason, kept.author_name, kept.before["band"]) == ("Misheard", "Maria", "moderate")
    assert kept.before["answers"]["q4"]["value"] == LIKERT[1]


def test_amending_cannot_leave_a_question_open() -> None:
    care = in_care()
    done = care.take("phq-9", **phq9(*[0] * 9))
    with pytest.raises(StepRefused, match="Still open"):
        amend_assessment(done.pk, actor=care.actor, version=done.version, reason="Not asked", answers={"q4": None})
    done.refresh_from_db()
    assert "q4" in done.answers
    assert not Amendment.objects.unscoped("counting").exists()


def test_an_entry_in_error_counts_for_no_series() -> None:
    care = in_care()
    first, second = care.take("phq-9", **phq9(*[1] * 9)), care.take("phq-9", **phq9(*[0] * 9))
    wrong = mark_assessment_error(first.pk, actor=care.actor, version=first.version, reason="Another client's form")
    assert (wrong.status, wrong.error_reason) == ("entered_in_error", "Another client's form")
    assert series_of(care.actor, care.client, "phq-9") == [second]


def test_only_its_author_or_a_supervisor_marks_it_as_an_error() -> None:
    care = in_care()
    done = care.take("phq-9", **phq9(*[0] * 9))
    devon = make_user("case_manager", care.team)
    care.case.case_manager = devon
    care.case.save()
    with pytest.raises(NotAllowed):
        mark_assessment_error(done.pk, actor=make_actor(devon), version=done.version, reason="Wrong")
    assert (
        mark_assessment_error(done.pk, actor=care.supervisor, version=done.version, reason="Wrong").status == "entered_in_error"
    )


def test_a_screening_answer_only_suggests_a_need_with_its_domain_and_its_source() -> None:
    care = in_care()
    done = care.complete(
        care.start("ahc-hrsn-core", answers={"q1": "LA31995-6", "q2": ["LA31996-4", "LA28580-1"], "q3": "LA28398-8", "q6": "LA32002-0"})
    )  # fmt: skip
    needs = suggested_needs(done)
    assert [(need.domain, need.link_id) for need in needs] == [
        ("homelessness", "q1"), ("inadequate-housing", "q2"), ("utility-insecurity", "q6"),
    ]  # fmt: skip
    assert needs[0].system.endswith("SDOHCC-CodeSystemTemporaryCodes")
    assert needs[2].words.endswith("Already shut off")


def test_the_event_of_completion_names_the_possible_needs() -> None:
    care = in_care()
    done = care.take("hunger-vital-sign", q1="LA28397-0", q2="LA28398-8")
    event = Event.objects.unscoped("a test reads the log").get(name="assessment.completed", object_id=done.pk)
    assert event.data["needs"] == [{"domain": "food-insecurity", "link_id": "q1"}]


def test_a_whole_assessment_can_be_recorded_as_one_document() -> None:
    care = in_care()
    done = record_assessment(care.client.pk, actor=care.actor, instrument="phq-9", answers=phq9(*[1] * 9), mode="client")
    assert (done.status, done.total, done.mode) == ("completed", 9, "client")
    with pytest.raises(StepRefused, match="Still open"):
        record_assessment(care.client.pk, actor=care.actor, instrument="phq-9", answers=phq9(1))
    assert Assessment.objects.unscoped("counting").count() == 1


def test_a_partner_finishes_only_what_it_began_itself() -> None:
    care = in_care()
    partner = make_api_actor("assessments:write", "assessments:read")
    care.case.referred_by_client_id = partner.id
    care.case.save()
    own = start_assessment(care.client.pk, actor=partner, instrument="phq-9")
    assert answer_assessment(own.pk, actor=partner, version=1, answers={"q1": LIKERT[0]}).version == 2
    other = care.start("phq-9")
    with pytest.raises(NotFound):
        answer_assessment(other.pk, actor=partner, version=1, answers={"q1": LIKERT[0]})


def test_a_conclusion_after_completion_is_added_once_and_dated_by_the_system() -> None:
    care = in_care()
    done = care.take("phq-9", **phq9(*[1] * 9))
    concluded = conclude_on_factor(done.pk, actor=care.actor, version=done.version, conclusion=" Watch her mood. ")
    said = concluded.conclusions["overall"]
    assert (said["text"], said["by"], said["not_applicable"]) == ("Watch her mood.", "Maria", False)
    with pytest.raises(StepRefused, match="Amend the assessment to change it"):
        conclude_on_factor(done.pk, actor=care.actor, version=concluded.version, conclusion="Something else")
