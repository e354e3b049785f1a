"""What a hand-over summary is written from: the parts of the record it may come from, read at once."""

from dataclasses import dataclass

from careplans.models import CarePlan, Commitment, Goal
from clients.models import Case, Phone, SupportPerson
from clients.policy.sight import RUNNING
from followups.models import FollowUp
from transitions.models import Clock, MedicineLine, MedicinesWorksheet, TeachBack, Transition
from transitions.queries.owed import OWED
from workflow.together import together

Kind = FollowUp.Kind
# What a receiver may go on from; the agency's own paperwork (notes, answers, comparing) stays here.
TOLD_ON = (Kind.FIRST_CONTACT, Kind.ASSESS, Kind.COMMITMENT, Kind.REVIEW, Kind.OWN)
WHY = "the parts of a summary whoever sees the client may read"
MOST = 20


@dataclass(frozen=True)
class Parts:
    cases: list[Case]
    plans: list[CarePlan]
    goals: list[Goal]
    promises: list[Commitment]
    clocks: list[Clock]
    due: list[FollowUp]
    phones: list[Phone]
    supporters: list[SupportPerson]
    medicines: list[MedicineLine]
    checks: list[TeachBack]
    reconciled: list[MedicinesWorksheet]

    @property
    def case(self) -> Case | None:
        return self.cases[0] if self.cases else None


def parts_of(transition: Transition) -> Parts:
    """All of it in one query. What is due as a safety flag stays with whoever answers it."""
    client = transition.client_id
    plans = CarePlan.objects.unscoped(WHY).filter(client_id=client, status=CarePlan.Status.ACTIVE)
    goals = Goal.objects.unscoped(WHY).filter(client_id=client, plan__status=CarePlan.Status.ACTIVE, status=Goal.Status.ACCEPTED)
    promises = Commitment.objects.unscoped(WHY).filter(
        client_id=client, plan__status=CarePlan.Status.ACTIVE, status=Commitment.Status.ACCEPTED
    )
    due = FollowUp.objects.unscoped(WHY).filter(client_id=client, status=FollowUp.Status.OPEN).exclude(
        source_key__startswith="transition:"
    )  # fmt: skip
    found = together(
        Case.objects.unscoped(WHY).filter(client_id=client, status__in=RUNNING).select_related("case_manager"),
        plans.order_by("id")[:1],
        goals.select_related("need").order_by("rank", "id")[:MOST],
        promises.select_related("goal__need", "support_person", "worker", "partner").order_by("due_on", "id")[:MOST],
        Clock.objects.unscoped(WHY).filter(OWED, transition_id=transition.pk).order_by("due_at", "id")[:MOST],
        due.filter(kind__in=TOLD_ON).select_related("owner").order_by("due_at", "id")[:MOST],
        Phone.objects.unscoped(WHY).filter(client_id=client, calls_allowed=True).order_by("id")[:3],
        SupportPerson.objects.unscoped(WHY).filter(client_id=client, status=SupportPerson.Status.CURRENT).order_by("id")[:MOST],
        MedicineLine.objects.unscoped(WHY)
        .filter(
            transition_id=transition.pk, status=MedicineLine.Status.CURRENT, worksheet__status=MedicinesWorksheet.Status.COMPLETED
        )
        .order_by("thread", "id")[:100],
        TeachBack.objects.unscoped(WHY)
        .filter(transition_id=transition.pk, status=TeachBack.Status.RECORDED)
        .order_by("topic", "-id")
        .distinct("topic"),
        MedicinesWorksheet.objects.unscoped(WHY)
        .filter(transition_id=transition.pk, status=MedicinesWorksheet.Status.COMPLETED)
        .order_by("id")[:1],
    )
    return Parts(*found)
