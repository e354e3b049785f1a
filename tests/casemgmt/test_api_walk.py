"""The first walk through the API with nothing but bearer tokens and what docs/openapi.yaml says.

Every path, method, header and body comes from the document; every answer is checked against it.
"""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import yaml
from django.conf import settings
from openapi_schema_validator import OAS31Validator

from accounts.models import User
from casemgmt.demo.staff import make_api_clients, make_staff
from tests.factories.accounts import make_access_token

pytestmark = pytest.mark.django_db(transaction=True)

REFERRED_ADA = {"given_name": "Ada", "family_name": "Lovelock", "birth_date": "1950-12-10"}
NEED = "Home after heart failure; lives alone."


@cache
def document() -> dict[str, Any]:
    return dict(yaml.safe_load((settings.BASE_DIR / "docs" / "openapi.yaml").read_text()))


def operation(name: str) -> tuple[str, str, dict[str, Any]]:
    """Path, method and description of an operation, by its operationId."""
    for path, methods in document()["paths"].items():
        for method, described in methods.items():
            if described.get("operationId") == name:
                return path, method.upper(), described
    raise AssertionError(f"docs/openapi.yaml has no operation {name}")


def complaints(schema: Mapping[str, Any], value: Any) -> list[str]:
    """What the document says against a body or an answer."""
    whole = {**schema, "components": document()["components"]}
    found = OAS31Validator(whole, format_checker=OAS31Validator.FORMAT_CHECKER).iter_errors(value)
    return [f"{list(error.path)}: {error.message}" for error in found]


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def offers(self) -> dict[str, bool]:
        return {action["name"]: action["allowed"] for action in self.body["actions"]}


@dataclass(frozen=True)
class Caller:
    """One system or person with a bearer token."""

    url: str
    token: str

    def call(self, name: str, body: Any = None, *, version: int | None = None, expect: int = 0, **where: str) -> Answer:
        path, method, described = operation(name)
        self._check_request(described, body, version)
        for key in [key for key in where if f"{{{key}}}" in path]:
            path = path.replace(f"{{{key}}}", where.pop(key))
        query = f"?{urllib.parse.urlencode(where)}" if where else ""
        headers = {"Authorization": f"Bearer {self.token}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        answer = send(f"{self.url}{path}{query}", method, headers, body)
        documented = {int(status) for status in described["responses"]}
        assert answer.status in ({expect} if expect else documented), answer.body
        if answer.status in documented:
            schema = described["responses"][str(answer.status)]["content"]["application/json"]["schema"]
            assert complaints(schema, answer.body) == []
        return answer

    @staticmethod
    def _check_request(described: dict[str, Any], body: Any, version: int | None) -> None:
        required = {p["name"] for p in described.get("parameters", []) if p["in"] == "header" and p.get("required")}
        assert required == ({"If-Match"} if version is not None else set())
        if body is not None:
            assert complaints(described["requestBody"]["content"]["application/json"]["schema"], body) == []


def send(url: str, method: str, headers: dict[str, str], body: Any = None) -> Answer:
    """One real request; a form when the body is bytes."""
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    if body is not None and not isinstance(body, bytes):
        headers["Content-Type"] = "application/json"
    asked = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return Answer(answer.status, json.load(answer), answer.headers)
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, json.load(refused), refused.headers)


def system(url: str, client_id: str) -> Caller:
    """A demo system with a token from the address that the document names."""
    flow = document()["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"]
    credentials = base64.b64encode(f"{client_id}:{client_id}-secret".encode()).decode()
    answer = send(url + flow["tokenUrl"], "POST", {"Authorization": f"Basic {credentials}"}, b"grant_type=client_credentials")
    assert answer.status == 200, answer.body
    assert set(answer.body["scope"].split()) <= set(flow["scopes"])
    return Caller(url, answer.body["access_token"])


def person(url: str, user: User) -> Caller:
    assert document()["components"]["securitySchemes"]["personalToken"]["scheme"] == "bearer"
    token = f"cmp_{user.email}"
    make_access_token(user, token)
    return Caller(url, token)


@dataclass(frozen=True)
class Agency:
    url: str
    people: dict[str, User]

    def person(self, name: str) -> Caller:
        return person(self.url, self.people[name])


@pytest.fixture
def agency(live_server: Any) -> Agency:
    """The demo's staff and systems, without its clients, behind a real HTTP server."""
    people, teams = make_staff()
    make_api_clients(teams)
    return Agency(live_server.url, people)


def due(caller: Caller, client: str) -> set[str]:
    found = caller.call("follow_ups_list", client=client).body["results"]
    return {row["kind"] for row in found if row["status"] == "open"}


def test_from_the_hospitals_referral_to_the_signed_note(agency: Agency) -> None:
    hospital, ines = system(agency.url, "demo-hospital"), agency.person("ines")
    assert hospital.call("clients_match", REFERRED_ADA).body == {"results": []}
    client = hospital.call("client_register", {**REFERRED_ADA, "phone": "+1 617 555 0142", "may_voicemail": False}).body["id"]
    referral = hospital.call("case_refer", {"client": client, "source": "hospital", "urgency": "soon", "need": NEED})
    case = referral.body["id"]
    assert referral.headers["ETag"] == '"1"'
    assert referral.offers["case.start_screening"] is False

    [match] = ines.call("clients_match", REFERRED_ADA).body["results"]
    assert (match["level"], match["client"], match["reasons"]) == ("likely", client, ["Same name", "Same birth date"])
    refused = ines.call("client_register", REFERRED_ADA, expect=422)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "1 record may be the same person" in refused.body["detail"]
    assert ines.call("case_start_screening", version=1, id=case).body["status"] == "screening"
    [harbor] = [team["id"] for team in ines.call("teams_list").body["results"] if team["name"] == "Harbor"]
    maria_id = str(agency.people["maria"].pk)
    opened = ines.call("case_open", {"team": harbor, "tier": 2, "case_manager": maria_id}, version=2, id=case)
    # An open case is no longer intake's to see: the answer says only that it was done.
    assert opened.body == {"id": case, "version": 3, "status": "open"}
    ines.call("cases_read", id=case, expect=404)

    maria = agency.person("maria")
    assert due(maria, client) == {"answer_assignment"}
    assert maria.call("case_accept_assignment", version=3, id=case).offers["case.close"] is True
    assert due(maria, client) == {"first_contact"}
    contact = {"client": client, "at": "2026-01-05T10:00:00Z", "channel": "phone", "direction": "outgoing", "party": "client"}
    maria.call("contact_log", {**contact, "result": "no_answer"})
    assert due(maria, client) == {"first_contact"}
    unsafe = maria.call("contact_log", {**contact, "channel": "voicemail", "result": "left_message"}, expect=400)
    assert [error["field"] for error in unsafe.body["errors"]] == ["channel"]
    reached = maria.call("contact_log", {**contact, "result": "reached", "minutes": 12}).body["id"]
    assert due(maria, client) == {"write_note"}
    draft = maria.call("note_start", {"client": client, "contact": reached, "body": "Ada feels safe at home."})
    signed = maria.call("note_sign", version=draft.body["version"], id=draft.body["id"])
    assert (signed.body["status"], signed.body["body"]) == ("signed", "Ada feels safe at home.")
    assert due(maria, client) == set()

    sam = agency.person("sam")
    [seen] = sam.call("cases_list", team=harbor, status="open").body["results"]
    assert (seen["id"], seen["case_manager_name"]) == (case, "Maria Lopez")
    assert hospital.call("cases_read", id=case).body["status"] == "open"
    assert hospital.call("notes_list", client=client).body["results"] == []


def test_the_agencys_own_integration_walks_it_with_one_token(agency: Agency) -> None:
    line = system(agency.url, "demo-integration")
    client = line.call("client_register", REFERRED_ADA).body["id"]
    case = line.call("case_refer", {"client": client, "source": "self", "urgency": "routine", "need": NEED}).body["id"]
    line.call("case_start_screening", version=1, id=case)
    team = line.call("teams_list").body["results"][0]["id"]
    line.call("case_open", {"team": team}, version=2, id=case)
    contact = line.call(
        "contact_log",
        {"client": client, "at": "2026-01-05T10:00:00Z", "channel": "phone", "direction": "outgoing", "party": "client",
         "result": "reached"},
    ).body["id"]  # fmt: skip
    note = line.call("note_start", {"client": client, "contact": contact, "body": "Called."}).body
    assert line.call("note_sign", version=1, id=note["id"]).body["status"] == "signed"
    assert due(line, client) == {"assign_case"}


def test_a_stale_version_and_a_missing_one_are_told_apart(agency: Agency) -> None:
    line = system(agency.url, "demo-integration")
    client = line.call("client_register", REFERRED_ADA).body["id"]
    case = line.call("case_refer", {"client": client, "source": "self", "urgency": "routine", "need": NEED}).body["id"]
    line.call("case_start_screening", version=1, id=case)
    stale = line.call("case_decline", {"decline_reason": "no_capacity"}, version=1, id=case, expect=412)
    assert (stale.body["code"], stale.body["current_version"], stale.headers["ETag"]) == ("stale", 2, '"2"')
    url = f"{agency.url}/api/v1/cases/{case}/decline/"
    missing = send(url, "POST", {"Authorization": f"Bearer {line.token}"}, {"decline_reason": "no_capacity"})
    assert (missing.status, missing.body["code"]) == (428, "version-missing")
    assert line.call("cases_read", id=case).body["status"] == "screening"


def test_a_wrong_secret_gets_no_token(agency: Agency) -> None:
    credentials = base64.b64encode(b"demo-hospital:wrong").decode()
    answer = send(
        agency.url + "/oauth2/token", "POST", {"Authorization": f"Basic {credentials}"}, b"grant_type=client_credentials"
    )
    assert (answer.status, answer.body) == (401, {"error": "invalid_client"})
