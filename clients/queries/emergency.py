"""Records opened in an emergency, for as long as they stay open."""

from uuid import UUID

from django.utils import timezone

from clients.models import EmergencyAccess


def opened_by(user_id: UUID) -> frozenset[UUID]:
    """The clients whose records this person has open in an emergency at this moment, reviewed already or not."""
    rows = EmergencyAccess.objects.unscoped("an actor carries what it has opened")
    return frozenset(rows.filter(user_id=user_id, expires_at__gt=timezone.now()).values_list("client_id", flat=True))
