"""Opening and closing follow-ups by their source, for the reactions: never twice, never left behind."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Agency, Team, User
from accounts.queries import closed_days
from clients.models import Case, Client
from followups.actions.follow_ups import WORKER, complete_follow_up, drop_follow_up, open_follow_up
from followups.models import FollowUp
from workflow.business_days import add_business_days, end_of_day
from workflow.together import Prepared

WHY = "a reaction looks for what its source opened"


def business_deadline(agency: Agency, start: datetime, days: int) -> datetime:
    """The end of the business day `days` after the start, in the agency's own time."""
    day = add_business_days(start.astimezone(agency.zone).date(), days, closed_days(agency))
    return end_of_day(day, agency.zone)


def open_once(
    source_key: str, kind: FollowUp.Kind, client: Client, *, about: Any, why: str, due_at: datetime,
    case: Case | None = None, owner: User | UUID | None = None, team: Team | UUID | None = None, urgent: bool = False,
    waiting_on: str = "", remind_client: bool = False, just_made: bool = False,
) -> None:  # fmt: skip
    """Open the follow-up of this source unless it is open already; whose it is may be said by an id alone.

    Of what was just made nothing can be open yet, so nobody looks; that there is one at most, the database keeps anyway.
    """
    if not just_made and _OPEN_OF_SOURCE.rows(record=source_key):
        return
    open_follow_up(
        client.pk, actor=WORKER, kind=kind, why=why, case=case, owner=owner, team=team, due_at=due_at,
        urgency=FollowUp.Urgency.URGENT if urgent else FollowUp.Urgency.ROUTINE, source_key=source_key, object_id=about.pk, waiting_on=waiting_on,
        remind_client=remind_client,
    )  # fmt: skip


def done(source_key: str, outcome: str) -> None:
    """Close the source's follow-up, if one is open."""
    for follow_up in _OPEN_OF_SOURCE.rows(record=source_key):
        complete_follow_up(follow_up.pk, actor=WORKER, version=follow_up.version, outcome=outcome)


def drop_all(outcome: str, **which: Any) -> None:
    """Drop every open follow-up of a case or client whose time has passed."""
    for follow_up in _open(**which):
        drop_follow_up(follow_up.pk, actor=WORKER, version=follow_up.version, outcome=outcome)


def _open(**which: Any) -> Any:
    rows = FollowUp.objects.unscoped(WHY).filter(status=FollowUp.Status.OPEN, **which)
    return rows.order_by("id")


_OPEN_OF_SOURCE = Prepared(lambda source_key: [_open(source_key=source_key)], stand_in="the key of a source")
