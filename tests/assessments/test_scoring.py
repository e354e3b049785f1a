"""The methods of scoring themselves: T-scores, prorating, reversed items, and what holds of every total."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.models.questionnaire import Item, Questionnaire
from assessments.queries.scoring import gas_t_score, scored
from tests.assessments.shipped import KEYS, flags, questionnaire, total
from tests.assessments.stories import phq9


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
