"""Which questions are asked, given the answers so far: FHIR R4 `enableWhen`, and the age a question starts at."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.models.questionnaire import Condition, Item, Questionnaire

Given = Mapping[str, Any]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda answer, wanted: answer == wanted,
    ">": lambda answer, wanted: answer > wanted,
    "<": lambda answer, wanted: answer < wanted,
    ">=": lambda answer, wanted: answer >= wanted,
    "<=": lambda answer, wanted: answer <= wanted,
}


def enabled(questionnaire: Questionnaire, given: Given, age: int | None = None) -> dict[str, Item]:
    """The items in force by linkId, in order. One pass is enough: a question only looks back.

    An answer to a question that is not asked counts as not given. A question with a lowest age is
    asked when the age (full years, 0 or more) is unknown.
    """
    found: dict[str, Item] = {}
    for item in questionnaire.items:
        in_place = not item.parent or item.parent in found
        old_enough = item.age_min is None or age is None or age >= item.age_min
        if in_place and old_enough and _met(item, {key: value for key, value in given.items() if key in found}):
            found[item.link_id] = item
    return found


def _met(item: Item, given: Given) -> bool:
    if not item.conditions:
        return True
    verdicts = (_holds(condition, given) for condition in item.conditions)
    return all(verdicts) if item.behavior == "all" else any(verdicts)


def _holds(condition: Condition, given: Given) -> bool:
    answers = values_of(given.get(condition.question))
    if condition.operator == "exists":
        return bool(answers) is bool(condition.answer)
    if condition.operator == "!=":
        # FHIR R4: true when no answer equals it, so also when there is none.
        return condition.answer not in answers
    return any(OPERATORS[condition.operator](answer, condition.answer) for answer in answers)


def values_of(value: Any) -> list[Any]:
    """An answer as a list: several for a question that repeats, none when it was not answered."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
