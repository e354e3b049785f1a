"""When a client is to be assessed again: the comprehensive assessment in use, and the last one of a case."""

import calendar
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from assessments.models import Assessment, Instrument
from clients.models import Case, Client
from clients.policy.sight import RUNNING
from followups.models import FollowUp
from workflow.actor import Actor

WHY = "a case's own last assessment, for what is due"


def comprehensive_in_use() -> bool:
    """Without a comprehensive assessment in use there is nothing to be due."""
    return Instrument.objects.filter(
        kind=Instrument.Kind.ASSESSMENT, status=Instrument.Status.PUBLISHED, switched_on=True
    ).exists()


def last_comprehensive(case: Case) -> Assessment | None:
    final = (Assessment.Status.COMPLETED, Assessment.Status.AMENDED)
    rows: QuerySet[Assessment] = Assessment.objects.unscoped(WHY).filter(
        case=case, instrument__kind=Instrument.Kind.ASSESSMENT, status__in=final
    )
    return rows.select_related("instrument", "case", "client").order_by("-assessed_on", "-id").first()


def running_case_of(client_id: UUID) -> Case | None:
    running: Case | None = Case.objects.unscoped(WHY).filter(client_id=client_id, status__in=RUNNING).first()
    return running


def months_later(day: date, months: int) -> date:
    """The same day so many months (0 or more) later; the last of the month where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_for_assessment(actor: Actor, client: Client) -> list[FollowUp]:
    """What is due for this client because of assessments: safety flags first, then the next one."""
    kinds = (FollowUp.Kind.SAFETY_FLAG, FollowUp.Kind.ASSESS)
    rows = FollowUp.objects.visible_to(actor).filter(client=client, status=FollowUp.Status.OPEN, kind__in=kinds)
    return list(rows.order_by("due_at", "id")[:10])


def calls_of(actor: Actor, assessment: Assessment) -> list[FollowUp]:
    """The open calls for help that this assessment's safety flags made."""
    rows = FollowUp.objects.visible_to(actor).filter(
        client_id=assessment.client_id, object_id=assessment.pk, status=FollowUp.Status.OPEN, kind=FollowUp.Kind.SAFETY_FLAG
    )
    return list(rows.order_by("due_at", "id"))
