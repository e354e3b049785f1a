"""The same POST sent twice has one effect, through the API and through the page."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Case, Client
from tests.doors.cast import Cast, browser_of, make_cast
from tests.doors.subjects import case_of, known_client
from tests.threads import at_once
from workflow import idempotency
from workflow.models import Event, IdempotencyKey
from workflow.pages import SENT_BEFORE

ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}


def post(cast: Cast, address: str, body: dict[str, Any], key: str = "", role: str = "partner", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {cast.tokens[role]}", **({"Idempotency-Key": key} if key else {}), **headers}
    return Browser().post(address, json.dumps(body), content_type="application/json", headers=sent)


def clients() -> list[str]:
    return list(Client.objects.unscoped("result").order_by("id").values_list("family_name", flat=True))


def test_fifty_at_once_make_one_row_and_get_the_same_answer(transactional_db: None) -> None:
    cast = make_cast()
    answers = at_once(50, lambda number: post(cast, "/api/v1/clients/", ROSA, "k-1"))
    bodies = [(answer.status_code, answer.json()) for answer in answers]
    assert bodies == [bodies[0]] * 50
    assert bodies[0][0] == 201
    assert sorted(answer.get("Idempotent-Replay", "") for answer in answers) == ["", *["true"] * 49]
    assert clients() == ["Delgado"]
    assert Event.objects.unscoped("result").filter(name="client.registered").count() == 1
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db
def test_a_repeated_answer_is_the_first_one_with_its_place_and_version() -> None:
    cast = make_cast()
    first, second = (post(cast, "/api/v1/clients/", ROSA, "k-1") for _ in range(2))
    assert (second.status_code, second.json(), second["ETag"], second["Location"]) == (
        201, first.json(), first["ETag"], first["Location"],
    )  # fmt: skip
    assert ("Idempotent-Replay" in first, second["Idempotent-Replay"]) == (False, "true")


@pytest.mark.django_db
def test_without_a_key_each_post_counts() -> None:
    cast = make_cast()
    for _ in range(2):
        assert post(cast, "/api/v1/clients/", {**ROSA, "duplicates_checked": True}).status_code == 201
    assert (clients(), IdempotencyKey.objects.count()) == (["Delgado", "Delgado"], 0)


@pytest.mark.django_db
def test_the_same_key_for_other_input_is_refused_and_changes_nothing() -> None:
    cast = make_cast()
    post(cast, "/api/v1/clients/", ROSA, "k-1")
    answer = post(cast, "/api/v1/clients/", {**ROSA, "family_name": "Lake"}, "k-1")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["detail"] == "This Idempotency-Key was used for a different request. Send a new key."
    assert clients() == ["Delgado"]


@pytest.mark.django_db
def test_the_same_key_for_another_step_is_refused() -> None:
    cast = make_cast()
    client = post(cast, "/api/v1/clients/", ROSA, "k-1").json()
    answer = post(
        cast, "/api/v1/cases/", {"client": client["id"], "source": "hospital", "urgency": "soon", "need": "Meals"}, "k-1"
    )
    assert (answer.status_code, Case.objects.unscoped("result").count()) == (422, 0)


@pytest.mark.django_db
def test_a_failure_frees_the_key() -> None:
    cast = make_cast()
    refused = post(cast, "/api/v1/clients/", {**ROSA, "birth_date": "2999-01-01"}, "k-1")
    assert (refused.status_code, IdempotencyKey.objects.count()) == (400, 0)
    assert post(cast, "/api/v1/clients/", ROSA, "k-1").status_code == 201
    assert clients() == ["Delgado"]


@pytest.mark.django_db
def test_two_callers_may_choose_the_same_key() -> None:
    cast = make_cast()
    for role, name in (("partner", "Delgado"), ("foreign_partner", "Okafor")):
        answer = post(cast, "/api/v1/clients/", {**ROSA, "family_name": name, "given_name": role.title()}, "k-1", role)
        assert (answer.status_code, "Idempotent-Replay" in answer) == (201, False)
    assert clients() == ["Delgado", "Okafor"]


@pytest.mark.django_db
def test_a_get_takes_no_notice_of_a_key() -> None:
    cast = make_cast()
    made = post(cast, "/api/v1/clients/", ROSA, "k-1").json()
    headers = {"Authorization": f"Bearer {cast.tokens['partner']}", "Idempotency-Key": "k-1"}
    answer = Browser().get(f"/api/v1/clients/{made['id']}/", headers=headers)
    assert (answer.status_code, answer.json()["family_name"], "Idempotent-Replay" in answer) == (200, "Delgado", False)
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["k" * 201, "k\x00", "k\t1"])
def test_a_key_that_cannot_be_kept_is_refused_not_cut(key: str) -> None:
    cast = make_cast()
    answer = post(cast, "/api/v1/clients/", ROSA, key)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["Idempotency-Key"])
    assert clients() == []


@pytest.mark.django_db
def test_a_repeated_step_answers_the_same_though_it_moved_the_record_out_of_sight() -> None:
    """A case manager who declines a case no longer sees it; their retry still hears that it was done."""
    cast = make_cast()
    case = case_of(cast, known_client(cast, ""), "open", accepted_at=None)
    browser = browser_of(cast.user("case_manager"))
    first, second = (
        browser.post(
            f"/api/v1/cases/{case.pk}/decline-assignment/", '{"reason_code": "capacity"}', content_type="application/json",
            headers={"If-Match": '"1"', "Idempotency-Key": "k-1"},
        )
        for _ in range(2)
    )  # fmt: skip
    assert (first.status_code, first.json()) == (200, {"id": str(case.pk), "version": 2, "status": "open"})
    assert (second.status_code, second.json(), second["Idempotent-Replay"]) == (200, first.json(), "true")
    assert Event.objects.unscoped("result").filter(name="case.assignment_declined").count() == 1


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_day() -> None:
    for hours, key in ((25, "old"), (23, "young")):
        made = IdempotencyKey.objects.create(owner="user:x", key=key, fingerprint="x")
        IdempotencyKey.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    assert idempotency.forget_old() == 1
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]


@pytest.mark.django_db
def test_a_form_sent_twice_is_saved_once_and_leads_to_the_record_both_times() -> None:
    cast = make_cast()
    client = known_client(cast)
    browser, form = (
        browser_of(cast.user("case_manager")),
        {"result": "no_answer", "channel": "phone", "idempotency_key": str(uuid4())},
    )
    first, second = (browser.post(f"/clients/{client.pk}/log-contact/", form) for _ in range(2))
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert client.contacts.unscoped("result").count() == 1


@pytest.mark.django_db
def test_a_form_sent_again_with_other_answers_loses_nothing_and_can_be_sent_as_a_new_one() -> None:
    cast = make_cast()
    client = known_client(cast)
    browser, form = (
        browser_of(cast.user("case_manager")),
        {"result": "no_answer", "channel": "phone", "idempotency_key": str(uuid4())},
    )
    address = f"/clients/{client.pk}/log-contact/"
    browser.post(address, form)
    again = browser.post(address, {**form, "summary": "Rang once more"})
    assert (again.status_code, client.contacts.unscoped("result").count()) == (422, 1)
    assert (SENT_BEFORE in again.content.decode(), "Rang once more" in again.content.decode()) == (True, True)
    new_key = again.context["idempotency_key"]
    assert new_key != form["idempotency_key"]
    assert browser.post(address, {**form, "summary": "Rang once more", "idempotency_key": new_key}).status_code == 302
    assert sorted(client.contacts.unscoped("result").values_list("summary", flat=True)) == ["", "Rang once more"]


def test_one_form_sent_by_eight_impatient_clicks_is_saved_once(transactional_db: None) -> None:
    cast = make_cast()
    client = known_client(cast)
    browser = browser_of(cast.user("case_manager"))
    session, form = browser.cookies["session"].value, {"result": "no_answer", "channel": "phone", "idempotency_key": str(uuid4())}

    def click(number: int) -> tuple[int, str]:
        own = Browser()
        own.cookies["session"] = session
        answer = own.post(f"/clients/{client.pk}/log-contact/", form)
        return answer.status_code, answer["Location"]

    assert set(at_once(8, click)) == {(302, f"/clients/{client.pk}/contacts/")}
    assert client.contacts.unscoped("result").count() == 1
