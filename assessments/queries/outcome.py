"""The outcome of an assessment as it is kept: measures, total, band and flags, always computed anew from the answers."""

from decimal import Decimal
from typing import Any

from assessments.models import Assessment
from assessments.models.questionnaire import Questionnaire
from assessments.queries.answers import given_in, subject_of
from assessments.queries.conditions import Known, Result
from assessments.queries.flags import flags_of
from assessments.queries.scoring import scored


def questionnaire_of(assessment: Assessment) -> Questionnaire:
    return Questionnaire(assessment.instrument.definition)


def outcome_of(assessment: Assessment, questionnaire: Questionnaire) -> dict[str, Any]:
    """Values for the assessment's own fields of what is computed."""
    known = scored(questionnaire, given_in(assessment), subject_of(assessment))
    main = main_result(questionnaire, known)
    return {
        "scores": {"measures": [_as_data(result) for result in known.results.values()], "items": dict(known.scores)},
        "total": None if main is None or main.value is None else Decimal(str(main.value)),
        "band": "" if main is None else main.band,
        "flags": [flag.as_data() for flag in flags_of(questionnaire, known)],
    }


def main_result(questionnaire: Questionnaire, known: Known) -> Result | None:
    """The measure shown in lists and trends: the one marked as main, else the first."""
    ids = [measure["id"] for measure in questionnaire.measures if measure.get("main")] or list(known.results)
    return known.results[ids[0]] if ids else None


def _as_data(result: Result) -> dict[str, Any]:
    data = {
        "id": result.id, "title": result.title, "value": result.value, "band": result.band, "note": result.note,
        "answered": result.answered, "of": result.of, "missing": list(result.missing), "so_far": result.so_far,
        "prorated": result.prorated,
    }  # fmt: skip
    return {name: value for name, value in data.items() if name in ("id", "title", "value") or value not in ("", 0, [], False)}
