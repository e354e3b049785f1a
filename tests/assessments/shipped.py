"""The shipped instruments as tests read them, and their scores in one call."""

import json
from functools import cache
from typing import Any

from assessments.actions.shipped import FOLDER
from assessments.models.questionnaire import Questionnaire
from assessments.queries.conditions import Known, Subject
from assessments.queries.flags import flags_of
from assessments.queries.scoring import scored

KEYS = sorted(file.stem for file in FOLDER.glob("*.json"))


def definition(key: str) -> dict[str, Any]:
    """A fresh copy, so that a test may spoil it."""
    read: dict[str, Any] = json.loads((FOLDER / f"{key}.json").read_text())
    return read


@cache
def questionnaire(key: str) -> Questionnaire:
    return Questionnaire(definition(key))


def score(key: str, given: dict[str, Any], **subject: Any) -> Known:
    return scored(questionnaire(key), given, Subject(**subject))


def total(key: str, given: dict[str, Any], measure: str = "total", **subject: Any) -> tuple[float | None, str]:
    result = score(key, given, **subject).results[measure]
    return result.value, result.band


def flags(key: str, given: dict[str, Any], **subject: Any) -> list[str]:
    return [flag.id for flag in flags_of(questionnaire(key), score(key, given, **subject))]


def with_scores(key: str, *scores: float, items: list[str] | None = None) -> dict[str, str]:
    """Answers by what they are worth: with_scores("phq-2", 3, 0) answers the first question with its 3 points."""
    asked = questionnaire(key)
    names = items or [item.link_id for item in asked.asked]
    chosen = {name: asked.by_id[name] for name in names}
    return {
        name: next(option.code for option in item.options if option.score == wanted)
        for (name, item), wanted in zip(chosen.items(), scores, strict=False)
    }
