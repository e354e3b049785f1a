"""Verdicts: a permission that can say in a sentence who would be allowed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workflow.actor import Actor


@dataclass(frozen=True, slots=True)
class Verdict:
    """Truthy when allowed; otherwise `reason` tells the reader what would help."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)

May = Callable[[Actor, Any], Verdict]


@lru_cache(maxsize=1024)
def denied(reason: str) -> Verdict:
    return Verdict(False, reason)


def allowed_if(condition: bool, otherwise: str) -> Verdict:
    return ALLOWED if condition else denied(otherwise)
