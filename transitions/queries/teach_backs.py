"""The discharge plan as it was checked with the client, topic by topic, and what became of what was missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from careplans.models import CarePlan
from followups.models import FollowUp
from transitions.models import Clock, TeachBack, Transition
from transitions.queries.page import visible
from workflow.actor import Actor

WHY = "the plan of the client whose transition this is"
P = CarePlan.Status
MEETINGS = (Clock.Evidence.CONTACT, Clock.Evidence.VISIT)
Topic, Recorded = TeachBack.Topic, TeachBack.Status.RECORDED


def living_plan(client_id: UUID) -> CarePlan | None:
    rows = CarePlan.objects.unscoped(WHY).filter(client_id=client_id, status__in=(P.DRAFT, P.PROPOSED, P.ACTIVE, P.ON_HOLD))
    found: CarePlan | None = rows.first()
    return found


@dataclass(frozen=True)
class TopicRow:
    """One topic: the check that counts, what came of what was missing, and the checks before it."""

    value: str
    label: str
    check: TeachBack | None
    remedy: Any
    again: Any
    moved_from: datetime | None
    earlier: list[TeachBack]


@dataclass(frozen=True)
class TeachBackPage:
    transition: Transition
    rows: list[TopicRow]

    @property
    def words(self) -> str:
        return standing(row.check for row in self.rows)


def teach_back_page(actor: Actor, client_id: UUID, transition_id: UUID) -> TeachBackPage | None:
    """A fixed number of queries, however often it was checked."""
    transition = visible(Transition, actor).filter(client_id=client_id, pk=transition_id).first()
    if transition is None:
        return None
    checks = _checks(actor, transition)
    due = FollowUp.objects.visible_to(actor).filter(source_key__startswith=f"transition:{transition.pk}:check:")
    follow_ups: dict[str, list[FollowUp]] = {}
    for one in due.select_related("owner", "offered_to").order_by("-id")[:200]:
        follow_ups.setdefault(one.source_key, []).append(one)
    return TeachBackPage(transition, [_row(topic, checks, follow_ups) for topic in Topic])


def _row(topic: Any, checks: list[TeachBack], follow_ups: dict[str, list[FollowUp]]) -> TopicRow:
    own = [check for check in checks if check.topic == topic]
    check = next((one for one in own if one.status == Recorded), None)
    remedy: Any = None
    if check and check.remedy:
        remedy = check.commitment or next(iter(follow_ups.get(check.source_key, [])), None)
    again = follow_ups.get(check.again_key, []) if check and check.understood == TeachBack.Understood.NOT_YET else []
    # It was moved if the one before it, of the same check, was dropped for it.
    moved = [one.due_at for one in again[1:2] if one.object_id == again[0].object_id and one.status == FollowUp.Status.DROPPED]
    others = [one for one in own if one is not check]
    return TopicRow(topic.value, topic.label, check, remedy, next(iter(again), None), next(iter(moved), None), others)


def _checks(actor: Actor, transition: Transition) -> list[TeachBack]:
    rows = visible(TeachBack, actor).filter(transition=transition).select_related("transition", "client", "commitment")
    return list(rows.order_by("-id")[:200])


def next_meeting(transition_id: UUID, now: datetime) -> datetime | None:
    """When somebody is to talk with the client next: the visit that is booked, or the last moment of a contact or visit that is due."""
    rows = Clock.objects.unscoped(WHY).filter(
        transition_id=transition_id,
        status=Clock.Status.RUNNING,
        evidence_asked__in=MEETINGS,
    )
    ahead = [moment for clock in rows.order_by("due_at", "id") if (moment := clock.booked_for or clock.due_at) > now]
    return min(ahead, default=None)


def standing(checks: Any) -> str:
    """In words for the card on the transition's page."""
    done = [check for check in checks if check]
    if not done:
        return "Not started"
    missing = sum(check.arranged == TeachBack.Arranged.NO for check in done)
    again = sum(check.understood != TeachBack.Understood.YES for check in done)
    said = f"{len(done)} of {len(Topic)} checked"
    return said + (f", {missing} missing" if missing else "") + (f", {again} to be checked again" if again else "")


def teach_back_standing(actor: Actor, transition: Transition) -> str:
    rows = visible(TeachBack, actor).filter(transition=transition, status=Recorded).order_by("topic", "-id").distinct("topic")
    return standing(rows)


def told_onward(check: TeachBack) -> str:
    """What a receiver goes on from: what is missing, what is not yet understood, and the warning signs in the client's words."""
    missing = f"Missing: {check.missing}" if check.arranged == TeachBack.Arranged.NO else ""
    own = f"“{check.client_words}”" if check.topic == Topic.WARNING_SIGNS and check.client_words else ""
    return ". ".join(filter(None, (missing, _not_understood(check), own)))


def _not_understood(check: TeachBack) -> str:
    if check.understood == TeachBack.Understood.YES:
        return ""
    return ": ".join(filter(None, (check.get_understood_display(), check.why_not)))
