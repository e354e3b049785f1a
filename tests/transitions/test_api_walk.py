"""The walk of a discharge through the API alone: every address, method and body from docs/openapi.yaml, every answer checked against it."""

import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from casemgmt.demo.staff import make_api_clients, make_staff
from interop.actions.processing import process_stored
from tests.casemgmt.test_api_walk import Agency, Caller, system
from tests.factories.clients import make_case, make_client
from tests.interop.adt import an_adt, lines_of
from transitions.actions.protocols import load_shipped_protocols

pytestmark = pytest.mark.django_db(transaction=True)

BOSTON = ZoneInfo("America/New_York")
Body = dict[str, Any]
STAY = {"admitted": "20310112080000", "discharged": "20310117165000", "happened": "20310117165000", "sent": "20310117165500"}


@pytest.fixture
def time() -> Iterator[Any]:
    """The Friday before Martin Luther King Jr. Day, 16:55."""
    with time_machine.travel(datetime(2031, 1, 17, 16, 55, tzinfo=BOSTON), tick=True) as traveller:
        yield traveller


@pytest.fixture
def agency(time: Any, live_server: Any) -> Agency:
    people, teams = make_staff()
    make_api_clients(teams)
    load_shipped_protocols()
    return Agency(live_server.url, people)


@pytest.fixture
def rosa(agency: Agency) -> str:
    maria = agency.people["maria"]
    client = make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04")
    make_case(client, maria.memberships.get().team, maria)
    return str(client.pk)


def notice(hospital: Caller, **said: Any) -> None:
    """Posted as HL7 v2; a worker applies it."""
    asked = urllib.request.Request(
        f"{hospital.url}/hl7/v2/adt", data=an_adt(**said).encode(), method="POST",
        headers={"Authorization": f"Bearer {hospital.token}", "Content-Type": "x-application/hl7-v2+er7"},
    )  # fmt: skip
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert lines_of(answer.read().decode())["MSA"][1] == "AA"
    process_stored()


def clocks(caller: Caller, move: str) -> dict[str, Body]:
    """Those of transitional care management."""
    rows = caller.call("clocks_list", transition=move).body["results"]
    tcm = {row["protocol"] for row in rows if row["key"] == "window"}
    return {row["key"]: row for row in rows if row["protocol"] in tcm}


def test_from_the_notice_on_friday_to_the_readmission(agency: Agency, rosa: str, time: Any) -> None:
    hospital, maria = system(agency.url, "demo-hospital"), agency.person("maria")
    notice(hospital, **STAY)
    [move] = maria.call("transitions_list", client=rosa).body["results"]
    assert (move["status"], move["visit_number"], move["to_setting"]) == ("discharged", "V1", "home")
    assert clocks(maria, move["id"])["contact"]["due_at"] == "2031-01-22T23:59:00-05:00"
    attempt(maria, rosa, "no_answer")
    assert clocks(maria, move["id"])["contact"]["status"] == "running"
    time.move_to(datetime(2031, 1, 21, 9, 0, tzinfo=BOSTON))
    attempt(maria, rosa, "reached")
    met = clocks(maria, move["id"])["contact"]
    assert (met["status"], met["late"]) == ("met", False)
    book(maria, clocks(maria, move["id"])["visit"])


def attempt(maria: Caller, rosa: str, result: str) -> None:
    maria.call("contact_log", {"client": rosa, "channel": "phone", "direction": "outgoing", "party": "client", "result": result})


def book(maria: Caller, visit: Body) -> None:
    gone = {"booked_for": "2031-01-20T10:00:00-05:00", "booked_with": "Dr Lake"}
    refused = maria.call("clock_book", gone, version=visit["version"], id=visit["id"], expect=400)
    assert [error["field"] for error in refused.body["errors"]] == ["booked_for"]
    when = "2031-01-23T10:00:00-05:00"
    booked = maria.call(
        "clock_book", {"booked_for": when, "booked_with": "Dr Lake"}, version=visit["version"], id=visit["id"]
    ).body
    assert (booked["booked_for"], booked["status"], booked["due_at"]) == (when, "running", visit["due_at"])
    [due] = [
        row for row in maria.call("follow_ups_list", client=visit["client"]).body["results"] if row["kind"] == "transition_visit"
    ]
    assert due["due_at"] == when
