"""The ladder that holds for a kind of follow-up: the agency's own, or ours."""

from dataclasses import asdict
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Agency
from followups.models import FollowUp, Ladder
from followups.policy.ladders import Steps, default_steps, steps_of
from workflow.together import Prepared


class KindLadder(NamedTuple):
    """One row of the settings: a kind, its rungs, and the agency's own row if there is one."""

    kind: str
    label: str
    steps: Steps
    own: Ladder | None

    @property
    def as_query(self) -> str:
        """What a form for the agency's own starts with: these rungs."""
        shown = {name: value for name, value in asdict(self.steps).items() if value not in (None, False)}
        return urlencode({"kind": self.kind, **shown})


# Asked whenever something is opened: one question, whose words are made once for each kind.
_RULES = Prepared(
    lambda kind, _: [
        Agency.objects.filter(status=Agency.Status.CURRENT),
        Ladder.objects.filter(kind=kind, status=Ladder.Status.CURRENT),
    ]
)
NOTHING = UUID(int=0)


def rules_for(kind: str) -> tuple[Steps, ZoneInfo]:
    """The ladder of a kind, and the zone of the agency by whose clock days begin and end."""
    [agency], own = _RULES.ask(kind, record=NOTHING)
    return (steps_of(own[0]) if own else default_steps(kind)), agency.zone


def steps_for(kind: str) -> Steps:
    row = Ladder.objects.filter(kind=kind, status=Ladder.Status.CURRENT).first()
    return steps_of(row) if row else default_steps(kind)


def ladders() -> list[KindLadder]:
    """Every kind with the ladder that holds for it."""
    own = {row.kind: row for row in Ladder.objects.filter(status=Ladder.Status.CURRENT)}
    return [
        KindLadder(kind, str(label), steps_of(own[kind]) if kind in own else default_steps(kind), own.get(kind))
        for kind, label in FollowUp.Kind.choices
    ]
