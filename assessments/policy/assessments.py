"""Who sees and takes assessments."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from assessments.models import Assessment
from clients.models import Consent
from clients.policy.cases import is_staff, stands_in_for_staff
from clients.policy.contacts import is_author
from clients.policy.sight import of_visible_client
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if

WHY = "whether the client let this partner read assessments"


def may_take(actor: Actor, client: Any) -> Verdict:
    """Whoever works with the client asks; a partner sends what it asked itself."""
    return allowed_if(
        is_staff(actor) or actor.is_api_client, "Only people and partners who work with this client can assess them."
    )


def may_answer(actor: Actor, assessment: Assessment) -> Verdict:
    """A colleague who covers can go on where somebody stopped; a partner finishes only its own."""
    permitted = is_staff(actor) or stands_in_for_staff(actor) or is_author(actor, assessment)
    return allowed_if(permitted, "Only staff who work with this client, or whoever began it, can go on with it.")


def may_conclude(actor: Actor, assessment: Assessment) -> Verdict:
    """A conclusion is a case manager's own judgement (NCQA: raw answers do not count), never a partner system's."""
    return allowed_if(is_staff(actor) or stands_in_for_staff(actor), "Only staff who work with this client can conclude on it.")


def may_amend(actor: Actor, assessment: Assessment) -> Verdict:
    return may_answer(actor, assessment)


def may_mark_error(actor: Actor, assessment: Assessment) -> Verdict:
    permitted = is_author(actor, assessment) or stands_in_for_staff(actor) or actor.has("supervisor")
    return allowed_if(permitted, "Only whoever took it, or a supervisor, can mark it as an error.")


def may_raise_flag(actor: Actor, assessment: Assessment) -> Verdict:
    return allowed_if(actor.is_system, "A safety flag is raised by the answers themselves.")


def sees_sensitive(actor: Actor, assessment: Assessment) -> bool:
    """Answers about the people around the client go to no other organisation (they could endanger the client)."""
    return not actor.is_api_client or stands_in_for_staff(actor) or is_author(actor, assessment)


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
