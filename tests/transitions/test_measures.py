"""Measures: which discharges stand in which numerator and denominator, and who may read the numbers and their lists."""

import csv
import io
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from accounts.models import User
from clients.actions.cases import set_case_tier
from clients.models import Client
from tests.factories.accounts import make_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.factories.transitions import at, fresh, make_transition
from transitions.actions.ending import cancel_transition, readmit
from transitions.actions.transitions import correct_transition, take_discharge_back
from transitions.forms.transitions import StayForm
from transitions.models import Clock, Transition
from transitions.queries.measures import Asked
from transitions.queries.tallies import stays_behind, tallies
from workflow.actor import Actor, system_actor

pytestmark = pytest.mark.django_db
NOW = "2026-06-30 12:00"


@pytest.fixture(autouse=True)
def end_of_june() -> Any:
    with time_machine.travel(at(NOW), tick=False):
        yield


@pytest.fixture
def sam_user(maria_user: User) -> User:
    return make_user("supervisor", maria_user.memberships.get().team, name="Sam")


@pytest.fixture
def sam(sam_user: User) -> Actor:
    return make_actor(sam_user)


def stay(
    maria_user: User,
    maria: Actor,
    name: str,
    discharged: str = "2026-05-04 10:00",
    tier: int | None = None,
    opened: str = NOW,
    **fields: Any,
) -> Transition:
    client = make_client(given_name=name, family_name="Stay")
    make_case(client, maria_user.memberships.get().team, maria_user, tier=tier, opened_at=at(opened))
    return make_transition(client, maria, discharged, **fields)


def set_clock(move: Transition, status: str, key: str = "contact", protocol: str = "tcm", **fields: Any) -> None:
    rows = Clock.objects.unscoped("a test sets the scene").filter(transition=move, key=key, protocol__key=protocol)
    assert rows.update(status=status, **fields) == 1


def counted(actor: Actor, measure: str = "tcm:contact", by: str = "", days: int = 90) -> dict[str, tuple[int, int, int]]:
    return {t.label: (t.met, t.not_met, t.open) for t in tallies(actor, Asked(days, by)) if t.measure.key == measure}


def test_late_missed_and_run_out_are_not_met_and_what_was_not_needed_is_not_counted(
    maria_user: User, maria: Actor, sam: Actor
) -> None:
    moves = [stay(maria_user, maria, name) for name in ("In time", "Late", "Missed", "Run out", "Not needed")]
    set_clock(moves[0], "met")
    set_clock(moves[1], "met", late=True)
    set_clock(moves[2], "missed")
    set_clock(moves[4], "not_needed")
    assert counted(sam) == {"": (1, 3, 0)}
    total = next(tally for tally in tallies(sam, Asked()) if tally.measure.key == "tcm:contact")
    assert (total.counted, total.share) == (4, 25)


def test_a_clock_whose_time_is_not_over_is_open_and_counted_nowhere(maria_user: User, maria: Actor, sam: Actor) -> None:
    stay(maria_user, maria, "New", "2026-06-29 10:00")
    assert counted(sam) == {"": (0, 0, 1)}
    assert [tally.share for tally in tallies(sam, Asked())] == [None] * 6


def test_the_four_indicators_are_counted_apart(maria_user: User, maria: Actor, sam: Actor) -> None:
    move = stay(maria_user, maria, "One", admitted="2026-05-01 10:00")
    for key in ("admission", "engagement"):
        set_clock(move, "met", key, "trc")
    keys = ("admission", "information", "engagement", "medicines")
    assert [counted(sam, f"trc:{key}")[""] for key in keys] == [(1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 1, 0)]


def test_only_discharges_of_the_period_count(maria_user: User, maria: Actor, sam: Actor) -> None:
    stay(maria_user, maria, "Before", "2026-05-30 10:00")
    stay(maria_user, maria, "First day", "2026-05-31 00:00")
    assert (counted(sam, days=30), counted(sam, days=90)) == ({"": (0, 1, 0)}, {"": (0, 2, 0)})


def test_a_return_counts_at_once_and_no_return_when_the_30_days_are_over(maria_user: User, maria: Actor, sam: Actor) -> None:
    back = stay(maria_user, maria, "Back", "2026-06-10 10:00")
    readmit(
        back.pk, actor=maria, version=back.version, admitted_at=at("2026-06-20 10:00"), facility="Bay Hospital", visit_number=""
    )
    stay(maria_user, maria, "Day 30", "2026-05-31 10:00")
    stay(maria_user, maria, "Day 31", "2026-05-30 10:00")
    stay(maria_user, maria, "Planned", "2026-05-04 10:00", disposition="81")
    stay(maria_user, maria, "Moved on", "2026-05-04 10:00", to_setting="snf")
    assert counted(sam, "readmission") == {"": (1, 1, 1)}
    assert counted(sam, "trc:engagement")[""] == (0, 2, 1)


def test_a_cancelled_stay_is_counted_nowhere(maria_user: User, maria: Actor, sam: Actor) -> None:
    move = stay(maria_user, maria, "Never")
    set_clock(move, "met")
    cancel_transition(move.pk, actor=maria, version=move.version, reason="Another person")
    assert tallies(sam, Asked()) == []


def test_groups_are_teams_facilities_and_tiers(maria_user: User, maria: Actor, sam: Actor) -> None:
    stay(maria_user, maria, "One", tier=4, opened="2026-04-01 10:00")
    stay(maria_user, maria, "Two", facility="Hill Hospital")
    assert counted(sam, by="team") == {"Harbor": (0, 2, 0)}
    assert counted(sam, by="facility") == {"Bay Hospital": (0, 1, 0), "Hill Hospital": (0, 1, 0)}
    assert counted(sam, by="tier") == {"Tier 4": (0, 1, 0), "Not known then": (0, 1, 0)}


def test_the_tier_is_the_one_at_the_discharge_whatever_it_became(maria_user: User, maria: Actor, sam: Actor) -> None:
    worker, said = system_actor("risk tier"), {"words": "By the rule", "until": None, "then": None}
    move = stay(maria_user, maria, "One", tier=1, opened="2026-04-01 10:00")
    for when, tier in (("2026-05-10 10:00", 2), ("2026-05-20 10:00", 4)):
        with time_machine.travel(at(when), tick=False):
            set_case_tier(move.case.pk, actor=worker, version=fresh(move.case).version, tier=tier, **said)
    assert counted(sam, by="tier") == {"Tier 1": (0, 1, 0)}
    later = StayForm.current(fresh(move)) | {"discharged_at": at("2026-05-12 09:00")}
    correct_transition(move.pk, actor=maria, version=fresh(move).version, **later)
    assert (fresh(move).tier_then, fresh(move.case).tier) == (2, 4)
    take_discharge_back(move.pk, actor=maria, version=fresh(move).version, reason="Still there")
    assert fresh(move).tier_then is None


def test_the_measures_can_be_asked_of_one_team_facility_or_tier(maria_user: User, maria: Actor, sam: Actor) -> None:
    stay(maria_user, maria, "One", tier=4, opened="2026-04-01 10:00")
    stay(maria_user, maria, "Two", facility="Hill Hospital")
    team = str(maria_user.memberships.get().team_id)
    asked = ({"team": team}, {"team": str(maria.id)}, {"facility": "hill"}, {"tier": "4"}, {"tier": "unknown"}, {"tier": "1"})
    found = [[t.not_met for t in tallies(sam, Asked(**one)) if t.measure.key == "tcm:contact"] for one in asked]
    assert found == [[2], [], [1], [1], [1], []]


def test_over_the_api_each_number_links_to_its_list(maria_user: User, maria: Actor, sam_user: User) -> None:
    set_clock(stay(maria_user, maria, "Ines", facility="Hill & Sons"), "met")
    missed = stay(maria_user, maria, "Otis", facility="Hill & Sons")
    browser = Browser()
    browser.force_login(sam_user)
    told = browser.get("/api/v1/transitions/measures/", {"by": "facility", "facility": "hill"}).json()
    number = next(one for one in told["results"] if one["measure"] == "tcm:contact")
    assert (told["days"], told["since"], number["group"]) == (90, "2026-04-01T00:00:00-04:00", "Hill & Sons")
    assert [number[name] for name in ("met", "not_met", "counted", "open", "percent")] == [1, 1, 2, 0, 50]
    behind = {outcome: browser.get(link).json()["results"] for outcome, link in number["lists"].items()}
    assert {outcome: len(rows) for outcome, rows in behind.items()} == {"met": 1, "not_met": 1, "open": 0}
    assert behind["not_met"][0]["id"] == str(missed.pk)
    assert browser.get("/api/v1/transitions/measures/", {"tier": "9"}).status_code == 400


def test_each_number_is_as_long_as_its_list(maria_user: User, maria: Actor, sam: Actor) -> None:
    set_clock(stay(maria_user, maria, "One", tier=4, admitted="2026-05-01 10:00"), "met")
    stay(maria_user, maria, "Two", "2026-06-29 10:00", facility="Hill & Sons")
    for by in ("", "team", "facility", "tier"):
        for tally in tallies(sam, Asked(by=by)):
            lists = [
                stays_behind(sam, Asked(by=by), tally.measure.key, of, tally.group).count() for of in ("met", "not_met", "open")
            ]
            assert lists == [tally.met, tally.not_met, tally.open]


def test_another_teams_supervisor_counts_none_of_it(maria_user: User, maria: Actor, sam: Actor) -> None:
    stay(maria_user, maria, "One")
    other = make_actor(make_user("supervisor", make_team("Hill")))
    assert (tallies(other, Asked()), stays_behind(other, Asked(), "tcm:contact", "not_met").count()) == ([], 0)


def test_a_restricted_client_is_in_no_number(maria_user: User, maria: Actor, sam: Actor) -> None:
    move = stay(maria_user, maria, "Hidden")
    Client.objects.unscoped("a test sets the scene").filter(pk=move.client_id).update(restricted=True)
    assert tallies(sam, Asked()) == []


def test_the_page_links_each_number_to_its_list_and_the_list_names_the_client(
    maria_user: User, maria: Actor, sam_user: User
) -> None:
    stay(maria_user, maria, "Ines", facility="Hill & Sons")
    browser = Browser()
    browser.force_login(sam_user)
    page = browser.get("/transitions/measures/?by=facility&days=90").content.decode()
    link = "/transitions/measures/list/?measure=tcm%3Acontact&met=0&group=Hill%20%26%20Sons&days=90&by=facility"
    assert link in unescape(page) and "Ines" not in page
    assert "Ines Stay" in browser.get(link).content.decode()
    assert "After discharges" in browser.get("/team/").content.decode()


def test_the_spreadsheet_names_no_client_and_runs_nothing(maria_user: User, maria: Actor, sam_user: User) -> None:
    stay(maria_user, maria, "Ines", facility="=1+1")
    browser = Browser()
    browser.force_login(sam_user)
    told = browser.get("/transitions/measures.csv?by=facility").content.decode()
    rows = list(csv.reader(io.StringIO(told)))
    assert rows[0] == ["Facility", "Measure", "Yes", "Counted", "Per cent", "Open", "Rule and source"]
    assert rows[1][:6] == ["'=1+1", "Contact in time", "0", "1", "0", "0"]
    assert "Ines" not in told


def test_a_case_manager_reads_neither_numbers_nor_lists(maria_user: User) -> None:
    browser = Browser()
    browser.force_login(maria_user)
    assert {browser.get(f"/transitions/{at}").status_code for at in ("measures/", "measures/list/", "measures.csv")} == {403}
    assert browser.get("/api/v1/transitions/measures/").json()["detail"].startswith("Measures are for supervisors.")
