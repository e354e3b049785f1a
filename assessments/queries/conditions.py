"""Conditions of flags and result rules: small data that says when something holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.queries.branching import values_of


@dataclass(frozen=True)
class Subject:
    """What scoring needs to know of the person: full years, and the recorded sex where thresholds differ."""

    age: int | None = None
    sex: str = "unknown"


@dataclass(frozen=True)
class Result:
    """One computed measure. `value` is None until every answer it needs is there; `so_far` adds up what is."""

    id: str
    title: str
    value: float | None
    band: str = ""
    note: str = ""
    so_far: float = 0
    answered: int = 0
    of: int = 0
    missing: tuple[str, ...] = ()
    prorated: bool = False


@dataclass(frozen=True)
class Known:
    """Everything a condition may look at: answers, item scores, measures, the person."""

    given: Mapping[str, Any]
    scores: Mapping[str, float]
    subject: Subject = Subject()
    results: dict[str, Result] = field(default_factory=dict)


Condition = Mapping[str, Any]
Test = Callable[[Any, Condition, Known], bool]


def _score(known: Known, condition: Condition) -> float | None:
    return known.scores.get(condition["linkId"])


def _value(known: Known, condition: Condition) -> float | None:
    return known.results[condition["measure"]].value


# Each key of a condition with its test; what is not known never holds.
ITEM_TESTS: dict[str, Test] = {
    "answer": lambda wanted, c, known: wanted in values_of(known.given.get(c["linkId"])),
    "answer_in": lambda wanted, c, known: any(value in wanted for value in values_of(known.given.get(c["linkId"]))),
    "score": lambda wanted, c, known: _score(known, c) == wanted,
    "score_gte": lambda wanted, c, known: (score := _score(known, c)) is not None and score >= wanted,
    "score_lt": lambda wanted, c, known: (score := _score(known, c)) is not None and score < wanted,
}
MEASURE_TESTS: dict[str, Test] = {
    "gte": lambda wanted, c, known: (value := _value(known, c)) is not None and value >= wanted,
    "lt": lambda wanted, c, known: (value := _value(known, c)) is not None and value < wanted,
    "band": lambda wanted, c, known: known.results[c["measure"]].band == wanted,
    "so_far_gte": lambda wanted, c, known: known.results[c["measure"]].so_far >= wanted,
}
AGE_TESTS: dict[str, Test] = {
    "age_gte": lambda wanted, c, known: known.subject.age is not None and known.subject.age >= wanted,
    "age_lt": lambda wanted, c, known: known.subject.age is not None and known.subject.age < wanted,
}
GROUP_TESTS: dict[str, Test] = {
    "all": lambda inner, c, known: all(holds(one, known) for one in inner),
    "any": lambda inner, c, known: any(holds(one, known) for one in inner),
    "not": lambda inner, c, known: not holds(inner, known),
    "count_gte": lambda least, c, known: sum(holds(one, known) for one in c["of"]) >= least,
}
TESTS = {**ITEM_TESTS, **MEASURE_TESTS, **AGE_TESTS, **GROUP_TESTS}
# These name what the test of another key looks at.
OPERANDS = frozenset({"linkId", "measure", "of"})


def holds(condition: Condition, known: Known) -> bool:
    """Whether every part of the condition is true of these answers."""
    return all(TESTS[key](wanted, condition, known) for key, wanted in condition.items() if key not in OPERANDS)
