"""Conclusions: what the case manager makes of each factor, and which factors still wait for one."""

from assessments.models import Assessment
from assessments.models.questionnaire import Questionnaire

# One combined summary may cover all factors (NCQA FAQ on factors of an assessment).
OVERALL = "overall"


def factors_without_conclusion(assessment: Assessment, questionnaire: Questionnaire) -> list[str]:
    """The titles of the factors nobody has concluded on yet; a combined summary covers them all."""
    if OVERALL in assessment.conclusions:
        return []
    return [title for factor, title in questionnaire.factors if factor not in assessment.conclusions]
