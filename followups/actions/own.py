"""Follow-ups people add themselves, once or repeating, and the next of a series."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from accounts.models import Agency
from accounts.queries import closed_days, the_agency
from clients.models import Client
from followups.actions.planning import plan_deliveries
from followups.forms.own import AddFollowUpForm
from followups.models import FollowUp
from followups.policy import follow_ups as policy
from followups.policy.repeating import next_occurrence
from followups.queries.people import case_of
from workflow.business_days import end_of_day
from workflow.identifiers import new_id
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

OPEN, SCOPE = FollowUp.Status.OPEN, "follow-ups:write"
SAME = (
    "client_id",
    "case_id",
    "team_id",
    "owner_id",
    "kind",
    "title",
    "why",
    "urgency",
    "object_id",
    "taken_over",
    "remind_client",
)
RHYTHM = ("repeat_every", "repeat_unit", "repeat_until", "repeat_from")

ADD = Step(
    name="follow_up.add", event="follow_up.added", label="Add a follow-up", done="Follow-up added.", model=FollowUp,
    target=OPEN, parent=Client, parent_field="client", may=policy.may_add, form=AddFollowUpForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_follow_up(client: Client, taken: Taken) -> FollowUp:
    """Put on a list what you mean to do for a client, so that nobody has to remember it."""
    data, case = taken.data, case_of(client)
    taken.notes.update(kind=FollowUp.Kind.OWN.value, due_at=data["due_at"].isoformat())
    follow_up = FollowUp(
        client=client, case=case, team_id=case.team_id if case else None, kind=FollowUp.Kind.OWN, title=data["title"],
        why=data["why"] or f"Added by {taken.actor.name}"[:300], owner_id=_owner(taken, case), due_at=data["due_at"],
        urgency=data["urgency"], remind_client=data["remind_client"], source_key=_source(f"own:{new_id()}", 1), object_id=client.pk, **_rhythm(data),
    )  # fmt: skip
    taken.then(lambda: plan_deliveries(follow_up))
    return follow_up


def _owner(taken: Taken, case: Any) -> UUID | None:
    """Whoever was named, else the person who adds it, else (for a system) the case manager."""
    if taken.data["owner"]:
        return taken.data["owner"].pk
    if taken.actor.is_person:
        return taken.actor.id
    return case.case_manager_id if case else None


def _source(series: str, occurrence: int) -> str:
    return f"{series}:{occurrence}"


def _rhythm(data: Any) -> dict[str, Any]:
    if not data["repeat_every"]:
        return {}
    return {**{name: data[name] for name in RHYTHM[:3]}, "repeat_from": data["due_on"]}


# Quiet: that the one before was done stands on the timeline already.
REPEAT = Step(
    name="follow_up.repeat", event="follow_up.repeated", label="Open the next one", done="The next one is open.", model=FollowUp,
    target=OPEN, parent=FollowUp, parent_field="previous", may=policy.may_open, scope=SCOPE, quiet=True,
)  # fmt: skip


@REPEAT.rule
def repeat_follow_up(previous: FollowUp, taken: Taken) -> FollowUp:
    """Open the next of a series: on its own day counted from the first, moved off weekends, holidays and closures."""
    following = the_next(previous, taken.now)
    if following is None:
        raise StepRefused("The series has ended; add a new follow-up if it is still needed.")
    number, day = following
    same = {name: getattr(previous, name) for name in (*SAME, *RHYTHM)}
    due_at = _at_its_time(previous, day, the_agency())
    source_key = _source(previous.source_key.rpartition(":")[0], number)
    following_one = FollowUp(**same, previous=previous, occurrence=number, source_key=source_key, due_at=due_at)
    taken.then(lambda: plan_deliveries(following_one))
    return following_one


def the_next(previous: FollowUp, now: datetime) -> tuple[int, date] | None:
    """Number and day of the next of its series, or None for what comes once or has ended."""
    agency = the_agency()
    return next_occurrence(previous, now.astimezone(agency.zone).date(), closed_days(agency))


def _at_its_time(previous: FollowUp, day: date, agency: Agency) -> datetime:
    """The hour of the first one, whatever was moved since, or the end of the day."""
    was = (previous.first_due_at or previous.due_at).astimezone(agency.zone)
    at_the_end = was.time() == end_of_day(was.date(), agency.zone).time()
    return end_of_day(day, agency.zone) if at_the_end else datetime.combine(day, time(was.hour, was.minute), tzinfo=agency.zone)
