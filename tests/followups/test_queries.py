"""Today, Team, and the lists behind their numbers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from clients.models import Case
from clients.queries.caseload import cases_like
from followups.models import FollowUp
from followups.pages.lists import FollowUpFilters
from followups.queries.lists import follow_ups_like
from followups.queries.team import team_day
from followups.queries.today import today_for
from tests.factories.accounts import give_role, make_actor, make_team, make_user
from tests.factories.clients import make_case, make_client, make_contact
from tests.followups.due import follow_up
from tests.followups.stories import a_referral, an_accepted_case, an_offered_case, cast
from workflow.actor import Actor

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 10, 5, 15, 0, tzinfo=UTC)


def titles(rows):
    return [row.title for row in rows]


def test_an_offered_case_stands_under_offers_and_not_under_clients():
    who = cast()
    an_offered_case(who)
    day = today_for(who.maria, ZONE)
    assert titles(day.offers) == ["Answer the assignment"]
    assert (day.must, day.overdue, day.notes, day.later, day.clients) == ([], [], [], [], [])


def test_another_case_manager_sees_nothing_of_it():
    who = cast()
    an_offered_case(who)
    assert today_for(who.devon, ZONE).everybody() == []


def test_a_first_contact_moves_from_coming_up_to_today_to_overdue():
    who = cast()
    with time_machine.travel(MONDAY, tick=False):
        case = an_accepted_case(who)
        assert titles(today_for(who.maria, ZONE).later) == ["First contact"]
    with time_machine.travel(MONDAY + timedelta(days=3), tick=False):
        assert titles(today_for(who.maria, ZONE).must) == ["First contact"]
    with time_machine.travel(MONDAY + timedelta(days=4), tick=False):
        day = today_for(who.maria, ZONE)
        assert (titles(day.overdue), day.must) == (["First contact"], [])
        assert day.clients == [case]


def test_urgent_work_must_happen_today_whatever_its_hour():
    who = cast()
    with time_machine.travel(MONDAY, tick=False):
        an_accepted_case(who, urgency="urgent")
        assert titles(today_for(who.maria, ZONE).must) == ["First contact"]


def test_a_client_nobody_reached_within_the_cadence_is_out_of_touch():
    who = cast()
    with time_machine.travel(MONDAY, tick=False):
        an_accepted_case(who)
        assert today_for(who.maria, ZONE).out_of_touch == 0
    with time_machine.travel(MONDAY + timedelta(days=32), tick=False):
        assert today_for(who.maria, ZONE).out_of_touch == 1
        assert team_day(who.sam).numbers["out_of_touch"] == 1
        assert cases_like(who.sam, {"state": "out-of-touch"}).count() == 1


def test_every_number_of_the_team_equals_the_list_it_opens():
    who = cast()
    with time_machine.travel(MONDAY, tick=False):
        an_accepted_case(who)
    with time_machine.travel(MONDAY + timedelta(days=40), tick=False):
        day = team_day(who.sam)
        for state in ("open", "unassigned", "asked", "out-of-touch"):
            assert day.numbers[state.replace("-", "_")] == cases_like(who.sam, {"state": state}).count()
        for bucket in ("overdue", "late-notes"):
            assert day.numbers[bucket.replace("-", "_")] == follow_ups_like(who.sam, {"bucket": bucket}, ZONE).count()
        [maria] = [load for load in day.loads if load.person.name == "Maria"]
        assert (maria.open_cases, maria.asked, maria.overdue, maria.out_of_touch) == (1, 0, 1, 1)


@pytest.mark.parametrize("name", ["ines", "maria", "devon", "sam", "both"])
def test_where_the_database_starts_takes_nothing_from_what_somebody_sees(name: str):
    """Each way to a follow-up: one's client, one's own, one's team's, handed over, a client without an open case, a restricted one."""
    who = cast()
    for number in range(2):
        an_accepted_case(who, urgency="urgent" if number else "routine")
    a_referral(who)
    devon, maria = who.people["devon"], who.people["maria"]
    elsewhere, restricted = make_case(), make_case(team=who.team, client=make_client(restricted=True))
    ways = ({"team": who.team}, {"owner": devon}, {"owner": maria, "taken_over": True}, {"offered_to": maria}, {})
    for client in (elsewhere.client, restricted.client, make_client()):
        for kind, way in zip(FollowUp.Kind, ways, strict=False):
            opened = follow_up(client, None, MONDAY, kind)
            FollowUp.objects.unscoped("the test says whose it is").filter(pk=opened.pk).update(**way, closed_at=None)
    give_role(devon, "intake", who.team)
    actor = make_actor(devon) if name == "both" else getattr(who, name)
    seen = FollowUp.objects.visible_to(actor).filter(status="open")
    assert {row.pk for row in follow_ups_like(actor, {}, ZONE)} == {row.pk for row in seen} != set()


def test_a_supervisor_sees_nothing_of_another_team():
    who = cast()
    an_accepted_case(who)
    other: Actor = make_actor("supervisor", make_team("Elsewhere"))
    day = team_day(other)
    assert (day.numbers["open"], day.loads, day.unassigned) == (0, [], [])


def test_a_referral_waits_on_nobodys_today():
    who = cast()
    a_referral(who)
    assert today_for(who.maria, ZONE).everybody() == []
    assert follow_ups_like(who.ines, {"kind": "screen_referral"}, ZONE).count() == 1


def test_a_contact_before_the_case_was_opened_does_not_make_its_first_day_late():
    who = cast()
    with time_machine.travel(MONDAY, tick=False):
        case = an_accepted_case(who)
        Case.objects.unscoped("the test sets its tier").filter(pk=case.pk).update(tier=4)
        make_contact(case.client, who.people["maria"], case=case, at=MONDAY - timedelta(days=30))
        assert today_for(who.maria, ZONE).out_of_touch == 0
        assert cases_like(who.sam, {"state": "out-of-touch"}).count() == 0
    with time_machine.travel(MONDAY + timedelta(days=8), tick=False):
        assert today_for(who.maria, ZONE).out_of_touch == 1
        assert cases_like(who.sam, {"state": "out-of-touch"}).count() == 1


def test_closed_cases_and_unassigned_ones_are_no_part_of_anybodys_load():
    who = cast()
    an_accepted_case(who)
    make_case(team=who.team)
    closed = an_accepted_case(who)
    Case.objects.unscoped("the test closes it").filter(pk=closed.pk).update(status="closed")
    day = team_day(who.sam)
    assert {name: number for name, number in day.numbers.items() if number} == {"open": 2, "unassigned": 1}
    assert {load.person.name: load.open_cases for load in day.loads}["Maria"] == 1


def test_filters_offer_ones_own_teams_and_whoever_a_link_names():
    who = cast()
    stranger = make_user("case_manager", make_team("Elsewhere"), name="Zoe Stranger")
    offered = FollowUpFilters({}, who.sam).fields["owner"].widget.choices
    assert "Maria" in [name for _, name in offered]
    assert "Zoe Stranger" not in [name for _, name in offered]
    named = FollowUpFilters({"owner": str(stranger.pk)}, who.sam)
    assert named.is_valid()
    assert named.cleaned_data["owner"] == stranger
    assert "Zoe Stranger" in [name for _, name in named.fields["owner"].widget.choices]


def test_an_owner_who_is_no_id_is_a_mistake_in_the_filter_and_not_a_failure():
    assert "owner" in FollowUpFilters({"owner": "maria"}, cast().sam).errors
