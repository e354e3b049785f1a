"""Intake's worklist: referrals nobody has decided on yet."""

from django.db.models import Case as When
from django.db.models import IntegerField, QuerySet, Value
from django.db.models import When as If

from clients.models import Case
from workflow.actor import Actor

URGENCY = When(
    If(urgency=Case.Urgency.URGENT, then=Value(0)), If(urgency=Case.Urgency.SOON, then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip
MOST = 100


def to_screen(actor: Actor) -> "QuerySet[Case]":
    """Urgent ones first, then the oldest."""
    rows: QuerySet[Case] = Case.objects.visible_to(actor).filter(status__in=(Case.Status.REFERRED, Case.Status.SCREENING))
    return rows.select_related("client").order_by(URGENCY, "referred_on", "id")[:MOST]
