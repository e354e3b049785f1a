"""Answers as they are kept: values by linkId with the moment they were given, or the reason there is none."""

from collections.abc import Mapping
from typing import Any

from assessments.models import Assessment
from assessments.models.questionnaire import Item
from assessments.queries.branching import values_of
from assessments.queries.conditions import Subject
from clients.models.codes import Gender

# FHIR data-absent-reason: an unanswered question says why, it is never simply empty.
DECLINED, UNKNOWN, NOT_ASKED = "asked-declined", "asked-unknown", "not-asked"
ABSENT = {DECLINED: "Declined to answer", UNKNOWN: "Does not know", NOT_ASKED: "Not asked"}
# How a page writes "there is no answer, because …" where an answer would stand.
ABSENT_MARK = "absent:"

SEXES: dict[str, str] = {Gender.MALE: "male", Gender.FEMALE: "female"}

Stored = Mapping[str, Any]


def given_in(assessment: Assessment) -> dict[str, Any]:
    return given(assessment.answers)


def given(answers: Mapping[str, Stored]) -> dict[str, Any]:
    """The values alone, without those declined, not known or not asked."""
    return {key: answer["value"] for key, answer in answers.items() if "value" in answer}


def subject_of(assessment: Assessment) -> Subject:
    """Age on the day it was taken, and the sex recorded for thresholds that differ by it."""
    client = assessment.client
    return Subject(age=client.age_on(assessment.assessed_on), sex=SEXES.get(client.gender, "unknown"))


def as_typed(answer: Stored | None) -> list[str]:
    """An answer as a page's fields hold it: a list of texts, empty when it is open."""
    if not answer:
        return []
    if "absent" in answer:
        return [f"{ABSENT_MARK}{answer['absent']}"]
    return [_text(value) for value in values_of(answer["value"])]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_words(item: Item, answer: Stored | None) -> str:
    """An answer for people to read; empty when the question is open."""
    if not answer:
        return ""
    if "absent" in answer:
        reason: str = answer["absent"]
        return ABSENT.get(reason, reason)
    return ", ".join(_word(item, value) for value in values_of(answer["value"]))


def _word(item: Item, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if item.is_coded and value in item.by_code:
        return item.by_code[value].display
    return f"{value} {item.unit}".strip()
