"""Scores of PHQ, GAD, AUDIT-C and GDS-15 against their published rules: edges, missing answers, reversed items."""

import pytest

from tests.assessments.shipped import flags, score, total, with_scores

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
