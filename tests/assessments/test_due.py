"""What becomes due because of an assessment: safety flags at once, the next assessment in its time."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments.actions.assessments import conclude_on_factor, mark_assessment_error
from assessments.models import Assessment
from assessments.queries.schedule import months_later
from clients.actions.cases import accept_assignment, close_case, record_change
from clients.actions.support import add_support_person, end_support_person
from followups.actions.follow_ups import acknowledge_follow_up, complete_follow_up
from tests.assessments.stories import LIKERT, Care, due, in_care, phq9, use
from tests.factories.accounts import make_actor
from workflow.refusals import NotFound, StepRefused

pytestmark = pytest.mark.django_db


def test_question_9_of_phq9_opens_an_urgent_follow_up_before_anything_else_is_answered() -> None:
    use("phq-9")
    care = in_care()
    draft = care.answer(care.start("phq-9"), q9=LIKERT[1])
    (flag,) = due(care.client)
    assert flag.why == "Patient Health Questionnaire 9 (PHQ-9): Thoughts of self-harm, or of being better off dead (question 9)"
    assert (flag.urgency, flag.owner, flag.team, flag.case) == ("urgent", care.maria, care.team, care.case)
    assert timedelta(minutes=55) < flag.due_at - timezone.now() <= timedelta(hours=1)
    assert draft.raised == ["self-harm-thoughts"]


def test_a_flag_calls_once_however_often_the_answer_is_saved_or_changed() -> None:
    use("phq-9")
    care = in_care()
    draft = care.answer(care.start("phq-9"), q9=LIKERT[1])
    draft = care.answer(draft, q9=LIKERT[0])
    draft = care.answer(draft, q9=LIKERT[3], q1=LIKERT[0])
    done = care.complete(care.answer(draft, **phq9(0, 0, 0, 0, 0, 0, 0, 0, 3)))
    assert len(due(care.client)) == 1
    assert done.status == "completed"


def test_no_flag_no_follow_up() -> None:
    use("phq-9", "ahc-hrsn-core")
    care = in_care()
    care.take("phq-9", **phq9(3, 3, 3, 3, 3, 3, 3, 3, 0))
    care.answer(care.start("ahc-hrsn-core"), q7="LA6482-9", q8="LA16644-9", q9="LA6270-8")
    assert due(care.client) == []


def test_hits_calls_before_its_last_question_and_asq_calls_again_when_it_turns_acute() -> None:
    use("ahc-hrsn-core", "asq")
    care = in_care()
    care.answer(care.start("ahc-hrsn-core"), q7="LA6482-9", q8="LA6482-9", q9="LA6270-8")
    asq = care.answer(care.start("asq"), q1="yes")
    care.answer(asq, q5="yes")
    first, second, third = due(care.client)
    assert [first.why.split(": ")[1][:8], second.urgency, third.urgency] == ["Imminent", "urgent", "urgent"]
    assert first.due_at - timezone.now() <= timedelta(minutes=15)


def test_somebody_has_to_acknowledge_the_flag_before_it_is_done() -> None:
    use("phq-9")
    care = in_care()
    care.answer(care.start("phq-9"), q9=LIKERT[1])
    (flag,) = due(care.client)
    with pytest.raises(StepRefused, match="Acknowledge the safety flag first"):
        complete_follow_up(flag.pk, actor=care.actor, version=flag.version, outcome="Spoke with her")
    stranger = make_actor("case_manager")
    with pytest.raises(NotFound):
        acknowledge_follow_up(flag.pk, actor=stranger, version=flag.version)
    seen = acknowledge_follow_up(flag.pk, actor=care.supervisor, version=flag.version)
    assert (seen.status, seen.acknowledged_by_name) == ("open", care.supervisor.name)
    with pytest.raises(StepRefused, match="somebody has done so already"):
        acknowledge_follow_up(flag.pk, actor=care.actor, version=seen.version)
    assert complete_follow_up(flag.pk, actor=care.actor, version=seen.version, outcome="Spoke with her").status == "done"


def test_a_flag_entered_in_error_calls_nobody_any_more() -> None:
    use("phq-9")
    care = in_care()
    draft = care.answer(care.start("phq-9"), q9=LIKERT[1])
    mark_assessment_error(draft.pk, actor=care.actor, version=draft.version, reason="Wrong client")
    assert due(care.client) == []
    assert [row.outcome for row in due(care.client, status="dropped")] == ["The assessment was entered in error."]


INITIAL = {
    "health-now": "fair", "conditions": ["none"], "admissions": 2, "ed-visits": 0, "medicines-trouble": ["none"], "own-doctor": "yes",
    "help-needed": ["none"], "mood": "good", "nerves": "seldom", "memory": "no", "substances": {"absent": "asked-declined"},
    "housing": "secure", "basics": ["none"], "company": "often", "safe": "yes", "directive": "no", "proxy": "no",
    "understanding": "easy", "language-help": "no", "seeing": "well", "hearing": "well", "has-caregiver": "no", "insurance": "both",
    "online": "yes",
}  # fmt: skip


def assess(care: Care) -> Assessment:
    draft = care.start("initial-assessment", answers=INITIAL, occasion="initial")
    concluded = conclude_on_factor(draft.pk, actor=care.actor, version=draft.version, conclusion="Steady, two hospital stays.")
    return care.complete(concluded)


def test_an_initial_assessment_is_complete_only_with_a_conclusion_on_every_factor() -> None:
    use("initial-assessment")
    care = in_care()
    draft = care.start("initial-assessment", answers=INITIAL)
    with pytest.raises(StepRefused) as refused:
        care.complete(draft)
    assert str(refused.value) == (
        "A conclusion is missing on “Health status”, “Clinical history and medicines”, “Activities of daily living”, “Mind and "
        "mood”, “Social situation” and 6 more. Write one for each, or one that covers everything."
    )
    factors = [
        "health-status", "clinical-history", "daily-living", "behavioral-health", "social", "life-planning", "culture-language",
        "vision-hearing", "caregiver", "benefits",
    ]  # fmt: skip
    for factor in factors:
        draft = conclude_on_factor(draft.pk, actor=care.actor, version=draft.version, factor=factor, conclusion="Looked at.")
    with pytest.raises(StepRefused, match="“Community resources”"):
        care.complete(draft)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        draft = conclude_on_factor(
            draft.pk, actor=care.actor, version=draft.version, factor="community", conclusion="Lives in the country", not_applicable=True
        )  # fmt: skip
        done = care.complete(draft)
    first, last = done.conclusions["health-status"]["at"], done.conclusions["community"]["at"]
    assert first[:10] < last[:10]
    assert done.conclusions["community"]["not_applicable"] is True


def test_it_is_due_again_after_twelve_months_with_two_of_grace() -> None:
    use("initial-assessment")
    care = in_care()
    with time_machine.travel("2026-01-31 12:00:00Z"):
        assess(care)
    (again,) = due(care.client, "assess")
    assert (timezone.localdate(again.due_at), again.owner) == (date(2027, 1, 31), care.maria)
    assert again.why == "Initial assessment again; no later than Mar 31, 2027"
    with time_machine.travel("2027-02-10 12:00:00Z"):
        assess(care)
    (later,) = due(care.client, "assess")
    assert timezone.localdate(later.due_at) == date(2028, 2, 10)
    assert [row.pk for row in due(care.client, "assess", "done")] == [again.pk]


def test_a_change_or_a_lost_caregiver_makes_it_due_within_two_weeks_and_only_once() -> None:
    use("initial-assessment")
    care = in_care()
    assess(care)
    care.case.refresh_from_db()
    changed = record_change(care.case.pk, actor=care.actor, version=care.case.version, change="caregiver")
    record_change(care.case.pk, actor=care.actor, version=changed.version, change="housing")
    soon, yearly = due(care.client, "assess")
    assert soon.why == "Lost a caregiver"
    assert timezone.localdate(soon.due_at) == timezone.localdate() + timedelta(days=14)
    assert yearly.due_at > soon.due_at
    assess(care)
    assert len(due(care.client, "assess")) == 1


@pytest.mark.parametrize(("change", "days"), [("admission", 14), ("discharge", 7)])
def test_an_admission_or_a_discharge_makes_it_due_from_the_day_it_happened(change: str, days: int) -> None:
    use("initial-assessment")
    care = in_care()
    assess(care)
    yesterday = timezone.localdate() - timedelta(days=1)
    care.record_change(change, happened_on=yesterday.isoformat())
    moved, _yearly = due(care.client, "assess")
    words = {"admission": "Admitted to a hospital", "discharge": "Discharged from a hospital or facility"}[change]
    assert moved.why == f"{words} on {yesterday:%b %-d, %Y}"
    assert (timezone.localdate(moved.due_at), moved.owner) == (yesterday + timedelta(days=days), care.maria)
    assess(care)
    assert [row.pk for row in due(care.client, "assess", "done") if "on " in row.why] == [moved.pk]


def test_a_discharge_takes_the_place_of_what_was_due_after_the_admission() -> None:
    use("initial-assessment")
    care = in_care()
    assess(care)
    care.record_change("admission")
    care.record_change("discharge")
    moved, _yearly = due(care.client, "assess")
    assert moved.why.startswith("Discharged from a hospital or facility on ")
    (dropped,) = due(care.client, "assess", "dropped")
    assert dropped.outcome == "A later move between settings took its place."


def test_an_old_discharge_told_late_is_due_today_and_never_in_the_past() -> None:
    use("initial-assessment")
    care = in_care()
    assess(care)
    care.record_change("discharge", happened_on=(timezone.localdate() - timedelta(days=60)).isoformat())
    moved, _yearly = due(care.client, "assess")
    assert timezone.localdate(moved.due_at) == timezone.localdate()


def test_before_a_first_assessment_a_move_makes_nothing_due_again() -> None:
    use("initial-assessment")
    care = in_care()
    care.record_change("discharge")
    assert due(care.client, "assess") == []


def test_a_lost_caregiver_counts_and_another_support_person_does_not() -> None:
    use("initial-assessment")
    care = in_care()
    assess(care)
    for caregiver, count in ((False, 1), (True, 2)):
        person = add_support_person(
            care.client.pk, actor=care.actor, name="Ana Hill", relationship="Daughter", caregiver=caregiver
        )
        end_support_person(person.pk, actor=care.actor, version=person.version, reason="Moved away")
        assert len(due(care.client, "assess")) == count


def test_whoever_accepts_a_case_owes_the_first_assessment_within_thirty_days() -> None:
    use("initial-assessment")
    care = in_care()
    care.case.accepted_at = None
    care.case.save()
    accept_assignment(care.case.pk, actor=care.actor, version=care.case.version)
    (first,) = due(care.client, "assess")
    assert (first.why, first.owner) == ("Initial assessment", care.maria)
    assert timezone.localdate(first.due_at) == timezone.localdate(care.case.opened_at) + timedelta(days=30)
    done = assess(care)
    assert [row.why for row in due(care.client, "assess")] != ["Initial assessment"]
    mark_assessment_error(done.pk, actor=care.actor, version=done.version, reason="Wrong client")
    assert [row.why for row in due(care.client, "assess")] == ["Initial assessment"]


def test_without_a_comprehensive_assessment_in_use_nothing_is_due() -> None:
    care = in_care()
    care.case.accepted_at = None
    care.case.save()
    accept_assignment(care.case.pk, actor=care.actor, version=care.case.version)
    assert due(care.client, "assess") == []


def test_closing_the_case_ends_what_was_due() -> None:
    use("initial-assessment")
    care = in_care()
    assess(care)
    care.case.refresh_from_db()
    close_case(
        care.case.pk, actor=care.actor, version=care.case.version, closing_reason="goals_met", outcome="met",
        closing_summary="Knows whom to call.", client_told=True,
    )  # fmt: skip
    assert due(care.client, "assess") == []


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2028, 1, 31), 1, date(2028, 2, 29)), (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 8, 31), 14, date(2027, 10, 31)), (date(2026, 3, 1), 0, date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_months_later(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
