"""Holds that have run out: they end by themselves, each through its step."""

from django.db.models.functions import Now

from followups.actions.follow_ups import WORKER
from followups.actions.moving import end_hold
from followups.models import FollowUp
from workflow.refusals import Refusal

AT_ONCE = 500


def end_holds_that_ran_out() -> int:
    """What was held until a day is its owner's again from then, by the database's clock; answers how many were."""
    held = FollowUp.objects.unscoped("holds end whoever is signed in").filter(status=FollowUp.Status.OPEN, hold_until__lte=Now())
    ended = 0
    for pk, version in held.order_by("hold_until", "id").values_list("pk", "version")[:AT_ONCE]:
        try:
            end_hold(pk, actor=WORKER, version=version)
        except Refusal:
            # Somebody was faster; the next sweep looks at it as it is then.
            continue
        ended += 1
    return ended
