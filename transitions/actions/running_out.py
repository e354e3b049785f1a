"""Clocks that have run out: each is marked as missed through its step, and its follow-up stays until it is done late or ended."""

from transitions.actions.clocks import expire_clock
from transitions.actions.unattended import WORKER
from transitions.queries.owed import run_out
from workflow.refusals import Refusal

AT_ONCE = 500


def mark_what_ran_out() -> int:
    """Answers how many were marked; what is left is the next sweep's."""
    marked = 0
    for pk, version in run_out().values_list("pk", "version")[:AT_ONCE]:
        try:
            expire_clock(pk, actor=WORKER, version=version)
        except Refusal:
            # Somebody was faster; the next sweep looks at it as it is then.
            continue
        marked += 1
    return marked
