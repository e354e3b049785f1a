"""Follow-ups people add themselves: once, repeating, and what is refused with a sentence."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AgencyClosure
from clients.models import Client
from followups.actions.follow_ups import complete_follow_up, drop_follow_up
from followups.actions.moving import reschedule_follow_up
from followups.actions.own import add_follow_up
from followups.models import FollowUp
from followups.policy.repeating import occurrence_day
from tests.factories.accounts import make_agency, make_team, make_user
from tests.followups.stories import Cast, an_accepted_case, cast
from workflow.models import Event
from workflow.refusals import InvalidInput

# A Tuesday, 11:00 in New York.
TUESDAY = datetime(2026, 10, 6, 15, 0, tzinfo=UTC)


def rows(**which: Any) -> list[FollowUp]:
    return list(FollowUp.objects.unscoped("a test looks").filter(kind="own", **which).order_by("due_at"))


def added(who: Cast, by: Any = None, **fields: Any) -> FollowUp:
    client: Client = an_accepted_case(who).client
    data = {"title": "Ask about the ramp", "due_on": "2026-10-08", **fields}
    made: FollowUp = add_follow_up(client.pk, actor=by or who.maria, **data)
    return made


def refusal(who: Cast, by: Any = None, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(InvalidInput) as refused:
        added(who, by, **fields)
    assert rows() == []
    return refused.value.errors


@pytest.fixture
def who(db: None) -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield cast()


def test_what_one_adds_is_ones_own_and_due_by_the_end_of_its_day(who: Cast) -> None:
    made = added(who)
    assert (made.owner, made.team, made.status, made.why) == (who.people["maria"], who.team, "open", "Added by Maria")
    assert made.due_at == datetime(2026, 10, 9, 3, 59, tzinfo=UTC)
    event = Event.objects.unscoped("a test looks").get(name="follow_up.added")
    assert event.data == {"kind": "own", "due_at": "2026-10-08T23:59:00-04:00"}


def test_with_a_time_it_is_due_at_that_time(who: Cast) -> None:
    assert added(who, due_time="14:30").due_at == datetime(2026, 10, 8, 18, 30, tzinfo=UTC)


def test_a_day_that_has_passed_is_refused_by_its_date(who: Cast) -> None:
    assert refusal(who, due_on="2026-10-05") == {"due_on": ["October 5, 2026 has passed. Choose today or a later day."]}


def test_a_time_that_has_passed_today_is_refused(who: Cast) -> None:
    said = {"due_time": ["That time has passed today. Choose a later time or another day."]}
    assert refusal(who, due_on="2026-10-06", due_time="09:00") == said


def test_a_supervisor_puts_it_on_the_list_of_somebody_of_the_team(who: Cast) -> None:
    assert added(who, who.sam, owner=who.people["devon"].pk).owner == who.people["devon"]


def test_an_owner_outside_the_team_is_named_and_refused(who: Cast) -> None:
    stranger = make_user("case_manager", make_team("Hillside"), name="Zoe Stone")
    said = {"owner": ["Zoe Stone does not work in Harbor. Choose somebody of that team."]}
    assert refusal(who, who.sam, owner=stranger.pk) == said


def test_nobody_puts_work_on_a_colleagues_list_unasked(who: Cast) -> None:
    said = {"owner": ["Only a supervisor puts work on a colleague's list. Add it as yours, then hand it over."]}
    assert refusal(who, owner=who.people["devon"].pk) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {"repeat_every": 1, "repeat_unit": "week"},
            {"repeat_until": ["Say until when it repeats; without an end it would stand on the list for ever."]},
        ),
        ({"repeat_unit": "week", "repeat_until": "2026-12-01"}, {"repeat_every": ["Say how often: a number from 1 to 365."]}),
        ({"repeat_every": 2, "repeat_until": "2026-12-01"}, {"repeat_unit": ["Choose days, weeks or months."]}),
        (
            {"repeat_every": 2, "repeat_unit": "week", "repeat_until": "2026-10-20"},
            {"repeat_until": ["It would never repeat: the second time is October 22, 2026, after this end. Choose a later end."]},
        ),
        (
            {"repeat_every": 1, "repeat_unit": "month", "repeat_until": "2031-01-01"},
            {"repeat_until": ["Choose an end within two years; look then whether it is still needed."]},
        ),
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused(who: Cast, rule: dict[str, Any], said: dict[str, list[str]]) -> None:
    assert refusal(who, **rule) == said


WEEKLY = {"repeat_every": 1, "repeat_unit": "week", "repeat_until": "2026-10-30", "due_time": "14:30"}


def test_done_opens_the_next_of_the_series_on_its_own_day(who: Cast) -> None:
    first = added(who, **WEEKLY)
    moved = reschedule_follow_up(
        first.pk, actor=who.maria, version=1, due_on="2026-10-09", due_time="16:00", reason="She is away"
    )
    complete_follow_up(first.pk, actor=who.maria, version=moved.version, outcome="Asked")
    [following] = rows(status="open")
    # Counted from the first day, at the first hour, whatever was moved since.
    assert following.due_at == datetime(2026, 10, 15, 18, 30, tzinfo=UTC)
    assert (following.occurrence, following.owner, following.title) == (2, who.people["maria"], "Ask about the ramp")
    assert (following.source_key, following.previous) == (f"{first.source_key.removesuffix(':1')}:2", first)


def test_what_was_missed_meanwhile_is_not_made_up_for(who: Cast) -> None:
    first = added(who, **WEEKLY)
    with time_machine.travel(TUESDAY + timedelta(days=14), tick=False):
        complete_follow_up(first.pk, actor=who.maria, version=1, outcome="Asked at last")
    [following] = rows(status="open")
    assert (following.occurrence, following.due_at) == (3, datetime(2026, 10, 22, 18, 30, tzinfo=UTC))


def test_a_series_ends_with_its_last_day_and_with_a_drop(who: Cast) -> None:
    first = added(who, **WEEKLY)
    with time_machine.travel(TUESDAY + timedelta(days=25), tick=False):
        complete_follow_up(first.pk, actor=who.maria, version=1, outcome="Done")
        assert rows(status="open") == []
    second = added(who, **WEEKLY)
    drop_follow_up(second.pk, actor=who.maria, version=1, outcome="She moved")
    assert rows(status="open") == []


def test_a_repetition_on_a_day_the_agency_is_closed_moves_to_the_next_business_day(who: Cast) -> None:
    AgencyClosure.objects.create(agency=make_agency(), day=date(2026, 10, 15), name="Retreat")
    first = added(who, **WEEKLY)
    complete_follow_up(first.pk, actor=who.maria, version=1, outcome="Asked")
    [following] = rows(status="open")
    assert following.due_at == datetime(2026, 10, 16, 18, 30, tzinfo=UTC)


def test_months_keep_their_day_or_take_the_last_one() -> None:
    days = [occurrence_day(date(2027, 1, 31), 1, "month", number) for number in range(1, 5)]
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 12, 31)), every=st.integers(1, 60), unit=st.sampled_from(FollowUp.Unit.values),
    number=st.integers(1, 30),
)  # fmt: skip
def test_repetitions_only_move_forward(first: date, every: int, unit: str, number: int) -> None:
    assert occurrence_day(first, every, unit, number) < occurrence_day(first, every, unit, number + 1)
    assert occurrence_day(first, every, unit, 1) == first
