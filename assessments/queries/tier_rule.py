"""The rule of the risk tier: what is counted (data that comes with the system) and the agency's own points for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assessments.models import TierRule

# The rule as it comes with the system; the agency's own editions count from 1.
SHIPPED_EDITION = 0
FILE = Path(__file__).resolve().parent.parent / "tier_rule.json"


@dataclass(frozen=True)
class Factor:
    """One thing that can raise the tier, how it is called in a sentence, and where it comes from."""

    key: str
    section: str
    label: str
    kind: str
    name: str
    points: int
    basis: str
    at_least: int = 1
    instrument: str = ""
    severities: tuple[str, ...] = ()
    change: str = ""


@dataclass(frozen=True)
class Rule:
    """An edition of the rule; edition 0 is the one that comes with the system."""

    edition: int
    weights: Mapping[str, int]
    thresholds: Mapping[int, int]

    def tier_for(self, points: int) -> int:
        """The highest tier (1 to 4) whose threshold the points (0 or more) reach."""
        return max((tier for tier, least in self.thresholds.items() if points >= least), default=1)


@cache
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


@cache
def factors() -> tuple[Factor, ...]:
    return tuple(Factor(**{**given, "severities": tuple(given.get("severities", ()))}) for given in _shipped()["factors"])


def counted_days() -> int:
    """How long an assessment counts towards the tier."""
    return int(_shipped()["counted_days"])


def shipped_rule() -> Rule:
    thresholds = {int(tier): least for tier, least in _shipped()["tiers"].items()}
    return Rule(SHIPPED_EDITION, {factor.key: factor.points for factor in factors()}, thresholds)


def rule_of(row: TierRule | None) -> Rule:
    """The edition's own points; a factor that came with a later version of the system keeps its shipped ones."""
    shipped = shipped_rule()
    if row is None:
        return shipped
    weights = {key: row.definition["weights"].get(key, points) for key, points in shipped.weights.items()}
    return Rule(row.edition, weights, {int(tier): least for tier, least in row.definition["tiers"].items()})


def current_rule() -> Rule:
    return rule_of(TierRule.objects.filter(status=TierRule.Status.CURRENT).first())


def editions() -> list[TierRule]:
    return list(TierRule.objects.all()[:50])
