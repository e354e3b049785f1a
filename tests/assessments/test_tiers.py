"""The risk tier of a case: it follows the record, is explained, and gives way to a person's judgement for a time."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from assessments.actions.assessments import amend_assessment, mark_assessment_error
from assessments.actions.retier import sweep_tiers
from assessments.actions.tiers import adopt_tier_rule, end_override, override_tier
from assessments.models import RiskTier, TierRule
from clients.actions.cases import close_case, open_case
from clients.actions.support import add_support_person, end_support_person
from clients.models import Case
from clients.queries.caseload import cases_like
from clients.queries.record import banner_of, visible_client
from tests.assessments.stories import LIKERT, Care, in_care, phq9, use
from tests.factories.accounts import make_actor
from tests.factories.clients import make_case
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


def case_of(care: Care) -> Case:
    care.case.refresh_from_db()
    return care.case


def tier_of(care: Care) -> RiskTier:
    found: RiskTier = RiskTier.objects.unscoped("test").get(case=care.case)
    return found


def overridden(care: Care, tier: int, **fields: Any) -> RiskTier:
    row = tier_of(care)
    said = {"reason": "Sleeps in her car", "until": timezone.localdate() + timedelta(days=30), **fields}
    made: RiskTier = override_tier(row.pk, actor=care.actor, version=row.version, tier=tier, **said)
    return made


def depressed(care: Care) -> None:
    care.take("phq-9", **phq9(3, 3, 3, 3, 2, 1, 1, 0, 0))


def test_phq9_of_16_and_two_admissions_make_tier_3_on_the_case_and_its_banner() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    assert (case_of(care).tier, care.case.tier_words) == (2, "PHQ-9 16")
    care.record_change("admission")
    care.record_change("admission")
    assert (case_of(care).tier, care.case.tier_words) == (3, "PHQ-9 16, two admissions")
    assert tier_of(care).words == "Tier 3: PHQ-9 16, two admissions"
    client = visible_client(care.actor, care.client.pk)
    assert client is not None
    banner = banner_of(client)
    assert (banner.tier, banner.tier_label) == (3, "PHQ-9 16, two admissions")


def test_the_change_of_tier_stands_on_the_timeline_without_what_was_answered() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    (told,) = Event.objects.unscoped("test").filter(name="case.tier_set")
    assert told.data == {"from": None, "to": 2, "overridden": False}


def test_a_safety_flag_counts_before_the_form_is_complete() -> None:
    use("phq-9")
    care = in_care()
    care.answer(care.start("phq-9"), q9=LIKERT[1])
    assert (case_of(care).tier, care.case.tier_words) == (3, "thoughts of self-harm, or of being better off dead (question 9)")


def test_a_flag_that_could_endanger_the_client_is_not_put_into_words() -> None:
    use("ahc-hrsn-core")
    care = in_care()
    care.answer(care.start("ahc-hrsn-core"), q7="LA6482-9", q8="LA6482-9", q9="LA6270-8")
    assert (case_of(care).tier, care.case.tier_words) == (3, "a safety flag")


def test_an_amendment_an_error_and_a_later_better_score_take_the_tier_back() -> None:
    use("phq-9")
    care = in_care()
    done = care.take("phq-9", **phq9(3, 3, 3, 3, 3, 3, 3, 3, 0))
    assert case_of(care).tier_words == "PHQ-9 24"
    done = amend_assessment(done.pk, actor=care.actor, version=done.version, reason="Misheard", answers=phq9(1))
    assert case_of(care).tier_words == "PHQ-9 22"
    better = care.take("phq-9", **phq9(0, 0, 0, 0, 0, 0, 0, 0, 0))
    assert (case_of(care).tier, care.case.tier_words) == (1, "nothing known that raises it")
    mark_assessment_error(better.pk, actor=care.actor, version=better.version, reason="Wrong client")
    assert (case_of(care).tier, care.case.tier_words) == (2, "PHQ-9 22")


def test_admissions_answered_and_recorded_since_add_up_and_are_not_counted_twice() -> None:
    use("hospital-score")
    care = in_care()
    care.record_change("admission", happened_on=(timezone.localdate() - timedelta(days=3)).isoformat())
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        care.take(
            "hospital-score", hemoglobin_below_12_g_dl_at_discharge=False, oncology_service_discharge=False,
            sodium_below_135_mmol_l_at_discharge=False, procedure_during_stay=False, index_admission_urgent_or_emergent=False,
            admissions_previous_12_months=1, length_of_stay_5_days_or_more=False,
        )  # fmt: skip
    assert case_of(care).tier_words == "one admission"
    care.record_change("admission")
    assert case_of(care).tier_words == "two admissions"


def test_a_lost_caregiver_raises_it_and_a_new_one_takes_that_back() -> None:
    care = in_care()
    person = add_support_person(care.client.pk, actor=care.actor, name="Ana", relationship="Daughter", caregiver=True)
    end_support_person(person.pk, actor=care.actor, version=person.version, reason="Moved away")
    assert (case_of(care).tier, care.case.tier_words) == (2, "caregiver lost")
    add_support_person(care.client.pk, actor=care.actor, name="Ben", relationship="Son", caregiver=True)
    assert tier_of(care).computed is None


def test_intakes_estimate_stands_until_something_is_assessed() -> None:
    use("phq-9")
    care = in_care()
    case = make_case(status="screening", opened_at=None)
    intake = make_actor("intake")
    opened = open_case(case.pk, actor=intake, version=case.version, team=care.team.pk, case_manager=care.maria.pk, tier=3)
    assert (opened.tier, opened.version) == (3, case.version + 1)
    other = Care(care.team, care.maria, opened.client, opened, care.actor, care.supervisor)
    assert (tier_of(other).estimate, tier_of(other).computed) == (3, None)
    other.record_change("admission")
    assert (case_of(other).tier, other.case.tier_words) == (3, "estimated at intake, one admission")
    other.take("phq-9", **phq9(0, 0, 0, 0, 0, 0, 0, 0, 0))
    assert (case_of(other).tier, other.case.tier_words) == (1, "one admission")


def test_a_new_episode_starts_with_what_is_known_of_the_last_year() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    case = case_of(care)
    close_case(
        case.pk, actor=care.actor, version=case.version, closing_reason="goals_met", outcome="met", closing_summary="Well.", client_told=True
    )  # fmt: skip
    again = make_case(care.client, status="screening", opened_at=None, number=2)
    opened = open_case(again.pk, actor=make_actor("intake"), version=1, team=care.team.pk, case_manager=care.maria.pk)
    assert (opened.tier, opened.tier_words, opened.version) == (2, "PHQ-9 16", 3)


def test_an_override_needs_its_reason_and_an_end_within_six_months() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    today = timezone.localdate()
    for wrong in (
        {"reason": ""},
        {"until": ""},
        {"until": today - timedelta(days=1)},
        {"until": today + timedelta(days=184)},
        {"tier": 5},
    ):
        with pytest.raises(InvalidInput) as refused:
            overridden(care, **{"tier": 4, **wrong})
        assert list(refused.value.errors) == list(wrong)
    assert tier_of(care).status == "computed"


def test_an_override_counts_with_its_reason_and_the_rule_goes_on_beside_it() -> None:
    use("phq-9", "gad-7")
    care = in_care()
    depressed(care)
    until = timezone.localdate() + timedelta(days=30)
    made = overridden(care, 4)
    assert made.words == f"Tier 4: Sleeps in her car (until {until:%b %-d, %Y})"
    assert (case_of(care).tier, care.case.tier_words) == (4, "overridden: Sleeps in her car")
    care.record_change("admission")
    care.record_change("admission")
    row = tier_of(care)
    assert (row.status, row.tier, row.computed, row.computed_words) == ("overridden", 4, 3, "PHQ-9 16, two admissions")
    ended = end_override(row.pk, actor=care.actor, version=row.version, reason="She has a room")
    assert (ended.status, ended.tier, ended.override_reason, ended.override_until) == ("computed", 3, "", None)
    assert (case_of(care).tier, care.case.tier_words) == (3, "PHQ-9 16, two admissions")


def test_an_expired_override_no_longer_counts_even_before_the_sweep() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    today = timezone.localdate()
    overridden(care, 4, until=today)
    assert (case_of(care).tier_today, numbers(care, "high-tier"), numbers(care, tier=4)) == (4, 1, 1)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert (case_of(care).tier, care.case.tier_today, tier_of(care).tier, tier_of(care).is_overridden) == (4, 2, 2, False)
        assert tier_of(care).words == "Tier 2: PHQ-9 16"
        assert (numbers(care, "high-tier"), numbers(care, tier=4), numbers(care, tier=2)) == (0, 0, 1)
        client = visible_client(care.actor, care.client.pk)
        assert client is not None
        assert (banner_of(client).tier, banner_of(client).tier_label) == (2, "")
        assert (sweep_tiers(), sweep_tiers()) == (1, 0)
        assert (case_of(care).tier, care.case.tier_words, care.case.tier_until) == (2, "PHQ-9 16", None)
        assert tier_of(care).status == "computed"
        assert Event.objects.unscoped("test").filter(name="risk_tier.override_expired").count() == 1


def numbers(care: Care, state: str = "", tier: int | None = None) -> int:
    return cases_like(care.actor, {"state": state, "tier": tier}).count()


def test_what_got_too_old_is_swept_away_on_its_day_and_not_before() -> None:
    use("phq-9")
    care = in_care()
    with time_machine.travel("2026-01-31 12:00:00Z"):
        depressed(care)
        assert tier_of(care).look_again_on == date(2027, 1, 31)
    with time_machine.travel("2027-01-30 12:00:00Z"):
        assert sweep_tiers() == 0
        assert case_of(care).tier == 2
    with time_machine.travel("2027-01-31 12:00:00Z"):
        assert sweep_tiers() == 1
        # Nothing is known any more: no tier stands on the case until something is assessed again.
        assert (case_of(care).tier, care.case.tier_words) == (None, "nothing on record counts any more")
        assert (tier_of(care).computed, tier_of(care).computed_since) == (None, date(2027, 1, 31))
        page = Browser()
        page.force_login(care.maria)
        assert "Since Jan 31, 2027 nothing on record" in page.get(f"/clients/{care.client.pk}/tier/").content.decode()
        assert sweep_tiers() == 0
        depressed(care)
        assert (case_of(care).tier, tier_of(care).computed_since) == (2, date(2027, 1, 31))


def test_intakes_estimate_stands_again_when_all_that_was_assessed_got_too_old() -> None:
    use("phq-9")
    care = in_care()
    with time_machine.travel("2026-01-31 12:00:00Z"):
        case = case_of(care)
        case.tier = 3
        case.save()
        depressed(care)
        assert (case_of(care).tier, tier_of(care).estimate) == (2, 3)
    with time_machine.travel("2027-02-10 12:00:00Z"):
        assert sweep_tiers() == 1
        assert case_of(care).tier == 3


def test_no_override_outlives_its_case() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    overridden(care, 4)
    case = case_of(care)
    closed = close_case(
        case.pk, actor=care.actor, version=case.version, closing_reason="goals_met", outcome="met", closing_summary="Well.", client_told=True
    )  # fmt: skip
    assert (closed.tier, closed.tier_until, closed.tier_words) == (2, None, "PHQ-9 16")
    assert (tier_of(care).status, closed.version) == ("computed", case_of(care).version)


def test_an_administrator_changes_the_points_and_each_edition_is_kept() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    admin = make_actor("administrator")
    first = adopt_tier_rule(actor=admin, why="Mood first", phq9_15=4)
    assert (first.edition, first.definition["weights"]["phq9_15"], first.definition["weights"]["phq9_10"]) == (1, 4, 2)
    assert case_of(care).tier == 2
    assert (sweep_tiers(), sweep_tiers()) == (1, 0)
    assert (case_of(care).tier, tier_of(care).points, tier_of(care).rule_edition) == (3, 6, 1)
    second = adopt_tier_rule(actor=admin, why="Lower again", tier_3_from=7, tier_4_from=10)
    assert second.definition["weights"]["phq9_15"] == 4
    assert list(TierRule.objects.values_list("edition", "status")) == [(2, "current"), (1, "replaced")]
    sweep_tiers()
    assert case_of(care).tier == 2


def test_a_rule_that_could_lower_a_tier_is_refused() -> None:
    admin = make_actor("administrator")
    for wrong, field in (({"phq9_10": -1}, "phq9_10"), ({"tier_2_from": 6}, "tier_4_from"), ({"tier_4_from": 5}, "tier_4_from")):
        with pytest.raises(InvalidInput) as refused:
            adopt_tier_rule(actor=admin, why="Ours", **wrong)
        assert list(refused.value.errors) == [field]
    with pytest.raises(NotAllowed):
        adopt_tier_rule(actor=make_actor("supervisor"), why="Ours")
    assert not TierRule.objects.exists()


def test_page_and_api_tell_the_tier_with_its_grounds() -> None:
    use("phq-9")
    care = in_care()
    depressed(care)
    overridden(care, 4)
    browser = Browser()
    browser.force_login(care.maria)
    page = browser.get(f"/clients/{care.client.pk}/tier/").content.decode()
    assert "Tier 4: Sleeps in her car" in page
    assert "The rule finds tier 2: PHQ-9 16." in page
    (told,) = browser.get(f"/api/v1/risk-tiers/?client={care.client.pk}").json()["results"]
    assert (told["tier"], told["computed"], told["points"], told["override_reason"]) == (4, 2, 3, "Sleeps in her car")
    assert told["grounds"] == [{"words": "PHQ-9 16", "points": 3, "factors": ["phq9_10", "phq9_15"]}]
    assert browser.get(f"/api/v1/cases/{care.case.pk}/").json()["tier"] == 4
