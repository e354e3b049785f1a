"""Documents by the API: sent as multipart, listed, fetched and withdrawn."""

import pytest
from django.test import Client as Browser

from clients.models import Disclosure
from tests.clients.documents.keeping import BACKEND, add, files, rows
from tests.factories.accounts import make_access_token, make_actor, make_team
from tests.factories.clients import make_case
from tests.factories.files import JPEG, PDF, upload

pytestmark = pytest.mark.django_db


def api(token):
    return {"headers": {"authorization": f"Bearer {token}"}}


@pytest.fixture
def token(maria):
    make_access_token(maria, "cmp_maria")
    return "cmp_maria"


def test_the_api_takes_multipart_and_gives_back_the_object(rosa, token):
    sent = {"client": str(rosa.pk), "title": "Lease", "kind": "legal", "substance_use": "true", "file": upload(PDF, "lease.pdf")}
    answer = Browser().post("/api/v1/documents/", sent, **api(token))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (answer["Location"], answer["ETag"]) == (f"/api/v1/documents/{body['id']}/", '"1"')
    assert {name: body[name] for name in ("title", "kind", "file_name", "media_type", "size", "substance_use", "status")} == {
        "title": "Lease", "kind": "legal", "file_name": "lease.pdf", "media_type": "application/pdf", "size": len(PDF),
        "substance_use": True, "status": "kept",
    }  # fmt: skip
    assert body["file_url"] == f"/api/v1/documents/{body['id']}/file/"
    assert body["notice"] == "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
    assert "storage_key" not in body
    assert [action["name"] for action in body["actions"]] == ["document.withdraw"]
    file = Browser().get(body["file_url"], headers={"authorization": f"Bearer {token}", "accept": "application/pdf"})
    assert b"".join(file.streaming_content) == PDF
    assert file["Redisclosure-Notice"] == body["notice"]
    assert Disclosure.objects.unscoped("result").filter(view=f"api:document file {body['id']}").count() == 1


def test_a_repeated_post_has_one_effect_and_another_file_under_its_key_none(rosa, token, settings):
    def send(content):
        sent = {"client": str(rosa.pk), "title": "Lease", "kind": "legal", "file": upload(content, "scan.pdf")}
        headers = {"authorization": f"Bearer {token}", "idempotency-key": "k1"}
        return Browser().post("/api/v1/documents/", sent, headers=headers)

    first, again, other = send(PDF), send(PDF), send(PDF + b"other")
    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (201, 201, "true")
    assert first.json()["id"] == again.json()["id"]
    assert (other.status_code, other.json()["detail"]) == (
        422, "This Idempotency-Key was used for a different request. Send a new key.",
    )  # fmt: skip
    assert len(rows()) == len(files(settings)) == 1


def test_bad_input_by_the_api_is_named_by_field(rosa, token, settings):
    sent = {"client": str(rosa.pk), "title": "", "kind": "novel", "file": upload(JPEG, "scan.pdf"), "author": "x"}
    answer = Browser().post("/api/v1/documents/", sent, **api(token))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert {error["field"] for error in answer.json()["errors"]} == {"author"}
    del sent["author"]
    answer = Browser().post(
        "/api/v1/documents/", {**sent, "kind": "legal", "title": "x", "file": upload(b"", "a.pdf")}, **api(token)
    )
    assert [error["message"] for error in answer.json()["errors"]] == [
        "This file is empty. Open it to see whether it was saved, and choose it again."
    ]
    answer = Browser().post("/api/v1/documents/", {"client": str(rosa.pk)}, content_type="application/json", **api(token))
    assert answer.status_code == 400
    assert "file" in {error["field"] for error in answer.json()["errors"]}
    assert (rows(), files(settings)) == ([], [])


def test_a_withdrawn_file_is_a_problem_in_words(rosa, maria, token):
    document = add(rosa, make_actor(maria))
    withdrawn = Browser().post(
        f"/api/v1/documents/{document.pk}/withdraw/", {"reason": "Old"}, content_type="application/json",
        headers={"authorization": f"Bearer {token}", "if-match": '"1"'},
    )  # fmt: skip
    assert (withdrawn.status_code, withdrawn.json()["file_url"], withdrawn.json()["withdrawn_reason"]) == (200, None, "Old")
    answer = Browser().get(f"/api/v1/documents/{document.pk}/file/", **api(token))
    assert (answer.status_code, answer.json()["detail"]) == (
        409, "This document was withdrawn. It stays on record, but can no longer be downloaded.",
    )  # fmt: skip


def test_the_list_can_be_narrowed_to_one_client(rosa, maria, token):
    other = make_case(team=make_team(), case_manager=maria).client
    wanted, _ = add(rosa, make_actor(maria)), add(other, make_actor(maria))
    results = Browser().get(f"/api/v1/documents/?client={rosa.pk}", **api(token)).json()["results"]
    assert [row["id"] for row in results] == [str(wanted.pk)]


def test_the_schema_shows_multipart_for_a_document_and_nothing_else(client, maria):
    client.force_login(maria, backend=BACKEND)
    schema = client.get("/api/schema/?format=json").json()
    body = schema["paths"]["/api/v1/documents/"]["post"]["requestBody"]["content"]
    assert list(body) == ["multipart/form-data"]
    name = body["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[-1]
    assert schema["components"]["schemas"][name]["properties"]["file"]["format"] == "binary"
    file = schema["paths"]["/api/v1/documents/{id}/file/"]["get"]["responses"]["200"]["content"]
    assert list(file) == ["application/octet-stream"]
