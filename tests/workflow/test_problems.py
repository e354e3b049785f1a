"""Errors of the API: each in application/problem+json, with what helps to do better."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from clients.models import Client
from tests.doors.cast import Cast, bearer_token, make_cast
from tests.doors.subjects import case_of, known_client
from tests.factories.accounts import make_api_client
from tests.factories.clients import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def call(cast: Cast, method: str, address: str, body: Any = None, role: str = "integration", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {cast.tokens[role]}", **headers}
    if method == "get":
        return Browser().get(address, headers=sent)
    data = body if isinstance(body, str) else json.dumps(body or {})
    return getattr(Browser(), method)(address, data, content_type="application/json", headers=sent)


def problem(answer: Any) -> dict[str, Any]:
    """The body, once what all problems share is checked."""
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"/api/docs/problems#{body['code']}"
    assert body["title"]
    assert not body["title"].endswith(".")
    assert body["detail"].endswith((".", "?")) or body["code"] == "parse-error"
    return dict(body)


def told(answer: Any) -> tuple[int, str, str]:
    body = problem(answer)
    return body["status"], body["code"], body["detail"]


def test_hidden_and_absent_are_told_in_the_same_words(cast: Cast) -> None:
    hidden = known_client(cast)
    absent = "0190d5f2-0000-7000-8000-000000000000"
    answers = {
        told(call(cast, method, f"/api/v1/{place}", role="foreign_partner", **{"If-Match": '"1"'}))
        for pk in (hidden.pk, absent)
        for method, place in (("get", f"clients/{pk}/"), ("post", f"clients/{pk}/update/"), ("post", f"clients/{pk}/add-phone/"))
    }
    assert answers == {(404, "not-found", "There is no such record, or it is not yours to see.")}


def test_an_address_that_leads_nowhere_is_a_problem_too(cast: Cast) -> None:
    assert told(call(cast, "get", "/api/v1/nowhere/"))[:2] == (404, "not-found")


def test_not_allowed_says_who_could(cast: Cast) -> None:
    answer = call(cast, "post", f"/api/v1/clients/{known_client(cast).pk}/update/", role="partner", **{"If-Match": '"1"'})
    assert told(answer) == (403, "not-allowed", "Only staff who work with this client can change the record.")


def test_a_missing_version_says_how_to_send_one(cast: Cast) -> None:
    answer = call(cast, "post", f"/api/v1/clients/{known_client(cast).pk}/update/", {"given_name": "Rosa"})
    assert told(answer)[:2] == (428, "version-missing")
    assert 'If-Match: "3"' in answer.json()["detail"]


def test_a_stale_version_answers_the_current_one(cast: Cast) -> None:
    client = known_client(cast, version=3)
    answer = call(cast, "post", f"/api/v1/clients/{client.pk}/update/", {"given_name": "Rosa"}, **{"If-Match": '"2"'})
    assert told(answer)[:2] == (412, "stale")
    assert (answer.json()["current_version"], answer["ETag"]) == (3, '"3"')


@pytest.mark.parametrize("etag", ['"3"', "3", 'W/"3"'])
def test_a_version_can_be_sent_as_an_etag_or_as_a_number(cast: Cast, etag: str) -> None:
    client = known_client(cast, version=3)
    answer = call(cast, "post", f"/api/v1/clients/{client.pk}/update/", {"pronouns": "she/her"}, **{"If-Match": etag})
    assert (answer.status_code, answer.json()["version"], answer["ETag"]) == (200, 4, '"4"')


@pytest.mark.parametrize("etag", ["*", '"a"', '"1", "2"', '"-1"', '"१"' + "0" * 400])
def test_anything_else_is_no_version(cast: Cast, etag: str) -> None:
    client = known_client(cast)
    answer = call(cast, "post", f"/api/v1/clients/{client.pk}/update/", {"given_name": "X"}, **{"If-Match": etag})
    assert answer.status_code in (400, 412)
    problem(answer)
    assert Client.objects.unscoped("result").get(pk=client.pk).version == 1


def test_a_wrong_state_names_the_right_one(cast: Cast) -> None:
    case = case_of(cast, known_client(cast, ""), "closed")
    answer = call(cast, "post", f"/api/v1/cases/{case.pk}/start-screening/", **{"If-Match": '"1"'})
    assert told(answer) == (409, "wrong-state", "Not while this case is closed; “referred” is needed.")


def test_a_rule_says_what_to_do_first(cast: Cast) -> None:
    answer = call(
        cast, "post", "/api/v1/cases/", {"client": str(known_client(cast).pk), "source": "other", "urgency": "soon", "need": "x"}
    )
    assert told(answer) == (
        422, "step-refused", "This client already has a referral or an open case. Add to that one, or close it first.",
    )  # fmt: skip


def test_invalid_input_is_listed_by_field(cast: Cast) -> None:
    answer = call(cast, "post", "/api/v1/clients/", {"given_name": "", "birth_date": "1950-13-01", "nmae": "x"})
    assert told(answer)[:2] == (400, "invalid-input")
    assert {error["field"] for error in answer.json()["errors"]} == {"nmae"}
    answer = call(cast, "post", "/api/v1/clients/", {"given_name": "", "birth_date": "1950-13-01"})
    assert {error["field"] for error in answer.json()["errors"]} == {"given_name", "family_name", "birth_date"}


def test_what_the_form_refuses_has_the_same_shape(cast: Cast) -> None:
    answer = call(cast, "post", "/api/v1/clients/", {"given_name": "A", "family_name": "B", "birth_date": "2999-01-01"})
    assert told(answer)[:2] == (400, "invalid-input")
    assert answer.json()["errors"] == [{"field": "birth_date", "message": "The birth date lies in the future. Check the year."}]


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "null", "1", '{"a": NaN}', "{'a': 1}", '[{"given_name": "A"}]', ""])
def test_a_body_that_is_no_object_is_a_problem_and_no_accident(cast: Cast, body: str) -> None:
    answer = call(cast, "post", "/api/v1/clients/", body or " ")
    assert answer.status_code == 400
    problem(answer)


def test_a_kind_of_body_nobody_reads_is_told(cast: Cast) -> None:
    answer = Browser().post(
        "/api/v1/clients/", "<a/>", content_type="text/xml", headers={"Authorization": f"Bearer {cast.tokens['partner']}"}
    )
    assert told(answer)[:2] == (415, "unsupported-media-type")


def test_a_method_that_is_not_there_is_told(cast: Cast) -> None:
    assert told(call(cast, "put", "/api/v1/clients/"))[:2] == (405, "method-not-allowed")
    assert told(call(cast, "delete", f"/api/v1/clients/{known_client(cast).pk}/"))[:2] == (405, "method-not-allowed")


def test_nobody_is_asked_to_sign_in_and_told_how() -> None:
    answer = Browser().get("/api/v1/clients/")
    assert (told(answer)[:2], answer["WWW-Authenticate"]) == ((401, "not-authenticated"), 'Bearer realm="casemgmt"')


def test_a_token_without_the_scope_to_read_says_which_one(cast: Cast) -> None:
    narrow = make_api_client("cases:read", name="Narrow")
    cast.tokens["narrow"] = bearer_token(narrow)
    assert told(call(cast, "get", "/api/v1/notes/", role="narrow")) == (
        403, "permission-denied", "This token lacks the scope contacts:read.",
    )  # fmt: skip


def test_a_draft_is_refused_to_others_by_name(cast: Cast) -> None:
    note = make_note(known_client(cast), cast.user("case_manager"))
    answer = call(cast, "post", f"/api/v1/notes/{note.pk}/sign/", {"body": "x"}, **{"If-Match": '"1"'})
    assert told(answer) == (403, "not-allowed", "Only Case Manager, who is writing it, can change this draft.")
