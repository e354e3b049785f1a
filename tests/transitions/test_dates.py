"""The arithmetic of clocks: the published vectors, and what holds in every zone and over every holiday."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transitions.queries.clocks import Stay, last_day, planned
from transitions.queries.notices import Notice

US = holidays.country_holidays("US")
CONTACT = {"anchor": "discharge", "days": 2, "unit": "business"}
VISIT = {"anchor": "discharge", "days": 14, "days_if_high": 7, "unit": "calendar"}
ZONES = st.sampled_from(
    ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Auckland", "UTC", "Asia/Kolkata"]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))


def closed(day: date) -> bool:
    return day in US


@pytest.mark.parametrize(
    ("discharge", "contact", "seven", "fourteen", "end", "engagement"),
    [
        ("2026-01-02", "2026-01-06", "2026-01-09", "2026-01-16", "2026-01-31", "2026-02-01"),
        ("2026-01-16", "2026-01-21", "2026-01-23", "2026-01-30", "2026-02-14", "2026-02-15"),
        ("2026-02-07", "2026-02-10", "2026-02-14", "2026-02-21", "2026-03-08", "2026-03-09"),
        ("2026-11-25", "2026-11-30", "2026-12-02", "2026-12-09", "2026-12-24", "2026-12-25"),
    ],
)
def test_the_published_vectors(discharge: str, contact: str, seven: str, fourteen: str, end: str, engagement: str) -> None:
    day = date.fromisoformat(discharge)
    found = [last_day(day, 2, "business", closed), *(last_day(day, days, "calendar", closed) for days in (7, 14, 29, 30))]
    assert [f"{one}" for one in found] == [contact, seven, fourteen, end, engagement]


@given(MOMENTS, ZONES)
def test_the_contact_has_two_open_days_whenever_and_wherever_the_discharge_was(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    plan = planned(CONTACT, Stay("hospital", "home", None, moment), closed, zone)
    assert plan is not None
    first, last = moment.astimezone(zone).date(), plan.due_at.astimezone(zone)
    days = [first + timedelta(days=n) for n in range(1, (last.date() - first).days + 1)]
    assert sum(day.weekday() < 5 and not closed(day) for day in days) == 2
    assert (last.hour, last.minute, plan.opens_on) == (23, 59, first)


@given(MOMENTS, ZONES, st.sampled_from(["", "high", "moderate"]))
def test_a_visit_is_due_by_its_own_complexity_and_the_shorter_time_counts_until_it_is_said(
    moment: datetime, name: str, complexity: str
) -> None:
    zone = ZoneInfo(name)
    plan = planned(VISIT, Stay("hospital", "home", None, moment, complexity), closed, zone)
    assert plan is not None
    days = (plan.due_at.astimezone(zone).date() - moment.astimezone(zone).date()).days
    assert days == (14 if complexity == "moderate" else 7)


def test_nothing_is_due_before_its_anchor_has_happened() -> None:
    assert planned(CONTACT, Stay("hospital", "home", datetime(2026, 1, 2, tzinfo=UTC), None), closed, ZoneInfo("UTC")) is None


def test_a_notice_goes_into_the_database_and_comes_back_the_same() -> None:
    from uuid import uuid4

    notice = Notice(
        client_id=uuid4(), facility="Bay", visit_number="V1", kind="discharge", occurred_at=datetime(2026, 1, 2, 9, tzinfo=UTC),
        discharged_at=datetime(2026, 1, 2, 8, tzinfo=UTC), diagnoses=(("I50.9", "Heart failure"),), disposition="01",
    )  # fmt: skip
    assert Notice.from_told(notice.client_id, notice.as_told()) == notice
