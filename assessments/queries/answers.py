"""Answers as they are kept: values by linkId with the moment they were given, or the reason there is none."""

from collections.abc import Mapping
from typing import Any

from assessments.models import Assessment
from assessments.queries.conditions import Subject
from clients.models.codes import Gender

# FHIR data-absent-reason: an unanswered question says why, it is never simply empty.
DECLINED, UNKNOWN, NOT_ASKED = "asked-declined", "asked-unknown", "not-asked"
ABSENT = {DECLINED: "Declined to answer", UNKNOWN: "Does not know", NOT_ASKED: "Not asked"}

SEXES = {Gender.MALE: "male", Gender.FEMALE: "female"}


def given_in(assessment: Assessment) -> dict[str, Any]:
    return given(assessment.answers)


def given(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The values alone, without those declined, not known or not asked."""
    return {key: answer["value"] for key, answer in answers.items() if "value" in answer}


def subject_of(assessment: Assessment) -> Subject:
    """Age on the day it was taken, and the sex recorded for thresholds that differ by it."""
    client = assessment.client
    return Subject(age=client.age_on(assessment.assessed_on), sex=SEXES.get(client.gender, "unknown"))
