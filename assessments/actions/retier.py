"""When the risk tier is computed anew: in the transaction of what changed it, and by a sweep when something gets too old."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.actions.tiers import WORKER, compute_tier, expire_override, recompute_tier
from assessments.models import RiskTier
from assessments.queries.schedule import running_case_of
from assessments.queries.tier_rule import current_rule
from clients.models import Case
from clients.policy.sight import RUNNING
from workflow.reactions import Happening

WHY = "the tier of a case follows from its client's record"
# A round of the sweep stays within minutes; what is left over waits for the next one.
MOST_AT_ONCE = 4000


def assessment_changed(happening: Happening) -> None:
    """Completed, amended, marked as an error, or a safety flag raised: the tier follows at once."""
    if case := running_case_of(happening.obj.client_id):
        retier(case)


def support_changed(happening: Happening) -> None:
    """A caregiver came or went."""
    if happening.obj.caregiver and (case := running_case_of(happening.obj.client_id)):
        retier(case)


def case_changed(happening: Happening) -> None:
    """Opened, or the situation has changed; the record in hand goes on with the version it then has."""
    case: Case = happening.obj
    retier(case)
    case.refresh_from_db(fields=("version", "tier", "tier_words", "tier_until", "tier_then", "updated_at"))


def case_was_closed(happening: Happening) -> None:
    """No override outlives its case; the tier stays as it was computed last."""
    case: Case = happening.obj
    tier = _tier_of(case.pk)
    if tier is not None and tier.status == RiskTier.Status.OVERRIDDEN:
        expire_override(tier.pk, actor=WORKER, version=tier.version)
        case.refresh_from_db(fields=("version", "tier", "tier_words", "tier_until", "tier_then", "updated_at"))


def retier(case: Case) -> None:
    """The case's tier as its client's record stands now."""
    tier = _tier_of(case.pk)
    if tier is None:
        compute_tier(case.pk, actor=WORKER)
    elif tier.status == RiskTier.Status.OVERRIDDEN and not tier.is_overridden:
        ended = expire_override(tier.pk, actor=WORKER, version=tier.version)
        recompute_tier(tier.pk, actor=WORKER, version=ended.version)
    else:
        recompute_tier(tier.pk, actor=WORKER, version=tier.version)


def _tier_of(case_id: UUID) -> RiskTier | None:
    found: RiskTier | None = RiskTier.objects.unscoped(WHY).filter(case_id=case_id).first()
    return found


def sweep_tiers(most: int = MOST_AT_ONCE) -> int:
    """Compute anew where an override has ended, something counted got too old, or the rule has changed; each by itself."""
    swept = 0
    for pk in list(_to_look_at().values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            tier = RiskTier.objects.unscoped(WHY).select_related("case").filter(pk=pk).select_for_update(of=("self",)).first()
            if tier is not None:
                retier(tier.case)
                swept += 1
    return swept


def _to_look_at() -> "QuerySet[RiskTier]":
    today = timezone.localdate()
    due = Q(look_again_on__lte=today) | ~Q(rule_edition=current_rule().edition)
    ended = Q(status=RiskTier.Status.OVERRIDDEN, override_until__lt=today)
    rows: QuerySet[RiskTier] = RiskTier.objects.unscoped(WHY).filter(due | ended, case__status__in=RUNNING)
    return rows.order_by("id")
