"""The GAS T-score against the published formula's values (standards 9)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplans.queries.scoring import t_score

VECTORS = [
    ([(1, 1)], "60.00"),
    ([(1, 1), (1, 1)], "62.40"),
    ([(2, 1), (1, -1)], "54.02"),
    ([(1, 0), (3, 0), (9, 0)], "50.00"),
]


@pytest.mark.parametrize(("goals", "score"), VECTORS)
def test_published_values(goals: list[tuple[int, int]], score: str) -> None:
    assert t_score(goals) == Decimal(score)


def test_no_goals_have_no_score() -> None:
    assert t_score([]) is None


@pytest.mark.parametrize("goal", [(0, 1), (1, 3), (1, -3)])
def test_values_outside_the_scale_are_refused(goal: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="Weights are 1 or more"):
        t_score([goal])


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-2, 2)), min_size=1, max_size=12))
def test_the_score_mirrors_around_fifty(goals: list[tuple[int, int]]) -> None:
    mirrored = t_score([(weight, -level) for weight, level in goals])
    assert t_score(goals) is not None
    assert abs((t_score(goals) or 0) + (mirrored or 0) - 100) <= Decimal("0.01")
