"""/clients/<id>/tier/: a client's risk tier with its grounds; /settings/risk-tier/: the rule and its editions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.pages.frame import creation, settings_page
from assessments.models import RiskTier, TierRule
from assessments.queries.tier_rule import SHIPPED_EDITION, Rule, editions, factors, rule_of
from clients.models import Client
from clients.pages.frame import client_page, offers_of, render_client
from clients.queries.record import running_case
from workflow.actor import Actor

STEPS = ("risk_tier.override", "risk_tier.end_override")


@client_page("tier")
def client_tier(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    """The tier of the running case, or of the last one: each ground with its points, and the whole rule behind it."""
    rows = RiskTier.objects.visible_to(actor).filter(client=client).select_related("case").order_by("-case__number")
    tier = rows.first()
    rule = rule_of(TierRule.objects.filter(edition=tier.rule_edition).first() if tier else None)
    context = {
        "tier": tier,
        "offers": offers_of(actor, tier, *STEPS) if tier and tier.case == running_case(client) else [],
        "rule": _shown(rule, {key for ground in tier.grounds for key in ground["factors"]} if tier else set()),
    }
    return render_client(request, client, "overview", "assessments/client_tier.html", context)


@settings_page
def tier_rule(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = editions()
    current = next((row for row in rows if row.status == TierRule.Status.CURRENT), None)
    context = {"rule": _shown(rule_of(current), set()), "editions": rows, "adopt": creation(actor, "tier_rule.adopt")}
    return render(request, "assessments/tier_rule.html", context)


def _shown(rule: Rule, met: set[str]) -> dict[str, Any]:
    """The rule as a table: each factor with its points, its source, and whether it holds for this client."""
    return {
        "name": "as it comes with the system" if rule.edition == SHIPPED_EDITION else f"edition {rule.edition}",
        "factors": [(factor, rule.weights[factor.key], factor.key in met) for factor in factors()],
        "thresholds": sorted(rule.thresholds.items()),
    }
