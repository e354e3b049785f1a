"""The records steps are taken on: how each is made in each of its states, and who sees it then.

`SUBJECTS` has one entry for each model with steps, and one by step name where a step needs its
record in a particular shape. A maker gets the cast and the wanted state and answers the record,
ready for its steps; rows are made directly, for how they came to be is tested elsewhere. Each app has a module.
"""

from tests.doors.subjects import accounts, assessments, careplans, clients, followups, notices, transitions
from tests.doors.subjects.clients import case_of, consent_for, known_client
from tests.doors.subjects.sight import EVERYBODY, Subject, Subjects
from workflow.models import StepModel

__all__ = ["EVERYBODY", "SUBJECTS", "Subject", "case_of", "consent_for", "known_client", "subject_of"]

SUBJECTS: Subjects = {
    **clients.SUBJECTS,
    **followups.SUBJECTS,
    **assessments.SUBJECTS,
    **careplans.SUBJECTS,
    **transitions.SUBJECTS,
    **notices.SUBJECTS,
    **accounts.SUBJECTS,
}


def subject_of(step_name: str, model: type[StepModel]) -> Subject:
    """The step's own subject, or its model's."""
    found = SUBJECTS.get(step_name) or SUBJECTS.get(model)
    assert found, (
        f"No test knows how to make a {model.__name__} for {step_name}: add a maker for it to SUBJECTS in "
        "its app's module of tests/doors/subjects/, with who sees it in each state."
    )
    return found
