"""Checks of the scoring: every measure and flag refers to what is there, and no answer falls out of its bands."""

from collections.abc import Callable, Iterator
from typing import Any

from assessments.forms.checking import Problem, is_number, known_keys, text_problem, twice
from assessments.forms.item_checks import row_problems, table_problems
from assessments.models.domains import DOMAINS
from assessments.models.questionnaire import Item, Questionnaire
from assessments.queries.conditions import AGE_TESTS, GROUP_TESTS, ITEM_TESTS, MEASURE_TESTS, OPERANDS, TESTS
from assessments.queries.flags import SEVERITIES
from assessments.queries.scoring import METHODS

Entry = dict[str, Any]
Reasons = Iterator[str]

SHARED = {"id", "title", "method", "code", "note", "main", "bands", "bandsBy", "range"}
KEYS = {
    "sum": {"items", "measures", "reverse", "multiply", "prorate"},
    "mean": {"items", "measures", "reverse", "multiply", "prorate"},
    "product": {"items"},
    "points": {"from", "points"},
    "rules": {"rules"},
    "t-score": {"goals", "rho"},
}
FLAG_KEYS = {"id", "severity", "title", "when", "action", "note", "domain"}
DEEPEST = 6


def scoring_problems(questionnaire: Questionnaire, scoring: Any) -> Iterator[Problem]:
    if not isinstance(scoring, dict) or not all(isinstance(scoring.get(part, []), list) for part in ("measures", "flags")):
        yield Problem("scoring", "An object with the lists measures and flags is needed.")
        return
    yield from known_keys("scoring", scoring, {"measures", "flags", "note"})
    measures, flags = scoring.get("measures", []), scoring.get("flags", [])
    if not all(isinstance(part, dict) and isinstance(part.get("id"), str) for part in (*measures, *flags)):
        yield Problem("scoring", "Each measure and each flag is an object with an id.")
        return
    yield from (Problem("scoring", f"The id “{one}” stands there twice.") for one in twice(part["id"] for part in measures))
    yield from (Problem("scoring", f"The id “{one}” stands there twice.") for one in twice(part["id"] for part in flags))
    known: set[str] = set()
    for measure in measures:
        yield from (Problem(measure["id"], why) for why in _measure(measure, questionnaire, known))
        known.add(measure["id"])
    for flag in flags:
        yield from (Problem(flag["id"], why) for why in _flag(flag, questionnaire, known))


def _measure(measure: Entry, questionnaire: Questionnaire, known: set[str]) -> Reasons:
    method = measure.get("method")
    if method not in METHODS:
        yield f"The method “{method}” is not known here. Known: {', '.join(METHODS)}."
        return
    yield from (f"“{key}” does not go with the method {method}." for key in sorted(set(measure) - SHARED - KEYS[method]))
    for name, most in (("title", 120), ("note", 400)):
        if why := text_problem(measure.get(name), most, required=name == "title"):
            yield f"{name}: {why}"
    for name in ("rho", "multiply", "prorate"):
        if name in measure and not (is_number(measure[name]) and measure[name] >= 0):
            yield f"{name} is a number of 0 or more."
    found = list(PARTS[method](measure, questionnaire, known))
    yield from found or _outcome(measure, questionnaire)


def _outcome(measure: Entry, questionnaire: Questionnaire) -> Reasons:
    limits = measure.get("range")
    if limits is not None and not (isinstance(limits, list) and len(limits) == 2 and all(map(is_number, limits))):
        yield "range is two numbers."
        return
    possible = _possible(measure, questionnaire)
    if limits and possible and list(possible) != limits:
        yield f"The range says {limits[0]} to {limits[1]}, but the answers can give {possible[0]} to {possible[1]}."
    yield from _bands(measure, limits)


def _bands(measure: Entry, limits: Any) -> Reasons:
    bands = measure.get("bands", [])
    if measure.get("bandsBy") == "sex":
        if not isinstance(bands, dict) or set(bands) != {"male", "female", "unknown"}:
            yield "Bands by sex are given for male, female and unknown."
            return
        for rows in bands.values():
            yield from _rows(rows, limits)
    elif "bandsBy" in measure:
        yield f"Bands by “{measure['bandsBy']}” are not known here."
    else:
        yield from _rows(bands, limits)


def _rows(bands: Any, limits: Any) -> Reasons:
    shaped = isinstance(bands, list) and all(isinstance(b, dict) and {"min", "max", "label"} <= set(b) for b in bands)
    if not shaped or not all(set(band) <= {"min", "max", "label", "note"} for band in bands):
        yield "Each band has min, max and label, and a note at most."
        return
    for band in bands:
        for name, most in (("label", 80), ("note", 400)):
            if why := text_problem(band.get(name), most, required=name == "label"):
                yield f"{name}: {why}"
    problems = list(row_problems(bands))
    yield from problems
    if bands and limits and not problems:
        last = bands[-1]["max"]
        if bands[0]["min"] > limits[0] or (last is not None and last < limits[1]):
            yield f"The bands do not cover the range {limits[0]} to {limits[1]}."


def _possible(measure: Entry, questionnaire: Questionnaire) -> tuple[float, float] | None:
    """Lowest and highest sum the answers can give; None where that is not simply their sum."""
    simple = measure["method"] == "sum" and not measure.get("measures") and measure.get("multiply", 1) == 1
    worth = [_worth(questionnaire.by_id[key]) for key in measure.get("items", ())] if simple else [None]
    if any(one is None for one in worth):
        return None
    return sum(min(one) for one in worth if one), sum(max(one) for one in worth if one)


def _worth(item: Item) -> list[float] | None:
    if item.is_coded and not item.repeats:
        return [option.score for option in item.options if option.score is not None] or None
    if item.type == "boolean" and item.points:
        return list(item.points.values())
    return [row["points"] for row in item.points] if item.points else None


def _items_of(measure: Entry, questionnaire: Questionnaire, known: set[str]) -> Reasons:
    items, others = measure.get("items", []), measure.get("measures", [])
    if not (items or others) or not all(isinstance(key, str) for key in (*items, *others)):
        yield "items is a list of the questions that count."
        return
    for key in items:
        yield from _scored(key, questionnaire)
    yield from (f"It counts “{key}” twice." for key in twice(map(str, [*items, *others])))
    yield from (f"It adds the measure “{key}”, which does not come before it." for key in others if key not in known)
    yield from (
        f"It turns “{key}” round, which is not among its items." for key in measure.get("reverse", []) if key not in items
    )


def _scored(key: Any, questionnaire: Questionnaire) -> Reasons:
    item = questionnaire.by_id.get(key) if isinstance(key, str) else None
    if item is None:
        yield f"It counts “{key}”, which is not a question here."
    elif item.type in ("integer", "decimal") or (item.type == "boolean" and item.points):
        return
    elif not item.is_coded or any(option.score is None and not option.declined for option in item.options):
        yield f"It counts “{key}”, but not every answer to it has a score."


def _points_from(measure: Entry, questionnaire: Questionnaire, known: set[str]) -> Reasons:
    if measure.get("from") not in known:
        yield f"It starts from the measure “{measure.get('from')}”, which does not come before it."
    yield from table_problems(measure.get("points"))


def _rules_of(measure: Entry, questionnaire: Questionnaire, known: set[str]) -> Reasons:
    rules = measure.get("rules")
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, dict) for rule in rules):
        yield "rules is a list of objects with label and when."
        return
    for rule in rules:
        if why := text_problem(rule.get("label"), 80, required=True):
            yield f"label: {why}"
        yield from (f"“{key}” is not known in a rule." for key in sorted(set(rule) - {"label", "when", "code", "note"}))
        yield from condition_problems(rule.get("when"), questionnaire, known)


def _goals_of(measure: Entry, questionnaire: Questionnaire, known: set[str]) -> Reasons:
    goals = measure.get("goals")
    parts = {"level", "importance", "difficulty"}
    if not isinstance(goals, list) or not goals or not all(isinstance(goal, dict) and set(goal) == parts for goal in goals):
        yield "goals is a list of objects with level, importance and difficulty."
        return
    for goal in goals:
        for key in goal.values():
            yield from _scored(key, questionnaire)
        weights = [
            questionnaire.by_id[goal[part]].options for part in ("importance", "difficulty") if goal[part] in questionnaire.by_id
        ]
        if any((option.score or 0) <= 0 for options in weights for option in options):
            yield "Importance and difficulty have scores above 0."


PARTS: dict[str, Callable[[Entry, Questionnaire, set[str]], Reasons]] = {
    "sum": _items_of, "mean": _items_of, "product": _items_of, "points": _points_from, "rules": _rules_of, "t-score": _goals_of,
}  # fmt: skip


def _flag(flag: Entry, questionnaire: Questionnaire, known: set[str]) -> Reasons:
    yield from (f"“{key}” is not known in a flag." for key in sorted(set(flag) - FLAG_KEYS))
    if flag.get("severity") not in SEVERITIES:
        yield f"The severity is one of {', '.join(SEVERITIES)}."
    for name, most, required in (("title", 200, True), ("action", 400, False), ("note", 400, False)):
        if why := text_problem(flag.get(name), most, required=required):
            yield f"{name}: {why}"
    if flag.get("domain") and flag["domain"] not in DOMAINS:
        yield f"The domain “{flag['domain']}” is not known here."
    yield from condition_problems(flag.get("when"), questionnaire, known)


def condition_problems(condition: Any, questionnaire: Questionnaire, known: set[str], depth: int = 1) -> Reasons:
    """A condition has tests that are known, of questions and measures that are there."""
    if not isinstance(condition, dict) or depth > DEEPEST:
        yield "when is an object, nested at most six deep."
        return
    yield from (f"The test “{key}” is not known here." for key in sorted(set(condition) - set(TESTS) - OPERANDS))
    if not set(condition) & set(TESTS):
        yield "when tests nothing."
    yield from _operands(condition, questionnaire, known)
    for inner in _inner(condition):
        yield from condition_problems(inner, questionnaire, known, depth + 1)


def _operands(condition: Entry, questionnaire: Questionnaire, known: set[str]) -> Reasons:
    keys = set(condition)
    if keys & set(ITEM_TESTS):
        item = questionnaire.by_id.get(condition.get("linkId", ""))
        yield from (
            _item_tests(condition, item) if item else [f"It looks at “{condition.get('linkId')}”, which is not a question here."]
        )
    if keys & set(MEASURE_TESTS) and condition.get("measure") not in known:
        yield f"It looks at the measure “{condition.get('measure')}”, which is not there."
    numbers = keys & {"score", "score_gte", "score_lt", "gte", "lt", "so_far_gte", "count_gte", *AGE_TESTS}
    yield from (f"{key} is a number." for key in sorted(numbers) if not is_number(condition[key]))


def _item_tests(condition: Entry, item: Item) -> Reasons:
    wanted = condition.get("answer_in", [condition["answer"]] if "answer" in condition else [])
    if not isinstance(wanted, list):
        yield "answer_in is a list."
    elif item.type == "choice":
        yield from (f"“{code}” is not an answer to “{item.link_id}”." for code in wanted if code not in item.by_code)


def _inner(condition: Entry) -> list[Any]:
    found: list[Any] = []
    for key in set(condition) & {*GROUP_TESTS, "of"} - {"count_gte"}:
        found.extend(condition[key] if isinstance(condition[key], list) else [condition[key]])
    if "count_gte" in condition and "of" not in condition:
        found.append(None)
    return found
