"""Working hours: examples by hand, and what must hold on every day in two zones whose clocks change on different dates."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AgencyClosure
from accounts.policy.hours import Hours, moment, without
from accounts.queries.hours import away_at, hours_of, is_working, next_working_moment, start_of_day, working_spans
from tests.factories.absence import make_hours, make_time_off
from tests.factories.accounts import make_agency, make_user

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
ALWAYS = tuple((weekday, time(0), time(0)) for weekday in range(7))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]  # year, month, day, hour, minute


def hours(zone: ZoneInfo = NEW_YORK, **given: object) -> Hours:
    return Hours(**{"zone": zone, "agency_zone": NEW_YORK, "closed": lambda day: False, **given})  # type: ignore[arg-type]  # as given


def test_a_usual_week_is_monday_to_friday_nine_to_five_by_the_clock_at_home() -> None:
    assert hours().spans(date(2026, 11, 25)) == [(utc(2026, 11, 25, 14), utc(2026, 11, 25, 22))]
    assert hours(BERLIN).spans(date(2026, 11, 25)) == [(utc(2026, 11, 25, 8), utc(2026, 11, 25, 16))]
    assert hours().spans(date(2026, 11, 28)) == []


# Clocks in New York go from 02:00 to 03:00 on 8 March 2026, in Berlin on 29 March; back on 1 November and 25 October.
@pytest.mark.parametrize(
    ("zone", "day", "wall", "at"),
    [
        (NEW_YORK, date(2026, 3, 8), time(1, 59), utc(2026, 3, 8, 6, 59)),
        (NEW_YORK, date(2026, 3, 8), time(2, 0), utc(2026, 3, 8, 7)),
        (NEW_YORK, date(2026, 3, 8), time(2, 30), utc(2026, 3, 8, 7)),
        (NEW_YORK, date(2026, 3, 8), time(3, 0), utc(2026, 3, 8, 7)),
        (NEW_YORK, date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 5, 30)),
        (NEW_YORK, date(2026, 11, 1), time(2, 0), utc(2026, 11, 1, 7)),
        (BERLIN, date(2026, 3, 29), time(2, 30), utc(2026, 3, 29, 1)),
        (BERLIN, date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30)),
        (BERLIN, date(2026, 10, 25), time(3, 0), utc(2026, 10, 25, 2)),
    ],
)
def test_a_skipped_time_is_the_moment_of_the_jump_and_a_repeated_one_its_first(
    zone: ZoneInfo, day: date, wall: time, at: datetime
) -> None:
    assert moment(day, wall, zone) == at


def test_where_midnight_is_skipped_the_day_begins_with_the_jump() -> None:
    assert moment(date(2026, 9, 6), time(0), ZoneInfo("America/Santiago")) == utc(2026, 9, 6, 4)


def test_a_night_worked_over_a_change_of_the_clock_is_an_hour_shorter_or_longer() -> None:
    night = hours(weekly=((6, time(0), time(8)),))
    [(starts, ends)] = night.spans(date(2026, 3, 8))
    assert ends - starts == timedelta(hours=7)
    [(starts, ends)] = night.spans(date(2026, 11, 1))
    assert ends - starts == timedelta(hours=9)


def test_a_span_that_only_ever_was_skipped_is_no_work() -> None:
    assert hours(weekly=((6, time(2), time(3)),)).spans(date(2026, 3, 8)) == []


def test_midnight_ends_a_day_without_a_gap_to_the_next() -> None:
    shift = hours(weekly=((0, time(18), time(0)), (1, time(0), time(6))))
    assert shift.spans(date(2026, 11, 23))[-1][1] == shift.spans(date(2026, 11, 24))[0][0] == utc(2026, 11, 24, 5)
    assert shift.is_working(utc(2026, 11, 24, 5))


def test_out_of_hours_waits_for_the_next_start_over_weekend_holiday_and_time_off() -> None:
    thanksgiving = date(2026, 11, 26)
    off = ((utc(2026, 11, 30, 5), utc(2026, 12, 1, 5)),)
    worker = hours(closed=thanksgiving.__eq__, absences=off)
    assert worker.next_working_moment(utc(2026, 11, 25, 15)) == utc(2026, 11, 25, 15)
    assert worker.next_working_moment(utc(2026, 11, 25, 22)) == utc(2026, 11, 27, 14)
    assert worker.next_working_moment(utc(2026, 11, 27, 22)) == utc(2026, 12, 1, 14)


def test_who_is_away_for_longer_than_can_be_foreseen_is_reached_on_the_agency_s_next_business_morning() -> None:
    leave = ((utc(2026, 11, 1), utc(2027, 5, 1)),)
    assert hours(BERLIN, absences=leave).next_working_moment(utc(2026, 11, 27, 20)) == utc(2026, 11, 30, 14)


def test_time_off_in_the_middle_of_a_day_cuts_it_in_two() -> None:
    worker = hours(absences=((utc(2026, 11, 25, 16), utc(2026, 11, 25, 18)),))
    assert worker.spans(date(2026, 11, 25)) == [
        (utc(2026, 11, 25, 14), utc(2026, 11, 25, 16)),
        (utc(2026, 11, 25, 18), utc(2026, 11, 25, 22)),
    ]


ZONES = st.sampled_from([NEW_YORK, BERLIN])
# Every second day drawn is one on which a clock in one of the two zones changes.
CHANGES = st.sampled_from([date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2027, 3, 14)])
DAYS = CHANGES | st.dates(date(2025, 1, 1), date(2030, 12, 31))
WALLS = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(zone=ZONES, day=DAYS, wall=WALLS)
def test_a_moment_shows_its_wall_time_or_is_a_jump_over_it(zone: ZoneInfo, day: date, wall: time) -> None:
    at = moment(day, wall, zone)
    shown, naive = at.astimezone(zone).replace(tzinfo=None), datetime.combine(day, wall)
    before = (at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert shown == naive or (before < naive < shown and shown - before > timedelta(minutes=30))


@given(zone=ZONES, day=DAYS, one=WALLS, other=WALLS)
def test_a_later_wall_time_is_never_an_earlier_moment(zone: ZoneInfo, day: date, one: time, other: time) -> None:
    assert moment(day, min(one, other), zone) <= moment(day, max(one, other), zone)


@given(zone=ZONES, day=DAYS)
def test_days_worked_around_the_clock_leave_no_second_out_and_none_twice(zone: ZoneInfo, day: date) -> None:
    worker = hours(zone, weekly=ALWAYS)
    [(starts, ends)] = worker.spans(day)
    assert worker.spans(day + timedelta(days=1))[0][0] == ends
    shift = ends.astimezone(zone).utcoffset() - starts.astimezone(zone).utcoffset()  # type: ignore[operator]  # both zones have one
    assert ends - starts == timedelta(hours=24) - shift


# One to three spans that do not touch: an even number of different times, taken in pairs.
WEEKS = (
    st.integers(1, 3)
    .flatmap(lambda count: st.lists(WALLS, min_size=2 * count, max_size=2 * count, unique=True).map(sorted))
    .map(lambda times: list(zip(times[::2], times[1::2], strict=True)))
)


@given(zone=ZONES, day=DAYS, wall=WEEKS, off=st.tuples(st.integers(-30, 30), st.integers(1, 30)), minute=st.integers(0, 2880))
def test_whoever_waits_for_the_next_working_moment_meets_work_and_skips_none(
    zone: ZoneInfo, day: date, wall: list[tuple[time, time]], off: tuple[int, int], minute: int
) -> None:
    begin = datetime.combine(day, time(12), tzinfo=UTC) + timedelta(hours=off[0])
    absence = (begin, begin + timedelta(hours=off[1]))
    worker = hours(zone, weekly=tuple((weekday, a, b) for weekday in range(7) for a, b in wall), absences=(absence,))
    at = datetime.combine(day, time(0), tzinfo=UTC) + timedelta(minutes=minute)
    found = worker.next_working_moment(at)
    assert found >= at
    assert worker.is_working(found)
    assert not worker.is_away(found)
    assert found == at or not any(worker.is_working(at + (found - at) * part / 7) for part in range(7))


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=5)


@given(span=st.tuples(st.integers(0, 40), st.integers(1, 20)), taken=SPANS)
def test_what_is_left_of_a_span_is_exactly_what_no_absence_holds(span: tuple[int, int], taken: list[tuple[int, int]]) -> None:
    def at(hour: int) -> datetime:
        return utc(2026, 1, 1) + timedelta(hours=hour)

    absences = [(at(a), at(a + n)) for a, n in taken]
    left = list(without([(at(span[0]), at(span[0] + span[1]))], absences))
    kept = {h for h in range(70) if any(a <= at(h) < b for a, b in left)}
    gone = {h for a, n in taken for h in range(a, a + n)}
    assert kept == set(range(span[0], sum(span))) - gone
    assert all(a < b for a, b in left)


@pytest.mark.django_db
def test_holidays_of_the_agency_s_state_and_its_closures_are_no_working_days() -> None:
    agency = make_agency(subdivision="MA", time_zone="America/New_York")
    AgencyClosure.objects.create(agency=agency, day=date(2026, 11, 27), name="Retreat")
    person = make_user("case_manager")
    assert working_spans(person, date(2026, 11, 26)) == []
    assert working_spans(person, date(2026, 11, 27)) == []
    assert working_spans(person, date(2026, 4, 20)) == []  # Patriots' Day: Massachusetts, not the whole country
    assert next_working_moment(person, utc(2026, 11, 25, 23)) == utc(2026, 11, 30, 14)
    assert start_of_day(person, date(2026, 11, 30)) == utc(2026, 11, 30, 14)
    assert start_of_day(person, date(2026, 11, 29)) is None


@pytest.mark.django_db
def test_own_hours_replace_the_usual_ones_and_are_read_where_the_person_is() -> None:
    make_agency()
    person = make_user("case_manager", time_zone="America/Chicago")
    make_hours(person, (1, "08:00", "12:00"), (1, "13:00", "15:00"))
    assert working_spans(person, date(2026, 11, 24)) == [
        (utc(2026, 11, 24, 14), utc(2026, 11, 24, 18)), (utc(2026, 11, 24, 19), utc(2026, 11, 24, 21)),
    ]  # fmt: skip
    assert working_spans(person, date(2026, 11, 25)) == []
    assert (is_working(person, utc(2026, 11, 24, 18)), is_working(person, utc(2026, 11, 24, 19))) == (False, True)


@pytest.mark.django_db
def test_cancelled_time_off_takes_nothing_away() -> None:
    make_agency()
    person = make_user("case_manager")
    make_time_off(person, utc(2026, 11, 30), utc(2026, 12, 1))
    make_time_off(person, utc(2026, 12, 1), utc(2026, 12, 2), status="cancelled")
    assert working_spans(person, date(2026, 11, 30)) == []
    assert len(working_spans(person, date(2026, 12, 1))) == 1
    assert away_at([person.pk], utc(2026, 11, 30, 12)) == {person.pk: utc(2026, 12, 1)}
    assert away_at([person.pk], utc(2026, 12, 1, 12)) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("how_many", [1, 30])
def test_hours_of_many_cost_four_queries(how_many: int, django_assert_num_queries: object) -> None:
    make_agency()
    people = [make_user() for _ in range(how_many)]
    with django_assert_num_queries(4):  # type: ignore[operator]  # the plugin's fixture
        assert len(hours_of(people)) == how_many
