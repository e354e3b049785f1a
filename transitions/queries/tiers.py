"""The risk tier a case had at a moment of the past, from what was written down then."""

from datetime import datetime

from clients.models import Case
from workflow.models import Event

WHY = "the tiers a case has had"


def tier_at(case: Case | None, moment: datetime | None) -> int | None:
    """1 to 4; none where nobody had a tier then, or it is not known: before the case was opened nothing was.

    Each change of the tier is an event with what it was before and after; between the opening and the first of them
    intake's estimate stood.
    """
    if case is None or moment is None or case.opened_at is None or case.opened_at > moment:
        return None
    rows = Event.objects.unscoped(WHY).filter(object_type="clients.case", object_id=case.pk, name="case.tier_set")
    told = list(rows.order_by("at", "id").values_list("at", "data"))
    before = [data["to"] for at, data in told if at <= moment]
    found: int | None = before[-1] if before else told[0][1]["from"] if told else case.tier
    return found
