"""The rule of the risk tier: exact points, words, and that more of anything never lowers it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.queries.tier_facts import Facts
from assessments.queries.tier_rule import Rule, factors, shipped_rule
from assessments.queries.tiers import Weighed, weighed

SHIPPED = shipped_rule()
ASSESSED = Facts(assessed=True)


def words_of(found: Weighed) -> str:
    return f"Tier {found.tier}: {', '.join(ground.words for ground in found.grounds)}"


def test_phq9_of_16_and_two_admissions_are_tier_3_in_these_words() -> None:
    found = weighed(replace(ASSESSED, totals={"phq-9": 16}, admissions=2), SHIPPED)
    assert (words_of(found), found.points) == ("Tier 3: PHQ-9 16, two admissions", 6)
    assert [(ground.points, ground.factors) for ground in found.grounds] == [
        (3, ("phq9_10", "phq9_15")), (3, ("admissions_1", "admissions_2")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "tier", "points", "words"),
    [
        ({}, 1, 0, ""),
        ({"totals": {"phq-9": 9, "gad-7": 9, "gds-15": 4, "audit-c": 3, "lace-index": 4, "hospital-score": 4}}, 1, 0, ""),
        ({"totals": {"phq-9": 10}}, 2, 2, "PHQ-9 10"),
        ({"totals": {"phq-9": 14}}, 2, 2, "PHQ-9 14"),
        ({"totals": {"phq-9": 27}}, 2, 4, "PHQ-9 27"),
        ({"totals": {"gad-7": 15}}, 2, 2, "GAD-7 15"),
        ({"totals": {"lace-index": 10, "hospital-score": 7}}, 3, 6, "LACE 10, HOSPITAL score 7"),
        ({"admissions": 1}, 1, 1, "one admission"),
        ({"admissions": 6, "visits": 4}, 3, 7, "six admissions, four emergency visits"),
        ({"admissions": 12}, 3, 5, "12 admissions"),
        ({"flags": [("urgent", "thoughts of self-harm")]}, 3, 5, "thoughts of self-harm"),
        ({"flags": [("emergency", "imminent risk of suicide")]}, 4, 9, "imminent risk of suicide"),
        ({"needs": 2, "changes": {"housing"}}, 2, 3, "home lost or at risk, two areas of need"),
        ({"changes": {"health", "income"}}, 1, 0, ""),
        (
            {"totals": {"phq-9": 16}, "admissions": 2, "changes": {"caregiver"}, "urgent": True}, 4, 9,
            "PHQ-9 16, two admissions, caregiver lost, urgent referral",
        ),
    ],
)  # fmt: skip
def test_points_and_words(facts: dict[str, object], tier: int, points: int, words: str) -> None:
    found = weighed(replace(ASSESSED, **facts), SHIPPED)  # type: ignore[arg-type]  # the parts of Facts by name
    assert (found.tier, found.points, ", ".join(ground.words for ground in found.grounds)) == (tier, points, words)


def test_nothing_known_is_no_tier_and_an_urgent_referral_alone_is_not_enough() -> None:
    assert weighed(Facts(urgent=True), SHIPPED) == Weighed(None, 0, [])


def test_intakes_estimate_is_the_least_until_something_was_assessed() -> None:
    told = Facts(admissions=1)
    assert words_of(weighed(told, SHIPPED, estimate=3)) == "Tier 3: estimated at intake, one admission"
    assert weighed(replace(told, assessed=True), SHIPPED, estimate=3).tier == 1
    assert weighed(Facts(flags=[("emergency", "x")]), SHIPPED, estimate=2).tier == 4


@pytest.mark.parametrize(("points", "tier"), [(0, 1), (1, 1), (2, 2), (4, 2), (5, 3), (8, 3), (9, 4), (500, 4)])
def test_thresholds(points: int, tier: int) -> None:
    assert SHIPPED.tier_for(points) == tier


KEYS = [factor.key for factor in factors()]
RULES = st.builds(
    lambda weights, steps: Rule(1, weights, {2: steps[0], 3: steps[0] + steps[1], 4: sum(steps)}),
    st.fixed_dictionaries({key: st.integers(0, 20) for key in KEYS}),
    st.tuples(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30)),
)
TOTALS = st.dictionaries(
    st.sampled_from(["phq-9", "gad-7", "gds-15", "audit-c", "lace-index", "hospital-score"]), st.integers(0, 27)
)
FLAGS = st.lists(st.tuples(st.sampled_from(["urgent", "emergency"]), st.sampled_from(["a", "b"])), max_size=3)
CHANGES = st.sets(st.sampled_from(["housing", "caregiver", "health", "admission"]))
FACTS = st.builds(
    Facts, totals=TOTALS, flags=FLAGS, needs=st.integers(0, 9), admissions=st.integers(0, 9), visits=st.integers(0, 9),
    changes=CHANGES, urgent=st.booleans(), assessed=st.just(True),
)  # fmt: skip


def tier_of(facts: Facts, rule: Rule) -> int:
    found = weighed(facts, rule).tier
    assert found is not None
    return found


@given(RULES, FACTS, FACTS)
def test_more_of_anything_never_lowers_the_tier(rule: Rule, facts: Facts, more: Facts) -> None:
    totals = {key: max(facts.totals.get(key, 0), more.totals.get(key, 0)) for key in {*facts.totals, *more.totals}}
    both = Facts(
        totals, [*facts.flags, *more.flags], facts.needs + more.needs, facts.admissions + more.admissions, facts.visits + more.visits,
        facts.changes | more.changes, facts.urgent or more.urgent, assessed=True,
    )  # fmt: skip
    assert tier_of(both, rule) >= max(tier_of(facts, rule), tier_of(more, rule))


@given(RULES, FACTS, st.sampled_from(KEYS), st.integers(0, 20))
def test_more_points_for_a_factor_never_lower_a_tier(rule: Rule, facts: Facts, key: str, more: int) -> None:
    heavier = replace(rule, weights={**rule.weights, key: rule.weights[key] + more})
    assert tier_of(facts, heavier) >= tier_of(facts, rule)


@given(RULES, st.integers(0, 300), st.integers(0, 300))
def test_more_points_are_never_a_lower_tier(rule: Rule, points: int, more: int) -> None:
    assert rule.tier_for(points + more) >= rule.tier_for(points)


def test_every_factor_is_documented_and_counted_once() -> None:
    assert len(set(KEYS)) == len(KEYS)
    assert all(factor.basis and factor.points > 0 and factor.at_least > 0 for factor in factors())
