"""Scores of food, safety, hospital use, daily living and readiness against their published rules."""

from typing import Any

import pytest

from tests.assessments.shipped import flags, score, total, with_scores
from tests.assessments.stories import YES

OFTEN, SOMETIMES, NEVER, UNSURE = "LA28397-0", "LA6729-3", "LA28398-8", "LA15775-2"


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ({"q1": OFTEN, "q2": NEVER}, "At risk"),
        ({"q1": NEVER, "q2": SOMETIMES}, "At risk"),
        ({"q2": SOMETIMES}, "At risk"),
        ({"q1": UNSURE, "q2": OFTEN}, "At risk"),
        ({"q1": NEVER, "q2": NEVER}, "No risk"),
        ({"q1": NEVER}, "No risk"),
        ({"q1": UNSURE, "q2": NEVER}, "No risk"),
        # As the published rule has it: either was answered. The note says what it is worth.
        ({"q1": UNSURE, "q2": UNSURE}, "No risk"),
        ({"q2": UNSURE}, "No risk"),
        ({}, ""),
    ],
)
def test_hunger_vital_sign_is_at_risk_when_either_is_often_or_sometimes_true(answers: dict[str, str], result: str) -> None:
    assert total("hunger-vital-sign", answers, "result") == (None, result)
    assert flags("hunger-vital-sign", answers) == (["food-insecurity-risk"] if result == "At risk" else [])


def test_dont_know_alone_is_no_finding_that_there_is_no_risk() -> None:
    unsure, never = (score("hunger-vital-sign", {"q1": answer}).results["result"] for answer in (UNSURE, NEVER))
    assert (unsure.note[:30], never.note) == ("Only “don't know” or “refused”", "")


def hits(*scores: int) -> dict[str, str]:
    return with_scores("ahc-hrsn-core", *scores, items=["q7", "q8", "q9", "q10"])


@pytest.mark.parametrize(
    ("scores", "expected", "flagged"),
    [
        ((1, 1, 1, 1), (4, "below threshold"), False),
        ((5, 3, 1, 1), (10, "below threshold"), False),
        ((5, 4, 1, 1), (11, "may not be safe"), True),
        ((5, 5, 5, 5), (20, "may not be safe"), True),
        ((5, 5, 1), (None, ""), True),
        ((5, 4, 1), (None, ""), False),
        ((5, 5), (None, ""), False),
        ((), (None, ""), False),
    ],
)
def test_hits_calls_from_11_on_even_before_the_last_question(scores: tuple[int, ...], expected: Any, flagged: bool) -> None:
    assert total("ahc-hrsn-core", hits(*scores), "hits") == expected
    assert flags("ahc-hrsn-core", hits(*scores)) == (["interpersonal-safety"] if flagged else [])


def asq(*answers: str) -> dict[str, str]:
    return {f"q{n}": answer for n, answer in enumerate(answers, start=1)}


@pytest.mark.parametrize(
    ("answers", "result", "raised"),
    [
        (("no", "no", "no", "no"), "negative", []),
        (("no", "no", "no"), "", []),
        (("yes",), "positive, question 5 not answered", ["suicide-risk"]),
        (("no", "no", "no", "refused"), "positive, question 5 not answered", ["suicide-risk"]),
        (("no", "yes", "no", "no", "no"), "non-acute positive", ["suicide-risk"]),
        (("no", "no", "refused", "no", "yes"), "acute positive", ["acute-suicide-risk"]),
        (("no", "no", "no", "no", "yes"), "negative", []),
    ],
)
def test_asq_takes_a_refusal_for_a_yes_and_question_5_for_the_acute_risk(answers: Any, result: str, raised: list[str]) -> None:
    assert total("asq", asq(*answers), "result") == (None, result)
    assert flags("asq", asq(*answers)) == raised


def lace(days: int, acute: bool, conditions: list[str], visits: int) -> dict[str, Any]:
    return {
        "length_of_stay_days": days,
        "acute_admission": acute,
        "comorbidities": conditions,
        "ed_visits_prior_6_months": visits,
    }


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (lace(5, True, ["congestive_heart_failure", "dementia"], 2), (14, "high")),
        (lace(2, False, ["none"], 0), (2, "low")),
        (lace(14, True, ["aids"], 4), (19, "high")),
        (lace(0, False, ["none"], 0), (0, "low")),
        (lace(1, True, ["none"], 0), (4, "low")),
        (lace(4, False, ["previous_mi"], 0), (5, "moderate")),
        (lace(6, False, ["dementia"], 2), (9, "moderate")),
        (lace(7, True, ["chronic_pulmonary_disease"], 0), (10, "high")),
        (lace(13, True, ["metastatic_solid_tumour", "aids"], 9), (17, "high")),
        (lace(365, True, ["previous_mi", "dementia"], 99), (19, "high")),
    ],
)
def test_lace_points(answers: dict[str, Any], expected: tuple[int, str]) -> None:
    assert total("lace-index", answers) == expected


def test_lace_without_the_comorbidities_has_no_total() -> None:
    answers = lace(5, True, [], 2)
    assert total("lace-index", answers) == (None, "")


HOSPITAL = (
    "hemoglobin_below_12_g_dl_at_discharge", "oncology_service_discharge", "sodium_below_135_mmol_l_at_discharge",
    "procedure_during_stay", "index_admission_urgent_or_emergent", "length_of_stay_5_days_or_more",
)  # fmt: skip


@pytest.mark.parametrize(
    ("yes", "admissions", "expected"),
    [
        (HOSPITAL, 6, (13, "high")),
        ((), 1, (0, "low")),
        ((), 2, (2, "low")),
        ((), 5, (2, "low")),
        ((), 6, (5, "intermediate")),
        (HOSPITAL[:2], 1, (3, "low")),
        (HOSPITAL[:4], 0, (5, "intermediate")),
        ((*HOSPITAL[:5],), 1, (6, "intermediate")),
        ((HOSPITAL[1],), 6, (7, "high")),
    ],
)
def test_hospital_score_points(yes: tuple[str, ...], admissions: int, expected: tuple[int, str]) -> None:
    answers: dict[str, Any] = {name: name in yes for name in HOSPITAL}
    assert total("hospital-score", {**answers, "admissions_previous_12_months": admissions}) == expected


def test_readiness_below_7_calls_for_a_change_of_the_plan() -> None:
    assert flags("readiness-ruler", {"importance": "9", "confidence": "6"}) == ["low-confidence"]
    assert flags("readiness-ruler", {"importance": "7", "confidence": "7"}) == []
    assert flags("readiness-ruler", {"confidence": "0"}) == ["low-confidence"]


def test_oasis_has_no_total_and_flags_each_activity_from_where_another_person_is_needed() -> None:
    assert score("oasis-adl-iadl", {}).results == {}
    assert flags("oasis-adl-iadl", {"46595-5": "LA6379-7"}) == ["needs-help-46595-5"]
    assert flags("oasis-adl-iadl", {"46595-5": "LA6207-0", "46569-0": "LA6327-6"}) == []


@pytest.mark.parametrize(
    ("age", "days", "minutes", "need"),
    [
        (40, "LA6113-0", "LA28853-2", True),  # 2 × 60 = 120
        (40, "LA6115-5", "LA28858-1", False),  # 4 × 40 = 160
        (40, "LA6114-8", "LA28854-0", False),  # 3 × 50 = 150
        (12, "LA10139-6", "LA28854-0", True),  # 7 × 50 = 350 < 420
        (12, "LA10139-6", "LA28853-2", False),  # 7 × 60 = 420
        (5, "LA6111-4", "LA6111-4", False),
        (None, "LA6111-4", "LA6111-4", False),
    ],
)
def test_exercise_is_judged_by_age(age: int | None, days: str, minutes: str, need: bool) -> None:
    assert ("physical-activity" in flags("ahc-hrsn-supplemental", {"q17": days, "q18": minutes}, age=age)) is need


def test_a_question_with_a_lowest_age_is_not_asked_below_it() -> None:
    answers = {"q25": YES, "q26": YES}
    assert set(score("ahc-hrsn-supplemental", answers, age=4).given) == set()
    assert set(score("ahc-hrsn-supplemental", answers, age=14).given) == {"q25"}
    assert set(score("ahc-hrsn-supplemental", answers, age=15).given) == {"q25", "q26"}
