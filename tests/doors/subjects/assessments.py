"""Subjects of the doors: assessments, instruments and risk tiers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, Instrument, RiskTier, TierRule
from tests.doors.cast import SYSTEM, Cast
from tests.doors.subjects.clients import known_client
from tests.doors.subjects.sight import EVERYBODY, IN_WORK, Subject, Subjects
from tests.factories.assessments import make_assessment, make_instrument


def _assessment(cast: Cast, state: str) -> Assessment:
    """Answered by the case manager, and so complete but for the last step."""
    return _of_case(cast, state, answers={"q1": {"value": True, "at": "2026-01-31T12:00:00Z"}})


def _alarming_assessment(cast: Cast, state: str) -> Assessment:
    return _of_case(cast, state, flags=[{"id": "danger", "severity": "urgent", "title": "In danger"}])


def _of_case(cast: Cast, state: str, **fields: Any) -> Assessment:
    client = known_client(cast)
    user = cast.user("case_manager")
    return make_assessment(client, status=state, author=user, author_name=user.name, **fields)


def _risk_tier(cast: Cast, state: str) -> RiskTier:
    """Nothing was assessed; an override that counts where it is overridden."""
    return _tier_with_override(cast, state, 30)


def _expired_tier(cast: Cast, state: str) -> RiskTier:
    return _tier_with_override(cast, state, -1)


def _tier_with_override(cast: Cast, state: str, days: int) -> RiskTier:
    client = known_client(cast)
    until = timezone.localdate() + timedelta(days=days)
    override = (
        {"override_tier": 4, "override_reason": "Sleeps in her car", "override_until": until} if state == "overridden" else {}
    )
    tier: RiskTier = RiskTier.objects.create(
        client=client, case=client.cases.unscoped("a test looks").get(), status=state, computed_at=timezone.now(), **override
    )
    return tier


def _tier_rule(cast: Cast, state: str) -> TierRule:
    definition = {"weights": {}, "tiers": {"2": 2, "3": 5, "4": 9}}
    return TierRule.objects.create(status=state, edition=1, definition=definition, why="Ours", adopted_by_name="Administrator")


def _instrument(cast: Cast, state: str) -> Instrument:
    return make_instrument(status=state, switched_on=False, release_gate="Read the terms.")


def _instrument_in_use(cast: Cast, state: str) -> Instrument:
    return make_instrument(status=state, switched_on=state == "published")


SUBJECTS: Subjects = {
    Assessment: Subject(_assessment, IN_WORK),
    # The grounds tell what was answered: for those who work with the client.
    RiskTier: Subject(_risk_tier, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
    "risk_tier.expire_override": Subject(_expired_tier, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
    TierRule: Subject(_tier_rule, EVERYBODY),
    "assessment.raise_flag": Subject(_alarming_assessment, IN_WORK),
    Instrument: Subject(_instrument, EVERYBODY),
    "instrument.switch_off": Subject(_instrument_in_use, EVERYBODY),
}
