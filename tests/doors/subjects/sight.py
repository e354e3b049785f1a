"""How a record is made for a step and who sees it: the words every table of subjects uses."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from tests.doors.cast import ONESELF, PARTNERS, ROLES, SYSTEM, Cast
from workflow.models import StepModel

EVERYBODY = frozenset({*ROLES, ONESELF})
# Partners the client consented to; the foreign one has every scope and no consent.
CONSENTED = frozenset(PARTNERS) - {"foreign_partner"}
# Who sees a client while a case is open, after it was closed, and before it was opened or when it was declined.
IN_WORK = frozenset({"case_manager", "supervisor", SYSTEM, *CONSENTED})
AFTERWARDS = IN_WORK | {"intake"}
BEFOREHAND = frozenset({"intake", SYSTEM, *CONSENTED})
SIGHT_OF_OFFER = {"open": IN_WORK | {"other_case_manager"}, "done": IN_WORK, "dropped": IN_WORK}
SIGHT_OF_CASE = {
    "referred": BEFOREHAND, "screening": BEFOREHAND, "declined": BEFOREHAND, "open": IN_WORK, "closed": AFTERWARDS,
}  # fmt: skip

Maker = Callable[[Cast, str], Any]


@dataclass(frozen=True)
class Subject:
    """How to make it, and who sees it: one set, or one for each state."""

    make: Maker
    seen_by: frozenset[str] | Mapping[str, Iterable[str]]
    # Whom ONESELF stands for, on records about a person who works here.
    oneself: Callable[[Any], User] | None = None

    def seen_in(self, state: str) -> frozenset[str]:
        return frozenset(self.seen_by[state]) if isinstance(self.seen_by, Mapping) else self.seen_by


ASSIGNED = frozenset({"case_manager", "other_case_manager", SYSTEM})
# The partner that sent it, and nobody else of the partners.
SENT = frozenset({"case_manager", "supervisor", "partner", "integration", SYSTEM})
ADMINISTRATORS = frozenset({"administrator", SYSTEM})
# A notice about nobody yet is for those who take people in.
DECIDERS_OF_NOTICES = frozenset({"intake", "supervisor", "other_supervisor", "integration", SYSTEM})

Subjects = dict[type[StepModel] | str, Subject]
