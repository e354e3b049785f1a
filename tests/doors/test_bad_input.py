"""Input that cannot be read is judged last: it tells nobody more than good input would."""

import json

import pytest
from django.test import Client as Browser

from tests.doors.cast import make_cast
from tests.doors.subjects import known_client
from tests.factories.clients import make_note

pytestmark = pytest.mark.django_db

NONSENSE = [{"no_such_field": 1}, {"result": "jumped"}, {"minutes": "many"}, {}]


@pytest.mark.parametrize("body", NONSENSE)
@pytest.mark.parametrize(("role", "status"), [("foreign_partner", 404), ("partner_without_scope", 403), ("partner", 400)])
def test_nonsense_about_a_hidden_client_is_not_found(role: str, status: int, body: dict[str, object]) -> None:
    cast = make_cast()
    client = known_client(cast)
    answer = Browser().post(
        "/api/v1/contacts/",
        json.dumps({"client": str(client.pk), **body}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {cast.tokens[role]}"},
    )
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("role", "if_match", "status"),
    [("foreign_partner", '"1"', 404), ("partner", '"1"', 403), ("case_manager", "", 428), ("case_manager", '"7"', 412)],
)
def test_nonsense_to_a_step_is_refused_in_the_order_of_every_step(role: str, if_match: str, status: int) -> None:
    cast = make_cast()
    note = make_note(known_client(cast), cast.user("case_manager"))
    browser, headers = Browser(), {"If-Match": if_match} if if_match else {}
    if role in cast.tokens:
        headers["Authorization"] = f"Bearer {cast.tokens[role]}"
    else:
        browser.force_login(cast.user(role))
    answer = browser.post(f"/api/v1/notes/{note.pk}/sign/", '{"bdoy": "x"}', content_type="application/json", headers=headers)
    assert answer.status_code == status


def test_a_parent_that_is_no_id_is_told_to_whoever_sent_it() -> None:
    cast = make_cast()
    answer = Browser().post(
        "/api/v1/contacts/",
        '{"client": "nobody", "result": "reached", "channel": "phone"}',
        content_type="application/json",
        headers={"Authorization": f"Bearer {cast.tokens['partner']}"},
    )
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["client"])
