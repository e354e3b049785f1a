"""Steps of the risk tier: computed from the record, overridden for a time; and of its rule."""

from typing import Any

from django.db.models import Max
from django.utils import timezone

from assessments.forms.tiers import AdoptRuleForm, OverrideTierForm
from assessments.models import RiskTier, TierRule
from assessments.policy import tiers as policy
from assessments.queries.tier_facts import facts_of
from assessments.queries.tier_rule import current_rule, factors
from assessments.queries.tiers import weighed
from clients.actions.cases import set_case_tier
from clients.forms.people import ReasonForm
from clients.models import Case
from workflow.actor import Actor, system_actor
from workflow.steps import Step, Taken

S = RiskTier.Status
SCOPE = "assessments:write"
RULE_SCOPE = "instruments:write"
WORKER = system_actor("risk tier")
WHY = "the case a tier belongs to"

# Quiet: where the tier of the case changes, that stands on the timeline.
COMPUTE = Step(
    name="risk_tier.compute", event="risk_tier.computed", label="Compute the tier", done="Risk tier computed.", model=RiskTier,
    target=S.COMPUTED, parent=Case, parent_field="case", may=policy.may_compute, scope=SCOPE, quiet=True,
)  # fmt: skip


@COMPUTE.rule
def compute_tier(case: Case, taken: Taken) -> RiskTier:
    """The first tier of a case, from whatever is known of the client by then; intake's estimate is kept beside it."""
    tier = RiskTier(client_id=case.client_id, case=case, estimate=None if case.tier_words else case.tier)
    _weigh(tier, taken)
    taken.then(lambda: tell_case(tier))
    return tier


RECOMPUTE = Step(
    name="risk_tier.recompute", event="risk_tier.recomputed", label="Compute anew", done="Risk tier computed anew.", model=RiskTier,
    source={S.COMPUTED, S.OVERRIDDEN}, may=policy.may_compute, scope=SCOPE, quiet=True,
)  # fmt: skip


@RECOMPUTE.rule
def recompute_tier(tier: RiskTier, taken: Taken) -> None:
    """After each assessment, admission, emergency visit, loss of home or caregiver, safety flag: what was true may be so no longer."""
    if not tier.case.tier_words and tier.case.tier:
        tier.estimate = tier.case.tier
    _weigh(tier, taken)
    taken.then(lambda: tell_case(tier))


def _weigh(tier: RiskTier, taken: Taken) -> None:
    rule, facts = current_rule(), facts_of(tier.case)
    found = weighed(facts, rule, tier.estimate)
    if found.tier != tier.computed:
        tier.computed_since = timezone.localdate()
    tier.computed, tier.points, tier.rule_edition = found.tier, found.points, rule.edition
    tier.grounds = [ground.as_data() for ground in found.grounds]
    tier.computed_at = taken.now
    tier.look_again_on = facts.until


def tell_case(tier: RiskTier) -> None:
    """The case carries what others read; nothing is told before there was anything to compute it from.

    What got too old raises nobody's tier: intake's estimate stands again, or none, until something is assessed.
    """
    case = Case.objects.unscoped(WHY).get(pk=tier.case_id)
    wanted = _of_case(tier)
    present = {name: getattr(case, name) for name in wanted}
    known = wanted["tier"] is not None or (tier.has_lapsed and case.tier_words)
    if known and wanted != present:
        given = {name.removeprefix("tier_"): value for name, value in wanted.items()}
        set_case_tier(case.pk, actor=WORKER, version=case.version, **given)


def _of_case(tier: RiskTier) -> dict[str, Any]:
    over = tier.is_overridden
    return {
        "tier": tier.estimate if tier.has_lapsed and not over else tier.tier,
        "tier_words": (f"overridden: {tier.override_reason}" if over else tier.computed_words)[:300],
        "tier_until": tier.override_until if over else None,
        "tier_then": (tier.estimate if tier.has_lapsed else tier.computed) if over else None,
    }


OVERRIDE = Step(
    name="risk_tier.override", event="risk_tier.overridden", label="Override the tier", done="Tier overridden.", model=RiskTier,
    source={S.COMPUTED, S.OVERRIDDEN}, target=S.OVERRIDDEN, may=policy.may_override, form=OverrideTierForm, scope=SCOPE,
)  # fmt: skip


@OVERRIDE.rule
def override_tier(tier: RiskTier, taken: Taken) -> None:
    """Who works with the client may know what no score shows; the reason and an end keep it from standing unexamined."""
    tier.override_tier, tier.override_reason, tier.override_until = taken.data["tier"], taken.data["reason"], taken.data["until"]
    tier.overridden_by_name = taken.actor.name[:120]
    taken.notes.update(tier=tier.override_tier, computed=tier.computed, until=tier.override_until.isoformat())
    taken.then(lambda: tell_case(tier))


END_OVERRIDE = Step(
    name="risk_tier.end_override", event="risk_tier.override_ended", label="End the override", done="The rule's tier counts again.",
    model=RiskTier, source={S.OVERRIDDEN}, target=S.COMPUTED, may=policy.may_override, form=ReasonForm, scope=SCOPE,
)  # fmt: skip


@END_OVERRIDE.rule
def end_override(tier: RiskTier, taken: Taken) -> None:
    """Go back to the rule before the override's last day, with the reason."""
    _forget_override(tier, taken)


def _has_expired(actor: Actor, tier: RiskTier) -> str:
    if tier.is_overridden and tier.case.status != Case.Status.CLOSED:
        return "This override still counts. End it with a reason if it should not."
    return ""


EXPIRE_OVERRIDE = Step(
    name="risk_tier.expire_override", event="risk_tier.override_expired", label="The override has ended", done="The override has ended.",
    model=RiskTier, source={S.OVERRIDDEN}, target=S.COMPUTED, may=policy.may_compute, ready=_has_expired, scope=SCOPE,
)  # fmt: skip


@EXPIRE_OVERRIDE.rule
def expire_override(tier: RiskTier, taken: Taken) -> None:
    """Its last day has passed, or its case was closed: from now the rule counts again."""
    _forget_override(tier, taken)


def _forget_override(tier: RiskTier, taken: Taken) -> None:
    taken.notes.update(tier=tier.override_tier, computed=tier.computed)
    tier.override_tier, tier.override_until = None, None
    tier.override_reason, tier.overridden_by_name = "", ""
    # The state is set when this returns, and only then does the rule's tier count.
    taken.then(lambda: tell_case(tier))


ADOPT = Step(
    name="tier_rule.adopt", event="tier_rule.adopted", label="Change the rule", done="The new rule is in force.", model=TierRule,
    target=TierRule.Status.CURRENT, may=policy.may_set_rule, form=AdoptRuleForm, scope=RULE_SCOPE,
    help="A new edition; the earlier ones stay readable. Tiers are computed anew over the next hour or so; overrides stay.",
)  # fmt: skip


@ADOPT.rule
def adopt_tier_rule(nothing: None, taken: Taken) -> TierRule:
    """Fit the points to the people this agency serves; each edition is kept, so that an old tier can be explained."""
    last = TierRule.objects.aggregate(last=Max("edition"))["last"] or 0
    for earlier in TierRule.objects.filter(status=TierRule.Status.CURRENT):
        replace_tier_rule(earlier.pk, actor=WORKER, version=earlier.version)
    weights = {factor.key: taken.data[factor.key] for factor in factors()}
    tiers = {str(tier): taken.data[f"tier_{tier}_from"] for tier in (2, 3, 4)}
    taken.notes["edition"] = last + 1
    return TierRule(
        edition=last + 1, definition={"weights": weights, "tiers": tiers}, why=taken.data["why"],
        adopted_by_name=taken.actor.name[:120],
    )  # fmt: skip


REPLACE = Step(
    name="tier_rule.replace", event="tier_rule.replaced", label="Replace", done="Replaced by a new edition.", model=TierRule,
    source={TierRule.Status.CURRENT}, target=TierRule.Status.REPLACED, may=policy.may_compute, scope=RULE_SCOPE,
)  # fmt: skip


@REPLACE.rule
def replace_tier_rule(rule: TierRule, taken: Taken) -> None:
    """An edition that was in force stays readable for the tiers it made."""
