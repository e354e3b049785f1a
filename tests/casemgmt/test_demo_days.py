"""The demo agency's present day: every section of Today has something in it, and Sam has decisions to make."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.queries import actor_for
from casemgmt.demo.days import tell_of_the_day
from casemgmt.demo.stories import Teller
from followups.queries.team import team_day
from followups.queries.today import today_for
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_case

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize("hour", [13, 3])
def test_marias_day_and_sams_team_have_something_of_everything(hour: int) -> None:
    """In the middle of a day, and late at night, when no hour of it is left."""
    with time_machine.travel(datetime(2026, 10, 7, hour, 30, tzinfo=UTC), tick=False):
        make_agency()
        harbor = make_team("Harbor")
        people = {name: make_user("case_manager", harbor, name=name.title()) for name in ("maria", "devon")}
        people |= {"sam": make_user("supervisor", harbor), "admin": make_user("administrator")}
        accepted = {"accepted_at": timezone.now() - timedelta(days=9), "opened_at": timezone.now() - timedelta(days=9)}
        for owner in ("maria",) * 5 + ("devon",):
            make_case(team=harbor, case_manager=people[owner], **accepted)
        make_case(team=harbor)
        tell_of_the_day(Teller(people, {"Harbor": harbor}, random.Random(1), ZONE))  # invented people, not secrets
        day = today_for(actor_for(people["maria"], "web"), ZONE)
        assert [row.title for row in day.must] == [
            "Call the pharmacy about the blister packs", "Home visit: the stairs and the bathroom", "Send the transport form",
        ]  # fmt: skip
        assert [row.waiting_on for row in day.waiting] == ["Harbor General Hospital"]
        assert [row.title for row in day.handed] == ["Bring the walker by"]
        assert len(day.notes) == 2
        assert {row.offer_answer for row in day.later if row.offer_answer} == {"Devon declined: Two first visits that morning"}
        team = team_day(actor_for(people["sam"], "web"))
        assert (team.numbers["left_cases"], team.numbers["late_notes"]) == (1, 1)
        assert team.numbers["left_follow_ups"] == 2
