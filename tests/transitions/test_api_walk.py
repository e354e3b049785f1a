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
    tried = clocks(maria, move["id"])["contact"]
    assert (tried["status"], tried["standing"]["words"]) == ("running", "1 of 2 attempts, 5 days left")
    time.move_to(datetime(2031, 1, 21, 9, 0, tzinfo=BOSTON))
    attempt(maria, rosa, "reached")
    met = clocks(maria, move["id"])["contact"]
    assert (met["status"], met["late"], met["standing"]) == ("met", False, None)
    book(maria, clocks(maria, move["id"])["visit"])
    compare_the_medicines(maria, move)
    check_by_teach_back(maria, move)
    time.move_to(datetime(2031, 1, 24, 15, 0, tzinfo=BOSTON))
    again = {"event": "A01", "control": "M2", "visit": "V2", "admitted": "20310124140000", "discharged": ""}
    notice(system(agency.url, "demo-hospital"), **again, happened="20310124140000", sent="20310124145500")
    sam_sees_the_readmission(agency.person("sam"), rosa)


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


def compare_the_medicines(maria: Caller, move: Body) -> None:
    """An unclear line needs its question; with it, the worksheet meets the clock any worker may meet."""
    sheet = maria.call("worksheet_start", {"transition": move["id"]}).body
    line = {"worksheet": sheet["id"], "medicine": "Ibuprofen", "before": "When it hurts", "outcome": "unclear"}
    refused = maria.call("medicine_add", line, expect=400)
    assert sorted(error["field"] for error in refused.body["errors"]) == ["ask_whom", "question"]
    asked = {**line, "question": "Still to be taken?", "ask_whom": "Dr Lake"}
    assert maria.call("medicine_add", asked).body["outcome"] == "unclear"
    said = {"profession": "other", "reconciled_with": "client", "sources": "Discharge list"}
    version = maria.call("medicine_worksheets_read", id=sheet["id"]).body["version"]
    maria.call("worksheet_complete", said, version=version, id=sheet["id"], expect=400)
    done = maria.call("worksheet_complete", {**said, "unclear_stays": True}, version=version, id=sheet["id"]).body
    assert (done["status"], clocks(maria, move["id"])["medicines"]["status"]) == ("completed", "met")


def check_by_teach_back(maria: Caller, move: Body) -> None:
    """What is missing is somebody's from the same step on."""
    check = {
        "transition": move["id"],
        "topic": "transport",
        "arranged": "no",
        "understood": "yes",
        "client_words": "Nobody drives me",
    }
    refused = maria.call("teach_back_record", check, expect=400)
    assert sorted(error["field"] for error in refused.body["errors"]) == ["due_on", "missing", "remedy"]
    remedy = {"missing": "A ride to Dr Lake", "remedy": "follow_up", "due_on": "2031-01-22"}
    assert maria.call("teach_back_record", {**check, **remedy}).body["missing"] == "A ride to Dr Lake"
    whys = [row["why"] for row in maria.call("follow_ups_list", client=move["client"]).body["results"] if row["status"] == "open"]
    assert any("A ride to Dr Lake" in why for why in whys)


def sam_sees_the_readmission(sam: Caller, rosa: str) -> None:
    found = {row["visit_number"]: row for row in sam.call("transitions_list", client=rosa).body["results"]}
    assert {number: row["status"] for number, row in found.items()} == {"V1": "readmitted", "V2": "admitted"}
    assert (found["V2"]["previous"], found["V1"]["followed_by"]) == (found["V1"]["id"], [found["V2"]["id"]])
    assert [row["visit_number"] for row in sam.call("transitions_by_risk").body["results"]] == ["V2"]
    assert not [row for row in found["V1"]["clocks"] if row["status"] == "running"]
