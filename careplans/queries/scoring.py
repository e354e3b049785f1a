"""Goal attainment scaling: the T-score of a set of goals."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

# The intercorrelation of goals assumed by Kiresuk and Sherman.
RHO = 0.3


def t_score(goals: Iterable[tuple[int, int]]) -> Decimal | None:
    """The GAS T-score of (weight, level) pairs, to two places; None without goals.

    Weights are 1 or more, levels −2 to +2; 50 is "as expected". T = 50 + 10·Σ(w·x) / √((1−ρ)·Σw² + ρ·(Σw)²)
    with ρ = 0.3 (Kiresuk & Sherman 1968). Raises ValueError outside these ranges.
    """
    pairs = list(goals)
    if not pairs:
        return None
    if any(weight < 1 or not -2 <= level <= 2 for weight, level in pairs):
        raise ValueError("Weights are 1 or more, levels −2 to +2.")
    total = sum(weight for weight, _ in pairs)
    spread = sqrt((1 - RHO) * sum(weight**2 for weight, _ in pairs) + RHO * total**2)
    score = 50 + 10 * sum(weight * level for weight, level in pairs) / spread
    return Decimal(repr(score)).quantize(Decimal("0.01"), ROUND_HALF_UP)
