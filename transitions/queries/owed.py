"""Clocks somebody still has to see to: what the sweep looks for, and what keeps a case open."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from clients.models import Case
from transitions.models import Clock
from transitions.queries.wanted import MOVES

# The query of Clock.still_owed.
OWED = Q(status=Clock.Status.RUNNING) | Q(status=Clock.Status.MISSED, reason="")
SWEEP = "clocks run out whoever is signed in"
CLOSING = "a case may not close over clocks that protect its client"


def run_out() -> "QuerySet[Any]":
    """Longest first, by the database's clock; however many clocks there ever were, only those that run are looked at."""
    return Clock.objects.unscoped(SWEEP).filter(status=Clock.Status.RUNNING, due_at__lt=Now()).order_by("due_at", "id")


def what_a_case_owes(case: Case) -> str:
    """What has to be done before the case closes over transitions whose clocks protect the client."""
    rows = Clock.objects.unscoped(CLOSING).filter(OWED, client_id=case.client_id, transition__status__in=MOVES)
    if not (how_many := rows.count()):
        return ""
    many = f"{how_many} steps of a transition are" if how_many > 1 else "1 step of a transition is"
    return f"{many} still due. Meet them, or end what is left of that transition with the reason, then close the case."


def foresee_owed(transitions: Sequence[Any]) -> None:
    """Which of them still owe something, in one query; none where their clocks are known already."""
    if all("owes" in transition.__dict__ for transition in transitions):
        return
    rows = Clock.objects.unscoped("clocks of transitions somebody sees").filter(OWED, transition__in=transitions)
    owing = set(rows.values_list("transition_id", flat=True))
    for transition in transitions:
        transition.owes = transition.pk in owing
