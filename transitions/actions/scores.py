"""A risk score of one stay: begun with what the record knows, or gone on with where somebody left it."""

from uuid import uuid5

from assessments.actions.assessments import start_assessment
from assessments.models import Assessment
from transitions.models import Transition
from transitions.queries.risk import proposals_for
from transitions.queries.risk_scores import TITLES, scores_standing
from workflow.actor import Actor
from workflow.refusals import Conflict, StepRefused


def begin_score(stay: Transition, instrument: str, actor: Actor) -> Assessment:
    """One unfinished score of a kind at a time: two halves of a LACE, begun on different days, are worth less than one whole."""
    if instrument not in TITLES:
        raise StepRefused("Choose LACE or HOSPITAL.")
    standing = scores_standing(actor, stay)[instrument]
    if not standing.in_use and standing.draft is None:
        raise StepRefused(
            f"{TITLES[instrument]} is switched off or retired. An administrator can switch it on among the instruments."
        )
    if standing.draft is not None:
        return standing.draft
    known = next(one for one in proposals_for(actor, stay) if one.instrument == instrument)
    # Whoever presses at the same moment begins the same one.
    name = uuid5(stay.pk, f"{instrument}:{standing.finished}")
    try:
        begun: Assessment = start_assessment(
            stay.client_id, actor=actor, id=name, instrument=instrument, occasion=Assessment.Occasion.TRANSITION,
            mode=Assessment.Mode.OBSERVED, answers=known.answers,
        )  # fmt: skip
    except Conflict:
        draft = scores_standing(actor, stay)[instrument].draft
        if draft is None:
            raise
        return draft
    return begun
