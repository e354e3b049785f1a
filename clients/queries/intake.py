"""Intake's worklist: referrals nobody has decided on yet."""

from django.db.models import QuerySet

from clients.models import Case
from workflow.actor import Actor

MOST = 100


def to_screen(actor: Actor) -> "QuerySet[Case]":
    """Urgent ones first, then the oldest."""
    rows: QuerySet[Case] = Case.objects.visible_to(actor).filter(status__in=(Case.Status.REFERRED, Case.Status.SCREENING))
    return rows.select_related("client").order_by(*Case.BY_URGENCY)[:MOST]
