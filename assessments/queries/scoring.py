"""Scores from answers: sums, products, point tables, rules and T-scores, exactly as each instrument publishes them."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from assessments.models.questionnaire import Item, Questionnaire
from assessments.queries.branching import Given, enabled, values_of
from assessments.queries.conditions import Known, Result, Subject, holds

Measure = Mapping[str, Any]
Points = list[Mapping[str, float | None]]

RHO = 0.3
# Nothing is known of the person: the more sensitive threshold applies.
NOBODY = Subject()


def scored(questionnaire: Questionnaire, given: Given, subject: Subject = NOBODY) -> Known:
    """All measures of these answers. Answers to questions that are not asked count as not given.

    A measure with an answer missing has no value (None), unless its instrument publishes how to
    prorate; `so_far` still adds up what was answered, for flags that must not wait.
    """
    asked = enabled(questionnaire, given, subject.age)
    counted = {key: value for key, value in given.items() if key in asked and values_of(value)}
    scores = {key: score for key, item in _all(questionnaire) if (score := _score(item, counted, asked)) is not None}
    known = Known(counted, scores, subject)
    for measure in questionnaire.measures:
        known.results[measure["id"]] = METHODS[measure["method"]](measure, questionnaire, known, asked)
    return known


def _all(questionnaire: Questionnaire) -> list[tuple[str, Item]]:
    return [(item.link_id, item) for item in questionnaire.asked]


def _score(item: Item, given: Given, asked: Mapping[str, Item]) -> float | None:
    if item.link_id not in asked:
        return item.score_when_disabled
    values = values_of(given.get(item.link_id))
    return item_score(item, values) if values else None


def item_score(item: Item, values: list[Any]) -> float | None:
    """What the answers to one item are worth; several chosen options add up. None where the item has no scores."""
    if item.is_coded:
        worth = [option.score for value in values if (option := item.by_code.get(value)) and option.score is not None]
        return plain(sum(worth)) if worth else None
    if item.type == "boolean":
        return item.points["true" if values[0] else "false"] if item.points else None
    if item.type in ("integer", "decimal"):
        return from_points(item.points, values[0]) if item.points else plain(values[0])
    return None


def from_points(points: Points, value: float) -> float | None:
    """The points of the row the value falls into; `max` null is open upwards. None outside the table."""
    for row in points:
        if value >= (row["min"] or 0) and (row["max"] is None or value <= row["max"]):
            return row["points"]
    return None


def plain(value: float) -> float:
    """Whole numbers stay whole, so that 16 is never shown as 16.0."""
    return int(value) if float(value).is_integer() else value


def _sum(measure: Measure, questionnaire: Questionnaire, known: Known, asked: Mapping[str, Item]) -> Result:
    parts = {key: _part(measure, key, questionnaire, known) for key in _counting(measure, questionnaire, asked)}
    there = {key: value for key, value in parts.items() if value is not None}
    missing = tuple(key for key in parts if key not in there)
    so_far = sum(there.values())
    value, prorated = _complete(measure, so_far, len(there), len(parts))
    return _result(
        measure, known, value, so_far=plain(so_far), answered=len(there), of=len(parts), missing=missing, prorated=prorated
    )


def _counting(measure: Measure, questionnaire: Questionnaire, asked: Mapping[str, Item]) -> list[str]:
    """The items that count: those asked, those with a score of their own when they are not; and other measures."""
    items = [key for key in measure.get("items", ()) if key in asked or questionnaire.by_id[key].score_when_disabled is not None]
    return [*items, *measure.get("measures", ())]


def _part(measure: Measure, key: str, questionnaire: Questionnaire, known: Known) -> float | None:
    if key in known.results:
        return known.results[key].value
    score = known.scores.get(key)
    if score is None or key not in measure.get("reverse", ()):
        return score
    worth = [option.score for option in questionnaire.by_id[key].options if option.score is not None]
    return min(worth) + max(worth) - score


def _complete(measure: Measure, so_far: float, answered: int, of: int) -> tuple[float | None, bool]:
    """The total, prorated only where the instrument says how many answers may be missing; halves round up."""
    times = measure.get("multiply", 1)
    if answered == of and of:
        return plain(so_far * times), False
    allowed = measure.get("prorate", 0)
    if answered and of - answered <= allowed:
        return plain(math.floor(so_far * of / answered + 0.5) * times), True
    return None, False


def _mean(measure: Measure, questionnaire: Questionnaire, known: Known, asked: Mapping[str, Item]) -> Result:
    total = _sum(measure, questionnaire, known, asked)
    value = None if total.value is None else plain(round(total.value / total.of, 2))
    return _result(measure, known, value, so_far=total.so_far, answered=total.answered, of=total.of, missing=total.missing)


def _product(measure: Measure, questionnaire: Questionnaire, known: Known, asked: Mapping[str, Item]) -> Result:
    there = {key: known.scores[key] for key in measure["items"] if key in known.scores}
    missing = tuple(key for key in measure["items"] if key not in there)
    value = None if missing else plain(math.prod(there.values()))
    return _result(measure, known, value, answered=len(there), of=len(measure["items"]), missing=missing)


def _points(measure: Measure, questionnaire: Questionnaire, known: Known, asked: Mapping[str, Item]) -> Result:
    base = known.results[measure["from"]]
    value = None if base.value is None else from_points(measure["points"], base.value)
    return _result(measure, known, value, so_far=value or 0, answered=base.answered, of=base.of, missing=base.missing)


def _rules(measure: Measure, questionnaire: Questionnaire, known: Known, asked: Mapping[str, Item]) -> Result:
    """The first rule that holds names the result; without one there is none yet."""
    rule = next((rule for rule in measure["rules"] if holds(rule["when"], known)), None)
    return Result(measure["id"], measure["title"], None, rule["label"] if rule else "", rule.get("note", "") if rule else "")


def _t_score(measure: Measure, questionnaire: Questionnaire, known: Known, asked: Mapping[str, Item]) -> Result:
    goals = [
        (known.scores.get(goal["importance"], 1) * known.scores.get(goal["difficulty"], 1), known.scores[goal["level"]])
        for goal in measure["goals"]
        if goal["level"] in known.scores
    ]
    value = gas_t_score(goals, measure.get("rho", RHO)) if goals else None
    return _result(measure, known, value, answered=len(goals), of=len(goals))


def gas_t_score(goals: list[tuple[float, float]], rho: float = RHO) -> float:
    """Goal attainment scaling: T = 50 + 10·Σ(w·x) / √((1−ρ)·Σw² + ρ·(Σw)²), to two decimals.

    Each goal is (weight w > 0, level x from −2 to 2); 50 means attained as expected overall. Raises
    ValueError without goals or with a weight of 0. Source: Kiresuk & Sherman 1968; Turner-Stokes 2009.
    """
    weights = [weight for weight, _ in goals]
    if not goals or any(weight <= 0 for weight in weights):
        raise ValueError("A T-score needs at least one goal, each with a weight above 0.")
    spread = (1 - rho) * sum(weight**2 for weight in weights) + rho * sum(weights) ** 2
    return plain(round(50 + 10 * sum(weight * level for weight, level in goals) / math.sqrt(spread), 2))


def _result(measure: Measure, known: Known, value: float | None, **more: Any) -> Result:
    band = _band(measure, known.subject, value)
    return Result(measure["id"], measure["title"], value, band.get("label", ""), band.get("note", ""), **more)


def _band(measure: Measure, subject: Subject, value: float | None) -> Mapping[str, Any]:
    bands = measure.get("bands", ())
    if measure.get("bandsBy") == "sex":
        bands = bands[subject.sex if subject.sex in bands else "unknown"]
    if value is None:
        return {}
    return next((band for band in bands if value >= band["min"] and (band["max"] is None or value <= band["max"])), {})


METHODS: dict[str, Callable[[Measure, Questionnaire, Known, Mapping[str, Item]], Result]] = {
    "sum": _sum, "mean": _mean, "product": _product, "points": _points, "rules": _rules, "t-score": _t_score,
}  # fmt: skip
