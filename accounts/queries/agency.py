"""The agency and the days it is closed."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import holidays

from accounts.models import Agency


def the_agency() -> Agency:
    return Agency.objects.get(status=Agency.Status.CURRENT)


def closed_days(agency: Agency) -> Callable[[date], bool]:
    """Which days the agency is closed: public holidays of its state and its own closures."""
    own = set(agency.closures.values_list("day", flat=True))
    public = _public_holidays(agency.country, agency.subdivision)
    return lambda day: day in own or day in public


@lru_cache(maxsize=8)
def _public_holidays(country: str, subdivision: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision or None)
