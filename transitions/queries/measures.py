"""Measures of transitions: how many discharges of a period were followed up in time, each a numerator over an exact denominator.

Counted are stays of the supervisor's own teams that ended in the period. A step that was not needed is in no denominator; one
whose time is not over is *open* and not counted yet; one that was met late, missed or has run out counts as not in time.
Failed attempts are no contact here: they let CMS pay for the service, and still nobody was reached.
"""

from dataclasses import asdict, dataclass
from urllib.parse import quote, urlencode

from django.db.models import Q

from transitions.models import Transition
from transitions.models.codes import Disposition, Setting

PERIODS = (30, 90, 180, 365)
PERIOD = 90
GROUPINGS = {"team": "Team", "facility": "Facility", "tier": "Tier"}
OUTCOMES = {"1": "met", "0": "not_met", "open": "open"}
TIERS = {"1": "Tier 1", "2": "Tier 2", "3": "Tier 3", "4": "Tier 4"}
# Asked for as a tier: stays of clients whose tier at the discharge nobody had recorded.
UNKNOWN = "unknown"
READMISSION = "readmission"
# Days after the discharge in which a return counts (CMS, 30-day readmission; HEDIS, Plan All-Cause Readmissions).
RETURN_DAYS = 30
# Acute and non-acute stays (HEDIS TRC); who goes on to another such place is moved and has not gone home.
INPATIENT = (Setting.HOSPITAL, Setting.PSYCHIATRIC, Setting.REHABILITATION, Setting.LONG_TERM_HOSPITAL, Setting.SNF)
PLANNED_RETURN = (Disposition.HOME_RETURNING, Disposition.HOME_HEALTH_RETURNING)
NO_STAY = (Transition.Status.ANTICIPATED, Transition.Status.CANCELLED)
# Neither can be reported for somebody who died inside the 30 days (CMS; HEDIS asks for enrolment through day 30).
DECEASED = Q(transition__status=Transition.Status.DECEASED)
# HEDIS takes the last discharge of those that follow each other within 30 days.
CONTINUED = Q(transition__status=Transition.Status.READMITTED, protocol__key="trc")


@dataclass(frozen=True)
class Measure:
    """What is counted, in words, and whose rule it is."""

    key: str
    label: str
    source: str


MEASURES = (
    Measure("tcm:contact", "Contact in time", "Within 2 business days after the discharge (CMS, TCM, CPT 99495 and 99496)"),
    Measure(
        "tcm:visit", "Visit in time", "Within 7 days when decisions are highly complex, else 14 (CMS, TCM, CPT 99496 and 99495)"
    ),
    Measure(
        READMISSION, "Readmitted", "Unplanned, within 30 days after the discharge; fewer is better (CMS, 30-day readmission)"
    ),
    Measure("trc:admission", "Notice of admission", "On the day of the admission or within 2 days after it (HEDIS TRC)"),
    Measure("trc:information", "Discharge information", "On the day of the discharge or within 2 days after it (HEDIS TRC)"),
    Measure("trc:engagement", "Client engaged", "Within 30 days after the discharge, not on its day (HEDIS TRC)"),
    Measure("trc:medicines", "Medicines reconciled", "From the day of the discharge through 30 days after it (HEDIS TRC)"),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True)
class Asked:
    """Which discharges: of so many days, and only of a team, a facility (a part of its name) or a tier; `by` sets them apart."""

    days: int = PERIOD
    by: str = ""
    team: str = ""
    facility: str = ""
    tier: str = ""

    def query(self, **more: str) -> str:
        """For an address that asks the same, and more."""
        told = {name: value for name, value in asdict(self).items() if value or name == "by"}
        return urlencode({**more, **told}, quote_via=quote)


@dataclass(frozen=True)
class Tally:
    """One measure of one group: met of so many whose time is over, and how many are still open."""

    measure: Measure
    group: str
    label: str
    asked: Asked
    met: int = 0
    not_met: int = 0
    open: int = 0

    @property
    def counted(self) -> int:
        return self.met + self.not_met

    @property
    def share(self) -> int | None:
        """In whole per cent; none where nothing is counted yet."""
        return round(100 * self.met / self.counted) if self.counted else None

    def list_of(self, met: str) -> str:
        """The query of the list behind one of its numbers."""
        return self.asked.query(measure=self.measure.key, met=met, group=self.group)

    @property
    def lists(self) -> dict[str, str]:
        return {outcome: self.list_of(met) for met, outcome in OUTCOMES.items()}
