"""Who of the three has answered about the hand-over; the newest answer of each counts."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from transitions.models import Confirmation, Transition

WHY = "the answers to a hand-over somebody may see"


def foresee_parties(transitions: list[Any]) -> None:
    """For all of them at once."""
    answered: dict[UUID, set[str]] = defaultdict(set)
    rows = Confirmation.objects.unscoped(WHY).filter(transition__in=transitions, status=Confirmation.Status.RECORDED)
    for transition_id, party in rows.values_list("transition_id", "party"):
        answered[transition_id].add(party)
    for transition in transitions:
        transition.parties_answered = answered[transition.pk]


def parties_left(transition: Transition) -> list[str]:
    if not hasattr(transition, "parties_answered"):
        foresee_parties([transition])
    return [label for party, label in Confirmation.Party.choices if party not in transition.parties_answered]  # type: ignore[attr-defined]  # kept there by foresee_parties
