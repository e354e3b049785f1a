"""What the record says that the risk tier counts: latest scores, safety flags, hospital use, changes in the client's life."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Assessment
from assessments.models.questionnaire import Questionnaire
from assessments.queries.answers import given_in
from assessments.queries.flags import SAFETY
from assessments.queries.needs import suggested_needs
from assessments.queries.sensitive import sensitive_parts
from assessments.queries.tier_rule import counted_days, factors
from clients.models import Case, SupportPerson
from workflow.models import Event

WHY = "the tier of a case counts what its client's record holds"
ADMISSION_DAYS, VISIT_DAYS, CHANGE_DAYS = 365, 183, 183
# Found by scores and flags that the rule counts already.
COUNTED_BY_THEMSELVES = {"x-depression", "x-anxiety", "x-substance-use", "x-safety", "x-post-discharge"}
# Questions that count hospital use themselves; the answer is as old as the assessment.
ADMISSIONS = (("initial-assessment", "admissions"), ("hospital-score", "admissions_previous_12_months"))
VISITS = (("initial-assessment", "ed-visits"), ("lace-index", "ed_visits_prior_6_months"))


@dataclass
class Facts:
    """Everything the rule looks at. `assessed` says whether anything was completed; `until` when something gets too old."""

    totals: dict[str, float] = field(default_factory=dict)
    flags: list[tuple[str, str]] = field(default_factory=list)
    needs: int = 0
    admissions: int = 0
    visits: int = 0
    changes: set[str] = field(default_factory=set)
    urgent: bool = False
    assessed: bool = False
    until: date | None = None

    @property
    def known(self) -> bool:
        """Whether there is anything to compute a tier from; how a referral came in is not enough."""
        return self.assessed or bool(self.flags or self.changes or self.admissions or self.visits)


def facts_of(case: Case) -> Facts:
    """Four queries, however long the history."""
    today = timezone.localdate()
    newest, open_drafts = _newest(case, today)
    told = _changes_told(case, today)
    facts = Facts(urgent=case.urgency == Case.Urgency.URGENT, assessed=bool(newest))
    facts.totals = {key: float(one.total) for key, one in newest.items() if one.total is not None}
    facts.flags = _safety_flags([*newest.values(), *open_drafts])
    facts.needs = len({need.domain for one in newest.values() for need in suggested_needs(one)} - COUNTED_BY_THEMSELVES)
    facts.admissions = _counted(newest, ADMISSIONS, [day for change, day in told if change == Case.Change.ADMISSION])
    visits = [day for change, day in told if change == Case.Change.EMERGENCY and day > today - timedelta(days=VISIT_DAYS)]
    facts.visits = _counted(newest, VISITS, visits)
    counted = {factor.change for factor in factors()}
    facts.changes = {change for change, day in told if change in counted and day > today - timedelta(days=CHANGE_DAYS)}
    lost = _caregiver_lost(case, today)
    facts.changes |= {str(Case.Change.CAREGIVER)} if lost else set()
    facts.until = _first_to_age([*newest.values(), *open_drafts], [*told, *lost], today)
    return facts


def _newest(case: Case, today: date) -> tuple[dict[str, Assessment], list[Assessment]]:
    """The latest completed assessment of each instrument, and drafts begun since then, whose flags already count."""
    rows = Assessment.objects.unscoped(WHY).filter(
        client_id=case.client_id, assessed_on__gt=today - timedelta(days=counted_days())
    )
    rows = rows.exclude(status=Assessment.Status.ENTERED_IN_ERROR).select_related("instrument")
    found: dict[str, Assessment] = {}
    drafts: list[Assessment] = []
    for one in rows.order_by("instrument_key", "-assessed_on", "-id"):
        one.client = case.client
        if one.is_final:
            found.setdefault(one.instrument_key, one)
        elif one.instrument_key not in found:
            drafts.append(one)
    return found, drafts


def _safety_flags(assessments: Iterable[Assessment]) -> list[tuple[str, str]]:
    """Severity and words of each; what could endanger the client on a screen others see is not put into words."""
    found = []
    for one in assessments:
        raised = [flag for flag in one.flags if flag["severity"] in SAFETY]
        hidden = sensitive_parts(Questionnaire(one.instrument.definition)) if raised else frozenset()
        found += [(flag["severity"], "a safety flag" if flag["id"] in hidden else _short(flag["title"])) for flag in raised]
    return found


def _short(title: str) -> str:
    return title[:1].lower() + title[1:80]


def _counted(newest: dict[str, Assessment], questions: Iterable[tuple[str, str]], days: list[date]) -> int:
    """How often: what was answered and what was recorded since, or what was recorded alone, whichever is more."""
    counts = [len(days)]
    for key, link_id in questions:
        answer = given_in(newest[key]).get(link_id) if key in newest else None
        if isinstance(answer, (int, float)):
            counts.append(int(answer) + sum(day > newest[key].assessed_on for day in days))
    return max(counts)


def _changes_told(case: Case, today: date) -> list[tuple[str, date]]:
    """What was recorded as a change in the client's situation: the kind and the day it happened."""
    since = timezone.now() - timedelta(days=ADMISSION_DAYS)
    rows = Event.objects.unscoped(WHY).filter(record=case.client_id, name="case.change_recorded", at__gte=since)
    told = [(str(data["change"]), date.fromisoformat(data["happened_on"])) for data in rows.values_list("data", flat=True)]
    return [(change, day) for change, day in told if day > today - timedelta(days=ADMISSION_DAYS)]


def _caregiver_lost(case: Case, today: date) -> list[tuple[str, date]]:
    """A caregiver who ended and was not followed by another."""
    people = SupportPerson.objects.unscoped(WHY).filter(client_id=case.client_id, caregiver=True)
    rows = list(people.values_list("status", "updated_at"))
    if any(status == SupportPerson.Status.CURRENT for status, _ in rows):
        return []
    days = [timezone.localdate(at) for _, at in rows]
    return [(str(Case.Change.CAREGIVER), day) for day in days if day > today - timedelta(days=CHANGE_DAYS)]


def _first_to_age(assessments: list[Assessment], told: list[tuple[str, date]], today: date) -> date | None:
    """The next day on which something of this no longer counts."""
    days = [one.assessed_on + timedelta(days=counted_days()) for one in assessments]
    spans: dict[Any, tuple[int, ...]] = {Case.Change.ADMISSION: (ADMISSION_DAYS,)}
    days += [day + timedelta(days=span) for change, day in told for span in spans.get(change, (CHANGE_DAYS,))]
    return min((day for day in days if day > today), default=None)
