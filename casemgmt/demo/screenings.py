"""What the demo agency has asked its clients: assessments in every state, a score over months, and flags somebody answered."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments.actions.assessments import (
    amend_assessment,
    answer_assessment,
    complete_assessment,
    conclude_on_factor,
    mark_assessment_error,
    record_assessment,
    start_assessment,
)
from assessments.actions.shipped import load_shipped_instruments, switch_on_after_reading
from assessments.actions.tiers import override_tier
from assessments.models import Assessment, RiskTier
from careplans.actions.needs import accept_need, confirm_need, decline_need, rule_out_need
from careplans.models import Need
from casemgmt.demo.clock import at
from casemgmt.demo.progress import shown
from casemgmt.demo.stories import Teller
from clients.actions.cases import record_change
from clients.models import Case
from followups.actions.follow_ups import acknowledge_follow_up, complete_follow_up
from followups.models import FollowUp
from workflow.actor import Actor

LIKERT = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
WHY = "the demo's own clients"

HEALTHY: dict[str, Any] = {
    "health-now": "fair", "conditions": ["none"], "falls": 0, "admissions": 0, "ed-visits": 1, "medicines": 3,
    "medicines-trouble": ["none"], "own-doctor": "yes", "help-needed": ["none"], "mood": "mixed", "nerves": "some", "memory": "no",
    "substances": "no", "housing": "secure", "basics": ["none"], "company": "some", "safe": "yes", "work": "retired",
    "directive": "no", "proxy": "no", "understanding": "easy", "language-help": "no", "seeing": "well", "hearing": "some",
    "has-caregiver": "no", "cares-for-others": "no", "insurance": "both", "veteran": "no", "online": "yes",
}  # fmt: skip
LIVES: tuple[dict[str, Any], ...] = (
    HEALTHY,
    {**HEALTHY, "understanding": "some"},
    {**HEALTHY, "health-now": "poor", "conditions": ["diabetes"], "medicines": 9, "medicines-trouble": ["paying"], "falls": 2},
    {**HEALTHY, "housing": "worried", "basics": ["food", "transport"], "work": "unable", "matters": "A place that stays mine."},
    {**HEALTHY, "mood": "low", "company": "seldom", "has-caregiver": "yes", "caregiver-strain": "overwhelmed"},
    {
        **HEALTHY, "conditions": ["heart"], "admissions": 2, "ed-visits": 3, "help-needed": ["bathing"], "help-there": "no",
        "worries": "That I fall again and nobody finds me.", "matters": "Staying in my own home.",
    },
)  # fmt: skip
CONCLUSION = "Gets by with little help; wants to stay at home. Next: rides to the clinic, and somebody to look in after a fall."
HRSN: dict[str, Any] = {
    "q1": "LA31994-9", "q2": ["LA28580-1"], "q3": "LA28397-0", "q4": "LA6729-3", "q5": "LA33-6", "q6": "LA32-8", "q7": "LA6270-8",
    "q8": "LA10066-1", "q9": "LA6270-8", "q10": "LA6270-8",
}  # fmt: skip
# PHQ-9 totals of one client over the months of a treatment that helps.
COURSE = ((150, 19), (120, 16), (88, 14), (55, 11), (21, 7))


def use_instruments(teller: Teller) -> None:
    """The agency's administrator has read the terms of every shipped instrument."""
    load_shipped_instruments()
    switch_on_after_reading(teller.actor("admin"))


def tell_of_assessments(teller: Teller) -> None:
    """Most clients have their first assessment; a few show what else there is."""
    cases = list(
        Case.objects.unscoped(WHY)
        .filter(status=Case.Status.OPEN, accepted_at__isnull=False)
        .select_related("case_manager", "client")
        .order_by("opened_at")
    )
    for case in shown(cases, "First assessments", "case"):
        if teller.chance.random() < 0.9:
            _first(teller, case)
    _special(teller, cases)


def _special(teller: Teller, cases: list[Case]) -> None:
    """One story each, for clients known long enough."""
    stories = (
        _course,
        _needs,
        _flag_answered,
        _flag_open,
        _draft,
        _amended,
        _mistaken,
        _changed,
        _declined,
        _readmission,
        _overridden,
    )
    for case, story in zip(cases[2::3], stories, strict=False):
        story(teller, case)


def _worker(teller: Teller, case: Case) -> Actor:
    return teller.actor(next(name for name, user in teller.people.items() if user == case.case_manager))


def _then(case: Case, days: int) -> datetime:
    """So many days after the case was taken, and never later than an hour ago."""
    return min((case.accepted_at or timezone.now()) + timedelta(days=days), timezone.now() - timedelta(hours=1))


def _first(teller: Teller, case: Case) -> None:
    """The initial assessment, some days into the case; younger ones wait for theirs."""
    days = teller.chance.randint(4, 24)
    if case.accepted_at is None or case.accepted_at + timedelta(days=days) > timezone.now():
        return
    worker, answers = _worker(teller, case), teller.chance.choice(LIVES)
    with at(_then(case, days)):
        draft = start_assessment(
            case.client_id, actor=worker, instrument="initial-assessment", occasion="initial", answers=answers
        )
        draft = _fresh(draft)
        draft = conclude_on_factor(draft.pk, actor=worker, version=draft.version, conclusion=CONCLUSION)
        complete_assessment(draft.pk, actor=worker, version=draft.version)
    _decide_needs(teller, case, days + 2)


def _decide_needs(teller: Teller, case: Case, days: int) -> None:
    """What a screening only suggests is looked at within two days: most is confirmed and wanted, some is not so."""
    when = (case.accepted_at or timezone.now()) + timedelta(days=days)
    if when > timezone.now():
        return
    worker = _worker(teller, case)
    with at(when):
        for need in Need.objects.unscoped(WHY).filter(client_id=case.client_id, status=Need.Status.POSSIBLE).order_by("id"):
            if teller.chance.random() < 0.25:
                rule_out_need(need.pk, actor=worker, version=need.version, reason="Looked at together; it is in hand.")
                continue
            sure = confirm_need(need.pk, actor=worker, version=need.version, domain=need.domain, title=need.title)
            if teller.chance.random() < 0.8:
                accept_need(sure.pk, actor=worker, version=sure.version)
            else:
                decline_need(sure.pk, actor=worker, version=sure.version, reason="Not now; other things come first.")


def _fresh(assessment: Assessment) -> Assessment:
    found: Assessment = Assessment.objects.unscoped(WHY).get(pk=assessment.pk)
    return found


def phq9(total: int) -> dict[str, str]:
    """Answers that add up to a total of at most 24, with nothing on question 9."""
    scores = [min(3, max(0, total - 3 * place)) for place in range(8)]
    return {f"q{place}": LIKERT[score] for place, score in enumerate([*scores, 0], start=1)} | {"difficulty": "LA6573-5"}


def _course(teller: Teller, case: Case) -> None:
    worker = _worker(teller, case)
    for days_ago, total in COURSE:
        with at(teller.moment(days_ago)):
            record_assessment(case.client_id, actor=worker, instrument="phq-9", occasion="progress", answers=phq9(total))
    with at(teller.moment(21)):
        gad = {f"q{n}": LIKERT[1] for n in range(1, 8)}
        record_assessment(case.client_id, actor=worker, instrument="gad-7", occasion="progress", answers=gad)


def _needs(teller: Teller, case: Case) -> None:
    with at(teller.moment(9)):
        record_assessment(case.client_id, actor=_worker(teller, case), instrument="ahc-hrsn-core", answers=HRSN, mode="interview")


def _flagged(teller: Teller, case: Case, days_ago: int) -> FollowUp | None:
    with at(teller.moment(days_ago)):
        answers = phq9(13) | {"q9": LIKERT[1]}
        record_assessment(case.client_id, actor=_worker(teller, case), instrument="phq-9", answers=answers)
    flags = FollowUp.objects.unscoped(WHY).filter(client_id=case.client_id, kind=FollowUp.Kind.SAFETY_FLAG)
    flag: FollowUp | None = flags.filter(status=FollowUp.Status.OPEN).first()
    return flag


def _flag_answered(teller: Teller, case: Case) -> None:
    flag, worker = _flagged(teller, case, 12), _worker(teller, case)
    if flag is None:
        return
    with at(flag.created_at + timedelta(minutes=6)):
        seen = acknowledge_follow_up(flag.pk, actor=worker, version=flag.version)
    with at(flag.created_at + timedelta(minutes=50)):
        told = "Asked with the ASQ the same hour: not acute. Sister stays with her; clinic visit tomorrow at nine."
        complete_follow_up(flag.pk, actor=worker, version=seen.version, outcome=told)


def _flag_open(teller: Teller, case: Case) -> None:
    _flagged(teller, case, 0)


def _draft(teller: Teller, case: Case) -> None:
    with at(teller.moment(0)):
        draft = start_assessment(case.client_id, actor=_worker(teller, case), instrument="gad-7")
        answers = {"q1": LIKERT[1], "q2": LIKERT[2], "q3": {"absent": "asked-declined"}}
        answer_assessment(draft.pk, actor=_worker(teller, case), version=draft.version, answers=answers)


def _amended(teller: Teller, case: Case) -> None:
    worker = _worker(teller, case)
    with at(teller.moment(20)):
        answers = {"q1": "LA18928-4", "q2": "LA15695-2", "q3": "LA18933-4"}
        done = record_assessment(case.client_id, actor=worker, instrument="audit-c", answers=answers)
    with at(teller.moment(19)):
        amend_assessment(
            done.pk, actor=worker, version=done.version, reason="She meant per week, not per day.", answers={"q2": "LA15694-5"}
        )


def _mistaken(teller: Teller, case: Case) -> None:
    worker = _worker(teller, case)
    with at(teller.moment(15)):
        done = record_assessment(case.client_id, actor=worker, instrument="hunger-vital-sign", answers={"q1": "LA28397-0"})
    with at(teller.moment(15)):
        mark_assessment_error(done.pk, actor=worker, version=done.version, reason="Entered on the wrong client's page.")


def _changed(teller: Teller, case: Case) -> None:
    current = Case.objects.unscoped(WHY).get(pk=case.pk)
    with at(teller.moment(3)):
        record_change(current.pk, actor=_worker(teller, case), version=current.version, change="caregiver")


def _declined(teller: Teller, case: Case) -> None:
    with at(teller.moment(6)):
        answers = phq9(8) | {"q9": {"absent": "asked-declined"}}
        record_assessment(case.client_id, actor=_worker(teller, case), instrument="phq-9", answers=answers, mode="interview")


def _readmission(teller: Teller, case: Case) -> None:
    with at(teller.moment(4)):
        answers = {
            "length_of_stay_days": 6, "acute_admission": True, "comorbidities": ["congestive_heart_failure", "diabetes_end_organ_damage"],
            "ed_visits_prior_6_months": 2,
        }  # fmt: skip
        record_assessment(case.client_id, actor=_worker(teller, case), instrument="lace-index", answers=answers, mode="observed")


def _overridden(teller: Teller, case: Case) -> None:
    """Somebody who works with the client knows what no score shows; it ends by itself in three weeks."""
    tier = RiskTier.objects.unscoped(WHY).get(case_id=case.pk)
    with at(teller.moment(2)):
        until = timezone.localdate() + timedelta(days=21)
        why = "Her sister, who held everything together, is away until the end of the month."
        override_tier(tier.pk, actor=_worker(teller, case), version=tier.version, tier=4, reason=why, until=until)
