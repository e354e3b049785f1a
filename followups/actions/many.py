"""The same step on many follow-ups: each through its own check, seen before it is done, and undone as easily."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from followups.actions.handing_over import hand_over, take_back_follow_up
from followups.actions.moving import move_follow_up_back, reschedule_follow_up
from followups.models import FollowUp
from workflow.actor import Actor
from workflow.kernel import one_cause
from workflow.refusals import InvalidInput, Refusal
from workflow.steps import BoundStep

MOST = 100
VERBS: dict[str, BoundStep] = {
    "reschedule": reschedule_follow_up, "hand_over": hand_over, "move_back": move_follow_up_back, "take_back": take_back_follow_up,
}  # fmt: skip
UNDONE_BY = {"reschedule": "move_back", "hand_over": "take_back"}


@dataclass(frozen=True)
class Outcome:
    """What the step would do, or did, to one of them: the row as it then is, or why it stays as it was."""

    id: UUID
    row: FollowUp | None = None
    refusal: Refusal | None = None

    @property
    def taken(self) -> bool:
        return self.refusal is None

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200

    @property
    def said(self) -> str:
        if isinstance(self.refusal, InvalidInput):
            return " ".join(message for messages in self.refusal.errors.values() for message in messages)
        return str(self.refusal or "")


def take_many(
    actor: Actor, verb: str, chosen: Sequence[tuple[UUID, int | None]], fields: Mapping[str, Any], *, preview: bool
) -> list[Outcome]:
    """Take the step on each, in a transaction of its own: one that is refused keeps none of the others back.

    A preview takes them just the same and undoes each at once, so that it cannot promise what would not happen.
    """
    with one_cause():
        return [_tried(VERBS[verb], pk, version, actor, fields, preview) for pk, version in chosen[:MOST]]


def _tried(bound: BoundStep, pk: UUID, version: int | None, actor: Actor, fields: Mapping[str, Any], preview: bool) -> Outcome:
    try:
        with transaction.atomic():
            row = bound(pk, actor=actor, version=version, **fields)
            if preview:
                transaction.set_rollback(True)
    except Refusal as refusal:
        return Outcome(pk, refusal=refusal)
    return Outcome(pk, row=row)


def chosen_rows(actor: Actor, ids: Sequence[UUID]) -> "QuerySet[FollowUp]":
    """Those of the named that this actor sees, earliest first; a row that is gone is simply not among them."""
    rows: QuerySet[FollowUp] = FollowUp.objects.visible_to(actor).filter(pk__in=list(ids)[:MOST])
    return rows.select_related("client", "case", "owner", "team", "offered_to").order_by("due_at", "id")
