"""The agency and the days it is closed."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

import holidays

from accounts.models import Agency
from workflow.together import Prepared

# Nearly every page and step asks for it.
_CURRENT = Prepared(lambda _: [Agency.objects.filter(status=Agency.Status.CURRENT)])
NOTHING = UUID(int=0)


def the_agency() -> Agency:
    found: list[Agency] = _CURRENT.rows(record=NOTHING)
    if not found:
        raise Agency.DoesNotExist("This installation has no agency yet.")
    return found[0]


def closed_days(agency: Agency, closures: Iterable[date] | None = None) -> Callable[[date], bool]:
    """Which days the agency is closed: public holidays of its state and its own closures, given where they were read already."""
    own = set(agency.closures.values_list("day", flat=True) if closures is None else closures)
    public = _public_holidays(agency.country, agency.subdivision)
    return lambda day: day in own or day in public


def national_holidays(agency: Agency) -> Callable[[date], bool]:
    """Which days the whole country is closed, whatever the agency's own hours: what a regulation calls a holiday."""
    public = _public_holidays(agency.country, "")
    return lambda day: day in public


@lru_cache(maxsize=8)
def _public_holidays(country: str, subdivision: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision or None)
