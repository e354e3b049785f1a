"""How far an assessment is: which questions are asked, and which of them are still open."""

from dataclasses import dataclass

from assessments.models import Assessment
from assessments.models.questionnaire import Item, Questionnaire
from assessments.queries.answers import given_in, subject_of
from assessments.queries.branching import enabled
from assessments.queries.conclusions import factors_without_conclusion

MOST_NAMED = 5


@dataclass(frozen=True)
class Progress:
    """The questions asked with these answers, in order, and those that still need an answer or a reason."""

    asked: list[Item]
    open: list[Item]
    required_open: list[Item]
    unconcluded: list[str]

    @property
    def answered(self) -> int:
        return len(self.asked) - len(self.open)


def progress_of(assessment: Assessment, questionnaire: Questionnaire) -> Progress:
    in_force = enabled(questionnaire, given_in(assessment), subject_of(assessment).age)
    asked = [item for item in in_force.values() if item.is_asked]
    still_open = [item for item in asked if item.link_id not in assessment.answers]
    required = [item for item in still_open if item.required]
    return Progress(asked, still_open, required, factors_without_conclusion(assessment, questionnaire))


def why_incomplete(assessment: Assessment, questionnaire: Questionnaire) -> str:
    """What is missing before it can be completed, in a sentence; empty when nothing is."""
    progress = progress_of(assessment, questionnaire)
    if not any(item.link_id in assessment.answers for item in progress.asked):
        return "Nothing has been answered yet."
    if progress.required_open:
        names = _listed([item.prefix or item.text for item in progress.required_open])
        return f"Still open: {names}. Answer each, or say that it was declined or not asked."
    if progress.unconcluded:
        return f"A conclusion is missing on {_listed(progress.unconcluded)}. Write one for each, or one that covers everything."
    return ""


def _listed(names: list[str]) -> str:
    short = [f"“{name if len(name) <= 60 else name[:59] + '…'}”" for name in names[:MOST_NAMED]]
    more = len(names) - MOST_NAMED
    return ", ".join(short) + (f" and {more} more" if more > 0 else "")
