"""Answers that may put the client in danger when the wrong person reads them: shown on the client's own page only."""

from collections.abc import Mapping
from typing import Any

from assessments.models.questionnaire import Questionnaire


def sensitive_parts(questionnaire: Questionnaire) -> frozenset[str]:
    """The ids of sensitive questions, and of the measures and flags that are made of them."""
    items = {item.link_id for item in questionnaire.items if item.sensitive}
    measures = {measure["id"] for measure in questionnaire.measures if items & set(measure.get("items", ()))}
    flags = {flag["id"] for flag in questionnaire.flags if _looks_at(flag["when"], items | measures)}
    return frozenset(items | measures | flags)


def _looks_at(condition: Any, hidden: set[str]) -> bool:
    if isinstance(condition, list):
        return any(_looks_at(one, hidden) for one in condition)
    if not isinstance(condition, Mapping):
        return False
    if condition.get("linkId") in hidden or condition.get("measure") in hidden:
        return True
    return any(_looks_at(inner, hidden) for inner in condition.values())


def without_sensitive(shown: dict[str, Any], questionnaire: Questionnaire) -> dict[str, Any]:
    """An assessment as another organisation may have it."""
    hidden = sensitive_parts(questionnaire)
    if not hidden:
        return shown
    scores = shown["scores"]
    main = next((measure["id"] for measure in questionnaire.measures), "")
    return {
        **shown,
        "answers": {key: answer for key, answer in shown["answers"].items() if key not in hidden},
        "scores": {
            "measures": [measure for measure in scores.get("measures", []) if measure["id"] not in hidden],
            "items": {key: score for key, score in scores.get("items", {}).items() if key not in hidden},
        },
        "flags": [flag for flag in shown["flags"] if flag["id"] not in hidden],
        "conclusions": {},
        **({"total": None, "band": ""} if main in hidden else {}),
    }
