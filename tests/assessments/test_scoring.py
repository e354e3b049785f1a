"""Scores against the published rules: totals, bands, what is missing, what is reversed, what calls for attention."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.models.questionnaire import Item, Questionnaire
from assessments.queries.scoring import gas_t_score, scored
from tests.assessments.shipped import KEYS, flags, questionnaire, score, total, with_scores

LIKERT = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
YES, NO = "LA33-6", "LA32-8"


def phq9(*scores: int) -> dict[str, str]:
    return {f"q{place}": LIKERT[one] for place, one in enumerate(scores, start=1)}


@pytest.mark.parametrize(
    ("answers", "sum_of_them", "band"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 0, 0), 0, "none-minimal"),
        ((1, 1, 1, 1, 0, 0, 0, 0, 0), 4, "none-minimal"),
        ((1, 1, 1, 1, 1, 0, 0, 0, 0), 5, "mild"),
        ((3, 3, 3, 0, 0, 0, 0, 0, 0), 9, "mild"),
        ((3, 3, 3, 1, 0, 0, 0, 0, 0), 10, "moderate"),
        ((3, 3, 3, 3, 2, 0, 0, 0, 0), 14, "moderate"),
        ((3, 3, 3, 3, 3, 0, 0, 0, 0), 15, "moderately severe"),
        ((3, 3, 3, 3, 3, 3, 1, 0, 0), 19, "moderately severe"),
        ((3, 3, 3, 3, 3, 3, 2, 0, 0), 20, "severe"),
        ((3, 3, 3, 3, 3, 3, 3, 3, 3), 27, "severe"),
    ],
)
def test_phq9_adds_up_and_falls_into_its_band(answers: tuple[int, ...], sum_of_them: int, band: str) -> None:
    assert total("phq-9", phq9(*answers)) == (sum_of_them, band)


def test_phq9_has_no_total_with_one_answer_missing_and_still_says_how_far_it_got() -> None:
    result = score("phq-9", phq9(3, 3, 3, 3, 3, 3, 3, 3)).results["total"]
    assert (result.value, result.band, result.so_far, result.answered, result.of, result.missing) == (None, "", 24, 8, 9, ("q9",))


def test_phq9_question_9_calls_at_once_whatever_the_total_and_however_incomplete() -> None:
    assert flags("phq-9", {"q9": LIKERT[1]}) == ["self-harm-thoughts"]
    assert flags("phq-9", phq9(0, 0, 0, 0, 0, 0, 0, 0, 1)) == ["self-harm-thoughts"]
    assert flags("phq-9", {"q9": LIKERT[0]}) == []
    assert flags("phq-9", {}) == []


def test_phq9_is_positive_from_10_and_not_from_9() -> None:
    assert "positive-screen" in flags("phq-9", phq9(3, 3, 3, 1, 0, 0, 0, 0, 0))
    assert "positive-screen" not in flags("phq-9", phq9(3, 3, 3, 0, 0, 0, 0, 0, 0))


def test_phq9_pattern_counts_question_9_from_1_and_needs_one_of_the_first_two() -> None:
    assert "possible-major-depression" in flags("phq-9", phq9(2, 0, 2, 2, 2, 0, 0, 0, 1))
    assert "possible-major-depression" not in flags("phq-9", phq9(1, 1, 2, 2, 2, 2, 2, 0, 1))
    assert "possible-major-depression" not in flags("phq-9", phq9(2, 0, 2, 2, 0, 0, 0, 0, 1))


def test_phq9_asks_how_difficult_only_when_something_was_ticked() -> None:
    answers = {**phq9(0, 0, 0, 0, 0, 0, 0, 0, 0), "difficulty": "LA6572-7"}
    assert "difficulty" not in score("phq-9", answers).given
    assert "difficulty" in score("phq-9", {**answers, "q4": LIKERT[1]}).given


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((0, 0), (0, "negative")), ((2, 0), (2, "negative")), ((3, 0), (3, "positive")), ((3, 3), (6, "positive"))],
)
def test_phq2_is_positive_from_3(answers: tuple[int, int], expected: tuple[int, str]) -> None:
    assert total("phq-2", phq9(*answers)) == expected
    assert flags("phq-2", phq9(*answers)) == (["positive-screen"] if expected[1] == "positive" else [])


def test_phq2_with_one_answer_has_no_total_and_no_flag() -> None:
    assert total("phq-2", phq9(3)) == (None, "")
    assert flags("phq-2", phq9(3)) == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((0, 0, 0, 0, 0, 0, 0), (0, "minimal")),
        ((1, 1, 1, 1, 0, 0, 0), (4, "minimal")),
        ((1, 1, 1, 1, 1, 0, 0), (5, "mild")),
        ((3, 3, 3, 0, 0, 0, 0), (9, "mild")),
        ((3, 3, 3, 1, 0, 0, 0), (10, "moderate")),
        ((3, 3, 3, 3, 2, 0, 0), (14, "moderate")),
        ((3, 3, 3, 3, 3, 0, 0), (15, "severe")),
        ((3, 3, 3, 3, 3, 3, 3), (21, "severe")),
    ],
)
def test_gad7_adds_up_and_falls_into_its_band(answers: tuple[int, ...], expected: tuple[int, str]) -> None:
    assert total("gad-7", phq9(*answers)) == expected
    assert ("positive-screen" in flags("gad-7", phq9(*answers))) is (expected[0] >= 10)


def test_gad2_is_the_first_two_questions_and_stands_on_its_own() -> None:
    assert total("gad-7", phq9(2, 1), "gad-2") == (3, "positive")
    assert total("gad-7", phq9(1, 1), "gad-2") == (2, "negative")
    assert total("gad-7", phq9(2, 1)) == (None, "")


def audit_c(*scores: int) -> dict[str, str]:
    return with_scores("audit-c", *scores)


@pytest.mark.parametrize(
    ("sex", "answers", "expected"),
    [
        ("male", (3, 0, 0), (3, "negative")),
        ("male", (4, 0, 0), (4, "positive")),
        ("female", (2, 0, 0), (2, "negative")),
        ("female", (3, 0, 0), (3, "positive")),
        ("unknown", (2, 0, 0), (2, "negative")),
        ("unknown", (3, 0, 0), (3, "positive")),
        ("male", (4, 4, 4), (12, "positive")),
        ("female", (0,), (0, "negative")),
    ],
)
def test_audit_c_uses_the_threshold_of_the_recorded_sex(sex: str, answers: tuple[int, ...], expected: tuple[int, str]) -> None:
    assert total("audit-c", audit_c(*answers), sex=sex) == expected


def test_audit_c_never_drinking_skips_the_other_two_questions_and_counts_them_as_nothing() -> None:
    """What was answered before the first question became "never" does not count either."""
    assert total("audit-c", {**audit_c(0), "q2": "LA18932-6", "q3": "LA18934-2"}) == (0, "negative")


def test_audit_c_without_the_first_question_has_no_total() -> None:
    assert total("audit-c", {}) == (None, "")
    assert total("audit-c", audit_c(2)) == (None, "")


def test_audit_c_says_when_all_points_come_from_how_often() -> None:
    assert flags("audit-c", audit_c(4, 0, 0), sex="male") == ["positive-screen", "likely-below-limits"]
    assert flags("audit-c", audit_c(3, 1, 0), sex="male") == ["positive-screen"]


def gds(*yes: int) -> dict[str, str]:
    return {f"q{n}": YES if n in yes else NO for n in range(1, 16)}


def test_gds15_scores_yes_on_ten_questions_and_no_on_the_five_reversed_ones() -> None:
    reversed_ones = {1, 5, 7, 11, 13}
    assert total("gds-15", gds(*reversed_ones)) == (0, "normal")
    assert total("gds-15", gds(*set(range(1, 16)) - reversed_ones)) == (15, "severe")
    assert total("gds-15", gds()) == (5, "mild")
    assert total("gds-15", gds(*range(1, 16))) == (10, "moderate")


@pytest.mark.parametrize(("points", "band"), [(4, "normal"), (5, "mild"), (8, "mild"), (9, "moderate"), (11, "moderate"), (12, "severe")])  # fmt: skip
def test_gds15_bands(points: int, band: str) -> None:
    others = [2, 3, 4, 6, 8, 9, 10, 12, 14, 15]
    yes = {1, 5, 7, 11, 13} - {5, 7} if points > 10 else {1, 5, 7, 11, 13}
    answers = gds(*yes, *others[: points - (2 if points > 10 else 0)])
    assert total("gds-15", answers) == (points, band)


def test_gds15_with_one_answer_missing_has_no_total() -> None:
    answers = gds()
    del answers["q15"]
    assert total("gds-15", answers) == (None, "")


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


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ([(1, 0)], 50), ([(1, 1)], 60), ([(1, -2)], 30), ([(1, 1), (1, 1)], 62.4), ([(2, 1), (1, -1)], 54.02),
        ([(1, 0), (3, 0), (9, 0)], 50),
    ],
)  # fmt: skip
def test_goal_attainment_t_score(goals: list[tuple[float, float]], expected: float) -> None:
    assert gas_t_score(goals) == expected


@pytest.mark.parametrize("goals", [[], [(0, 1)], [(-1, 1)]])
def test_a_t_score_needs_goals_with_a_weight(goals: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="at least one goal"):
        gas_t_score(goals)


def test_goal_attainment_scaling_as_an_instrument_weighs_importance_by_difficulty() -> None:
    answers = {
        "goal-1-words": "Walk to the shop",
        "goal-1-level": "LA34480-6",
        "goal-1-importance": "2",
        "goal-1-difficulty": "1",
    }
    assert total("goal-attainment-scaling", answers, "t") == (60, "")
    second = {"goal-2-words": "Sleep", "goal-2-level": "LA34483-0"}
    assert total("goal-attainment-scaling", {**answers, **second}, "t") == (54.02, "")
    assert total("goal-attainment-scaling", {}, "t") == (None, "")


def small(method: dict[str, Any], options: list[int], count: int) -> Questionnaire:
    """Questions q1… with these scores each, and one measure."""
    answers = [{"valueCoding": {"code": str(n), "display": str(n)}, "score": n} for n in options]
    items = [{"linkId": f"q{n}", "type": "choice", "text": "How?", "answerOption": answers} for n in range(1, count + 1)]
    measure = {"id": "m", "title": "M", "method": "sum", "items": [item["linkId"] for item in items], **method}
    return Questionnaire({"item": items, "scoring": {"measures": [measure]}})


def test_prorating_happens_only_where_the_instrument_says_so_and_rounds_halves_up() -> None:
    prorated = small({"prorate": 1}, [0, 1, 2, 3], 4)
    assert scored(prorated, {"q1": "3", "q2": "3", "q3": "2"}).results["m"].value == 11  # 8 · 4 / 3 = 10.67
    assert scored(small({"prorate": 2}, [0, 1, 2, 3], 4), {"q1": "2", "q2": "3"}).results["m"].value == 10
    assert scored(prorated, {"q1": "3", "q2": "3"}).results["m"].value is None
    assert scored(small({}, [0, 1, 2, 3], 4), {"q1": "3", "q2": "3", "q3": "2"}).results["m"].value is None


def test_a_measure_can_turn_items_round_and_multiply() -> None:
    turned = small({"reverse": ["q1"]}, [1, 2, 3, 4, 5], 2)
    assert scored(turned, {"q1": "1", "q2": "1"}).results["m"].value == 6
    assert scored(small({"multiply": 4}, [0, 1, 2, 3, 4, 5], 5), {f"q{n}": "5" for n in range(1, 6)}).results["m"].value == 100
    assert scored(small({"method": "mean"}, [0, 1, 2], 3), {"q1": "0", "q2": "1", "q3": "1"}).results["m"].value == 0.67


SUMS = [
    key for key in KEYS if any(m["method"] == "sum" and "range" in m and m["id"] == "total" for m in questionnaire(key).measures)
]


def answer_to(item: Item) -> st.SearchStrategy[Any]:
    if item.is_coded:
        codes = st.sampled_from([option.code for option in item.options])
        return st.lists(codes, min_size=1, max_size=3, unique=True) if item.repeats else codes
    return st.booleans() if item.type == "boolean" else st.integers(0, 200)


@pytest.mark.parametrize("key", SUMS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_total_lies_in_its_range_and_its_band_holds_it(key: str, data: st.DataObject) -> None:
    asked = questionnaire(key)
    answers = {item.link_id: data.draw(st.one_of(st.none(), answer_to(item))) for item in asked.asked if item.type != "text"}
    known = scored(asked, {name: value for name, value in answers.items() if value is not None})
    measure = next(m for m in asked.measures if m["id"] == "total")
    result = known.results["total"]
    if result.value is None:
        assert result.missing
        assert result.band == ""
    else:
        assert measure["range"][0] <= result.value <= measure["range"][1]
        assert result.band
        assert not result.missing


@settings(max_examples=60, deadline=None)
@given(
    scores=st.lists(st.integers(0, 3), min_size=9, max_size=9), place=st.integers(0, 8), more=st.integers(0, 3),
    left_out=st.sets(st.integers(1, 9)),
)  # fmt: skip
def test_phq9_never_falls_when_an_answer_rises_and_a_missing_answer_never_hides_question_9(
    scores: list[int], place: int, more: int, left_out: set[int]
) -> None:
    risen = [*scores]
    risen[place] = max(scores[place], more)
    before, _ = total("phq-9", phq9(*scores))
    after, _ = total("phq-9", phq9(*risen))
    assert before is not None and after is not None and after >= before
    partial = {name: code for name, code in phq9(*scores).items() if int(name[1:]) not in left_out}
    assert ("self-harm-thoughts" in flags("phq-9", partial)) is (scores[8] >= 1 and 9 not in left_out)


@settings(max_examples=60, deadline=None)
@given(goals=st.lists(st.tuples(st.integers(1, 9), st.integers(-2, 2)), min_size=1, max_size=6))
def test_a_t_score_is_50_exactly_when_the_weighted_levels_cancel_and_mirrors_around_it(goals: list[tuple[float, float]]) -> None:
    mirrored = [(weight, -level) for weight, level in goals]
    assert gas_t_score(goals) - 50 == pytest.approx(50 - gas_t_score(mirrored), abs=0.011)
    assert (gas_t_score(goals) == 50) is (sum(weight * level for weight, level in goals) == 0)
