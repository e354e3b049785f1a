"""Who sees a plan: whoever sees the client, a partner the client consented to, and whoever holds its private link.

A partner and a support person without leave to know the plan see only the promises they made themselves.
"""

from django.db.models import Q, QuerySet
from django.utils import timezone

from careplans.models import CarePlan, PrivateLink
from careplans.models.codes import OwnerKind
from clients.models import Consent, SupportPerson
from clients.policy.cases import is_staff, stands_in_for_staff
from clients.policy.sight import consented_to, of_visible_client
from workflow.actor import Actor

WHY = "deciding who sees a plan"


def plan_visibility(actor: Actor) -> Q:
    if actor.is_guest:
        return Q(pk__in=_linked(actor).filter(_knows_the_plan()).values("plan_id"))
    return need_visibility(actor)


def need_visibility(actor: Actor) -> Q:
    """With the client; a partner while the client lets it know the plan."""
    seen = of_visible_client(actor)
    if not actor.is_api_client or stands_in_for_staff(actor):
        return seen
    return seen & Q(client_id__in=consented_to(actor, Consent.Scope.PLAN))


def of_visible_plan(actor: Actor) -> Q:
    """For every line of a plan, which belongs to the plan's own client."""
    if actor.is_guest:
        return Q(plan_id__in=CarePlan.objects.visible_to(actor).values("pk"))
    return need_visibility(actor)


def commitment_visibility(actor: Actor) -> Q:
    """With the plan; and one's own promises in any case."""
    seen = of_visible_plan(actor)
    if actor.is_guest:
        own = _linked(actor).exclude(support_person=None)
        seen |= Q(
            owner_kind=OwnerKind.SUPPORT_PERSON,
            support_person_id__in=own.values("support_person_id"),
            plan_id__in=own.values("plan_id"),
        )
    if actor.is_api_client:
        seen |= Q(owner_kind=OwnerKind.PARTNER, partner_id=actor.id)
    return seen


def link_visibility(actor: Actor) -> Q:
    """With the plan; a guest sees the one they came by."""
    return Q(pk__in=_linked(actor).values("pk")) if actor.is_guest else of_visible_plan(actor)


def lesson_visibility(actor: Actor) -> Q:
    """Lessons name nobody: all staff read them, partners do not."""
    return Q() if is_staff(actor) or stands_in_for_staff(actor) else Q(pk__in=())


def _linked(actor: Actor) -> "QuerySet[PrivateLink]":
    """The guest's link, as long as it is neither used, revoked nor expired."""
    rows: QuerySet[PrivateLink] = PrivateLink.objects.unscoped(WHY).filter(
        pk=actor.own_id, status=PrivateLink.Status.ISSUED, expires_at__gt=timezone.now()
    )
    return rows


def _knows_the_plan() -> Q:
    """The client themself, a support person the client lets know the plan, or a representative who is asked to answer it."""
    return (
        Q(support_person=None)
        | Q(
            support_person__status=SupportPerson.Status.CURRENT, support_person__may_know__contains=[SupportPerson.Shareable.PLAN]
        )
        | (Q(purpose=PrivateLink.Purpose.AGREE) & _has_authority())
    )


def _has_authority() -> Q:
    """`SupportPerson.has_authority_on` today, for the database."""
    today = timezone.localdate()
    named = Q(support_person__status=SupportPerson.Status.CURRENT) & ~Q(support_person__representative="")
    started = Q(support_person__authority_from=None) | Q(support_person__authority_from__lte=today)
    running = Q(support_person__authority_until=None) | Q(support_person__authority_until__gte=today)
    return named & ~Q(support_person__authority_evidence="") & started & running
