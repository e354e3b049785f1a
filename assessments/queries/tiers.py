"""The risk tier from facts and a rule, with its grounds in words."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.queries.tier_facts import Facts
from assessments.queries.tier_rule import Factor, Rule, factors

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Ground:
    """One reason, in words, with the points it adds and the factors they come from."""

    words: str
    points: int
    factors: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        return {"words": self.words, "points": self.points, "factors": list(self.factors)}


@dataclass(frozen=True)
class Weighed:
    """What the rule makes of the facts. `tier` is None while there is nothing to compute it from."""

    tier: int | None
    points: int
    grounds: list[Ground]


def weighed(facts: Facts, rule: Rule, estimate: int | None = None) -> Weighed:
    """The tier, 1 to 4. Points only add up, so that more of anything never lowers it (standards on acuity, 5.2).

    Until something was assessed the tier is no lower than intake's estimate: not knowing is no reason to do less.
    """
    if not facts.known:
        return Weighed(None, 0, [])
    grounds = _merged([(factor, words) for factor in factors() if (words := TESTS[factor.kind](factor, facts))], rule)
    points = sum(ground.points for ground in grounds)
    tier = rule.tier_for(points)
    if not facts.assessed and estimate is not None and estimate > tier:
        return Weighed(estimate, points, [Ground("estimated at intake", 0, ()), *grounds])
    return Weighed(tier, points, grounds)


def _merged(met: list[tuple[Factor, str]], rule: Rule) -> list[Ground]:
    """One ground for each thing said, the weightiest first; what the agency gives no points for is no ground."""
    together: dict[str, list[Factor]] = {}
    for factor, words in met:
        together.setdefault(words, []).append(factor)
    grounds = [
        Ground(words, sum(rule.weights[factor.key] for factor in one), tuple(factor.key for factor in one))
        for words, one in together.items()
    ]
    return sorted((ground for ground in grounds if ground.points), key=lambda ground: -ground.points)


def _score(factor: Factor, facts: Facts) -> str:
    total = facts.totals.get(factor.instrument)
    return f"{factor.name} {total:g}" if total is not None and total >= factor.at_least else ""


def _several(count: int, factor: Factor) -> str:
    if count < factor.at_least:
        return ""
    plural = f"{factor.name}s" if not factor.name.startswith("area") else factor.name.replace("area", "areas", 1)
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {factor.name if count == 1 else plural}"


def _flag(factor: Factor, facts: Facts) -> str:
    return next((words for severity, words in facts.flags if severity in factor.severities), "")


TESTS: dict[str, Callable[[Factor, Facts], str]] = {
    "score": _score,
    "admissions": lambda factor, facts: _several(facts.admissions, factor),
    "visits": lambda factor, facts: _several(facts.visits, factor),
    "needs": lambda factor, facts: _several(facts.needs, factor),
    "flag": _flag,
    "change": lambda factor, facts: factor.name if factor.change in facts.changes else "",
    "urgency": lambda factor, facts: factor.name if facts.urgent else "",
}
