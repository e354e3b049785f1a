"""What has been answered so far: the newest answer to each line of a plan's version."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from careplans.models import Agreement, CarePlan, PlanVersion

WHY = "the answers to a plan found through visible_to"
YES = (Agreement.Answer.AGREED, Agreement.Answer.WITH_CHANGES)


@dataclass(frozen=True)
class Line:
    """One line as it was put to the client, with the newest answer to it."""

    kind: str
    id: str
    words: str
    detail: str
    owner_kind: str
    owner: str
    due: str
    answer: Agreement | None = None

    @property
    def agreed(self) -> bool:
        return self.answer is not None and self.answer.answer in YES

    @property
    def answered(self) -> bool:
        return self.answer is not None


def version_of(plan: CarePlan, revision: int | None = None) -> PlanVersion | None:
    """The version put to the client last, or the one named."""
    return versions_of(plan.pk, plan.proposed_revision if revision is None else revision).first()


def versions_of(plan_id: UUID, revision: int) -> "QuerySet[PlanVersion]":
    """The one version of this number, if it was put to the client."""
    rows: QuerySet[PlanVersion] = PlanVersion.objects.unscoped(WHY).filter(plan_id=plan_id, revision=revision)
    return rows


def lines_of(plan: CarePlan, version: PlanVersion | None = None) -> list[Line]:
    """The version's lines with their answers; an answer to the whole counts where a line has none of its own."""
    version = version or version_of(plan)
    return lines_with(version, list(answers_to(plan.pk, version.revision))) if version else []


def lines_with(version: PlanVersion, given: Iterable[Agreement]) -> list[Line]:
    """The same, from a version and its answers already fetched, the oldest answer first."""
    answers = _newest(given)
    return [Line(**line, answer=answers.get(line["id"]) or answers.get("")) for line in version.lines]


def answers_to(plan_id: UUID, revision: int) -> "QuerySet[Agreement]":
    rows: QuerySet[Agreement] = Agreement.objects.unscoped(WHY).filter(
        plan_id=plan_id, revision=revision, status=Agreement.Status.RECORDED
    )
    return rows.select_related("representative", "capacity_finding").order_by("id")


def _newest(given: Iterable[Agreement]) -> dict[str, Agreement]:
    found: dict[str, Agreement] = {}
    for answer in given:
        key = str(answer.line or "")
        if not key:
            # An answer to the whole plan takes the place of every earlier one.
            found.clear()
        found[key] = answer
    return found


def not_agreed(plan: CarePlan) -> list[Line]:
    return [line for line in lines_of(plan) if not line.agreed]


def answers_told(line: Line) -> dict[str, Any]:
    """For pages and the API: the answer's words and tone."""
    tones = {"agreed": "done", "agreed_with_changes": "done", "objected": "overdue", "declined": "overdue"}
    if line.answer is None:
        return {"label": "No answer yet", "tone": "waiting"}
    return {"label": line.answer.get_answer_display(), "tone": tones.get(line.answer.answer, "waiting")}
