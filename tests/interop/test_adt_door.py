"""POST /hl7/v2/adt: who may send, what is kept, and that nothing has an effect twice."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from interop.actions import notices
from interop.models import AdtMessage
from tests.doors.cast import bearer_token
from tests.factories.accounts import make_agency, make_api_client
from tests.interop.adt import an_adt, lines_of
from workflow.models import Event

ER7 = "x-application/hl7-v2+er7"
pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(db: None) -> Any:
    make_agency()
    return make_api_client("transitions:write", name="Bay Hospital")


def send(who: Any, body: str | bytes, kind: str = ER7, **headers: str) -> Any:
    token = {"Authorization": f"Bearer {bearer_token(who)}"} if who else {}
    return Browser().post("/hl7/v2/adt", body, content_type=kind, headers={**token, **headers})


def again(who: Any, body: str | bytes) -> Any:
    return Browser().post(
        "/hl7/v2/adt", body, content_type=ER7, headers={"Authorization": f"Bearer token-of-{who.application.client_id}"}
    )


def kept() -> list[AdtMessage]:
    return list(AdtMessage.objects.unscoped("a test looks").order_by("id"))


@pytest.mark.parametrize("kind", [ER7, "text/plain", "text/plain; charset=utf-8", "application/hl7-v2+er7"])
def test_a_notice_is_kept_whole_and_answered_aa(hospital: Any, kind: str) -> None:
    answer = send(hospital, an_adt(), kind, Accept="application/hl7-v2")
    assert (answer.status_code, lines_of(answer.content.decode())["MSA"]) == (200, ["MSA", "AA", "M1"])
    (message,) = kept()
    assert message.content == an_adt().strip().encode()
    assert (message.status, message.control_id, message.event_code, message.sending_facility) == ("stored", "M1", "A03", "BAY")
    assert message.api_client_id == hospital.pk and not message.reused_control_id


def test_at_rest_the_message_is_sealed(hospital: Any) -> None:
    send(hospital, an_adt())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM interop_adtmessage m")
        stored = cursor.fetchone()[0]
    assert "Delgado" not in stored and "H100" not in stored


def test_the_same_message_again_gets_the_first_answer_and_has_no_effect(hospital: Any) -> None:
    first, second = send(hospital, an_adt()), again(hospital, an_adt(sent="20260302170000"))
    assert second.content == first.content
    assert len(kept()) == 1


def test_the_same_message_at_the_same_moment_gets_the_first_answer_too(hospital: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = send(hospital, an_adt())
    # As if the other one were stored only after this one was compared with what came earlier.
    monkeypatch.setattr(notices, "came_before", lambda message: (False, False))
    assert again(hospital, an_adt()).content == first.content
    assert len(kept()) == 1


@pytest.mark.parametrize("sent", [an_adt(control=""), "garbage", an_adt(number="")])
def test_a_refused_message_again_gets_the_first_answer(hospital: Any, sent: str) -> None:
    first, second = send(hospital, sent), again(hospital, sent)
    assert second.content == first.content
    assert [(message.status, message.reused_control_id) for message in kept()] == [("refused", False)]


def test_the_same_message_as_json_is_a_conflict_and_has_no_effect(hospital: Any) -> None:
    send(hospital, an_adt())
    answer = Browser().post(
        "/api/v1/adt-messages/", {"message": an_adt(sent="20260302170000")}, content_type="application/json",
        headers={"Authorization": f"Bearer token-of-{hospital.application.client_id}"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["detail"]) == (409, "This very message came before and was taken in then.")
    assert len(kept()) == 1


def test_taking_in_costs_four_queries(hospital: Any) -> None:
    """The token, the agency's time zone, what came earlier, the row; a hospital may send hundreds a second."""
    send(hospital, an_adt())
    with CaptureQueriesContext(connection) as asked:
        again(hospital, an_adt(control="M2"))
    assert len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]) == 4
    assert len(kept()) == 2


def test_another_message_under_the_same_control_id_is_taken_and_marked(hospital: Any) -> None:
    send(hospital, an_adt())
    again(hospital, an_adt(event="A08"))
    assert [(message.event_code, message.reused_control_id) for message in kept()] == [("A03", False), ("A08", True)]


def test_a_refused_message_is_kept_all_the_same(hospital: Any) -> None:
    answer = send(hospital, an_adt(number=""))
    assert lines_of(answer.content.decode())["MSA"][1] == "AE"
    garbage = again(hospital, b"\x00\xff garbage")
    assert lines_of(garbage.content.decode())["MSA"][1] == "AR"
    assert [(message.status, message.content[:2]) for message in kept()] == [("refused", b"MS"), ("refused", b"\x00\xff")]
    assert kept()[0].error == "The patient's number is missing."


@pytest.mark.parametrize("dirt", [
    an_adt().replace("|2.5.1\r", "|2.5.1\0\r"), an_adt(charset="NONSENSE\0"), an_adt(control="\0M1"), an_adt(name="Delgado\0^Rosa"),
    an_adt(name=f"{'x' * 2_000_000}^Rosa"), f"\x0b{an_adt()}\x1c\r", an_adt().encode("utf-16").decode("latin-1"),
])  # fmt: skip
def test_zero_bytes_huge_fields_and_frames_are_answered_in_hl7_and_kept(hospital: Any, dirt: str) -> None:
    answer = send(hospital, dirt.encode("latin-1"))
    assert answer.status_code == 200
    assert lines_of(answer.content.decode())["MSA"][1] in ("AA", "AR")
    assert [message.ack_code for message in kept()] == [lines_of(answer.content.decode())["MSA"][1]]


@pytest.mark.parametrize("nothing", [b"", b" \r\n"])
def test_nothing_at_all_is_answered_ar_and_leaves_nothing_behind(hospital: Any, nothing: bytes) -> None:
    answer = send(hospital, nothing)
    assert (answer.status_code, lines_of(answer.content.decode())["MSA"]) == (
        200,
        ["MSA", "AR", "", "There is no message in it."],
    )
    assert kept() == []


def test_a_batch_is_answered_one_by_one_and_one_wrong_message_keeps_no_other_out(hospital: Any) -> None:
    batch = f"FHS|^~\\&|EPIC\rBHS|^~\\&|EPIC\r{an_adt(control='1')}{an_adt(control='2', number='')}{an_adt(control='3')}BTS|3\rFTS|1\r"
    answer = send(hospital, batch).content.decode()
    assert [line for line in answer.split("\r") if line.startswith(("MSA", "BTS"))] == [
        "MSA|AA|1", "MSA|AE|2|The patient's number is missing.", "MSA|AA|3", "BTS|3",
    ]  # fmt: skip
    assert [message.status for message in kept()] == ["stored", "refused", "stored"]


def test_the_answer_comes_in_the_character_set_of_the_message(hospital: Any) -> None:
    body = an_adt(charset="8859/1").replace("|BAY|", "|Bahía|").encode("latin-1")
    assert "Bahía".encode("latin-1") in send(hospital, body).content


def test_who_lacks_the_scope_or_a_token_is_refused_and_nothing_is_kept(hospital: Any) -> None:
    other = make_api_client("clients:write", "transitions:read")
    refused, nobody = send(other, an_adt()), send(None, an_adt())
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert nobody.status_code == 401
    assert kept() == []


def test_another_kind_of_body_and_one_too_large_are_refused_with_a_sentence(hospital: Any) -> None:
    assert send(hospital, json.dumps({}), "application/json").status_code == 415
    large = Browser().post(
        "/hl7/v2/adt", b"x" * (5 * 1024 * 1024 + 1), content_type=ER7,
        headers={"Authorization": f"Bearer token-of-{hospital.application.client_id}"},
    )  # fmt: skip
    assert (large.status_code, large.json()["detail"]) == (413, "Send at most 5 MB at once: split the batch.")


def test_the_hospital_cannot_read_back_whether_its_patient_is_known_here(hospital: Any) -> None:
    hospital.scopes = ["transitions:write", "transitions:read"]
    hospital.save()
    send(hospital, an_adt())
    answer = Browser().get(
        "/api/v1/adt-messages/", headers={"Authorization": f"Bearer token-of-{hospital.application.client_id}"}
    )
    assert answer.json()["results"] == []


def test_storing_alone_tells_no_timeline(hospital: Any) -> None:
    send(hospital, an_adt())
    assert not Event.objects.unscoped("a test looks").exists()
