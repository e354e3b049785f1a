"""Flags: what the answers call attention to, from "at once" down to "look at this"."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assessments.models.questionnaire import Questionnaire
from assessments.queries.conditions import Known, holds

EMERGENCY, URGENT, REVIEW, NEED, INFO = "emergency", "urgent", "review", "need", "info"
SEVERITIES = (EMERGENCY, URGENT, REVIEW, NEED, INFO)
# Shown and acted on at once, whatever the total and however incomplete the form (standards.md 0.8).
SAFETY = (EMERGENCY, URGENT)


@dataclass(frozen=True)
class Flag:
    """Something an answer or a score calls attention to, with what to do about it."""

    id: str
    severity: str
    title: str
    action: str = ""
    note: str = ""
    domain: str = ""

    @property
    def is_safety(self) -> bool:
        return self.severity in SAFETY

    def as_data(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


def flags_of(questionnaire: Questionnaire, known: Known) -> list[Flag]:
    """Every flag the answers raise, the gravest first; evaluated on an incomplete form as well."""
    raised = [_flag(flag) for flag in questionnaire.flags if holds(flag["when"], known)]
    return sorted(raised, key=lambda flag: SEVERITIES.index(flag.severity))


def _flag(given: Mapping[str, Any]) -> Flag:
    return Flag(**{name: given[name] for name in ("id", "severity", "title", "action", "note", "domain") if name in given})
