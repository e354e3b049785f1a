"""Who sees and takes assessments."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clients.models import Consent
from clients.policy.cases import stands_in_for_staff
from clients.policy.sight import of_visible_client
from workflow.actor import Actor

WHY = "whether the client let this partner read assessments"


def assessment_visibility(actor: Actor) -> Q:
    """With the client; a partner sees its own, and the rest only while the client consents to it."""
    seen = of_visible_client(actor)
    if not actor.is_api_client or stands_in_for_staff(actor):
        return seen
    return seen & (Q(author_client_id=actor.id) | Q(client_id__in=_consented(actor.id)))


def _consented(partner: UUID | None) -> object:
    today = timezone.localdate()
    given = Consent.objects.unscoped(WHY).filter(
        grantee_client_id=partner, status=Consent.Status.ACTIVE, scope__contains=[Consent.Scope.ASSESSMENTS], starts_on__lte=today
    )
    return given.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).values("client_id")
