"""The medicines worksheet as its page, its paper and its reactions read it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from transitions.models import Clock, MedicineLine, MedicinesWorksheet, Transition
from transitions.queries.page import visible
from workflow.actor import Actor

WHY = "the worksheet of one transition, for its own steps"
W, L = MedicinesWorksheet.Status, MedicineLine.Status
CLINICIANS = frozenset({"prescriber", "pharmacist", "nurse"})


def has_worksheet(transition: Transition) -> bool:
    """As foreseen for a list, or asked now."""
    known = getattr(transition, "worksheet_ids", None)
    if known is not None:
        return bool(known)
    return living_worksheets([transition.pk]).exists()


def living_worksheets(transition_ids: list[UUID]) -> Any:
    rows = MedicinesWorksheet.objects.unscoped(WHY).filter(transition__in=transition_ids)
    return rows.exclude(status=W.ENTERED_IN_ERROR)


def foresee_worksheets(transitions: list[Any]) -> None:
    """Which of them have one, in one query."""
    ids: dict[UUID, list[UUID]] = {transition.pk: [] for transition in transitions}
    for pk, transition_id in living_worksheets(list(ids)).values_list("pk", "transition_id"):
        ids[transition_id].append(pk)
    for transition in transitions:
        transition.worksheet_ids = ids[transition.pk]


def accepts(clock: Clock, profession: str) -> bool:
    """Whether the rule of this clock counts what somebody of this profession reconciled (HEDIS asks for a clinician, CMS does not)."""
    asked = next(step for step in clock.protocol.steps if step["key"] == clock.key)
    return asked.get("who", "anybody") != "clinician" or profession in CLINICIANS


@dataclass(frozen=True)
class WorksheetPage:
    transition: Transition
    worksheet: MedicinesWorksheet | None
    lines: list[MedicineLine]
    earlier: list[MedicineLine]
    withdrawn: list[MedicinesWorksheet]
    clocks: list[Clock]

    @property
    def unclear(self) -> list[MedicineLine]:
        return [line for line in self.lines if line.outcome == MedicineLine.Outcome.UNCLEAR]


def worksheet_page(actor: Actor, client_id: UUID, transition_id: UUID) -> WorksheetPage | None:
    """A fixed number of queries, however many medicines."""
    transition = visible(Transition, actor).filter(client_id=client_id, pk=transition_id).first()
    if transition is None:
        return None
    sheets = list(visible(MedicinesWorksheet, actor).filter(transition=transition).order_by("-id")[:20])
    worksheet = next((one for one in sheets if one.status != W.ENTERED_IN_ERROR), None)
    transition.worksheet_ids = [worksheet.pk] if worksheet else []
    lines = _lines(actor, worksheet) if worksheet else []
    clocks = visible(Clock, actor).filter(transition=transition, evidence_asked=Clock.Evidence.MEDICINES).order_by("due_at", "id")
    return WorksheetPage(
        transition, worksheet, [line for line in lines if line.status == L.CURRENT],
        [line for line in lines if line.status != L.CURRENT], [one for one in sheets if one is not worksheet], list(clocks),
    )  # fmt: skip


def _lines(actor: Actor, worksheet: MedicinesWorksheet) -> list[MedicineLine]:
    rows: list[MedicineLine] = list(visible(MedicineLine, actor).filter(worksheet=worksheet).order_by("thread", "id")[:200])
    for line in rows:
        line.worksheet = worksheet
    return rows


def medicines_standing(actor: Actor, transition: Transition) -> str:
    """In words for the card on the transition's page."""
    is_unclear = Q(lines__status=L.CURRENT, lines__outcome=MedicineLine.Outcome.UNCLEAR)
    rows = visible(MedicinesWorksheet, actor).filter(transition=transition).exclude(status=W.ENTERED_IN_ERROR)
    found = rows.annotate(unclear=Count("lines", filter=is_unclear)).first()
    transition.worksheet_ids = [found.pk] if found else []  # type: ignore[attr-defined]  # foreseen, see foresee_worksheets
    if found is None:
        return "Not started"
    said = (
        f"Reconciled by {found.reconciled_by} on {timezone.localtime(found.reconciled_at):%b %-d, %Y}"
        if found.status == W.COMPLETED
        else "Draft"
    )
    return f"{said}, {found.unclear} unclear" if found.unclear else said
