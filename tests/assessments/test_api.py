"""Instruments and assessments by the API alone."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from clients.models import Consent
from tests.assessments.stories import LIKERT, Care, due, in_care, instrument, phq9, use
from tests.assessments.test_definitions import choice, ours
from tests.doors.cast import bearer_token
from tests.factories.accounts import make_api_client, make_user

pytestmark = pytest.mark.django_db


class Api:
    """A caller that sends and reads JSON."""

    def __init__(self, browser: Browser | None = None, token: str = "") -> None:
        self.browser = browser or Browser()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any, version: int | None = None) -> Any:
        headers = {**self.headers, **({"If-Match": f'"{version}"'} if version else {})}
        return self.browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def as_person(user: Any) -> Api:
    browser = Browser()
    browser.force_login(user)
    return Api(browser)


def as_partner(care: Care, *scopes: str) -> Api:
    client = make_api_client(*scopes)
    care.case.referred_by_client_id = client.pk
    care.case.save()
    return Api(token=bearer_token(client))


def test_the_list_of_instruments_says_what_is_in_use_and_leaves_the_definitions_out() -> None:
    use("phq-9", "gad-7")
    api = as_person(in_care().maria)
    listed = api.get("instruments/", in_use="true").json()["results"]
    assert {(one["key"], one["in_use"], one["definition"]) for one in listed} == {("phq-9", True, None), ("gad-7", True, None)}
    one = api.get(f"instruments/{instrument('phq-9').pk}/").json()
    assert one["definition"]["item"][8]["linkId"] == "q9"
    assert one["licence_text"].startswith("Developed by Drs Robert L. Spitzer")


def test_an_administrator_imports_publishes_and_switches_on_and_nobody_else() -> None:
    admin = as_person(make_user("administrator"))
    answer = admin.post("instruments/", {"definition": ours(choice("q1"), releaseGate="Read the sheet.")})
    assert (answer.status_code, answer.json()["status"]) == (201, "draft")
    path = answer["Location"].removeprefix("/api/v1/")
    assert admin.post(f"{path}publish/", {}, 1).json()["status"] == "published"
    refused = admin.post(f"{path}switch-on/", {}, 2)
    assert refused.json()["errors"] == [{"field": "terms_read", "message": "Before this instrument is used: Read the sheet."}]
    assert admin.post(f"{path}switch-on/", {"terms_read": True}, 2).json()["in_use"] is True
    assert as_person(in_care().maria).post("instruments/", {"definition": ours(choice("q1"), name="other")}).status_code == 403


def test_a_wrong_questionnaire_is_refused_with_each_item_and_reason() -> None:
    admin = as_person(make_user("administrator"))
    answer = admin.post("instruments/", {"definition": ours(choice("q1"), choice("q1"), choice("q2", type="essay"))})
    assert answer.status_code == 400
    assert [error["message"] for error in answer.json()["errors"]] == [
        "q1: This linkId stands there twice.",
        "q2: The type “essay” is not known here. Known: group, display, boolean, integer, decimal, string, text, date, choice, open-choice.",
    ]  # fmt: skip


def test_ten_thousand_items_are_refused_in_a_sentence() -> None:
    admin = as_person(make_user("administrator"))
    answer = admin.post("instruments/", {"definition": ours(*[choice(f"q{n}") for n in range(10_000)])})
    assert (answer.status_code, answer.json()["errors"]) == (
        400, [{"field": "definition", "message": "item: There are more than 1,000 items. Split the questionnaire."}],
    )  # fmt: skip


def test_a_body_nested_without_end_is_refused_like_any_that_cannot_be_read() -> None:
    browser = Browser()
    browser.force_login(make_user("administrator"))
    answer = browser.post("/api/v1/instruments/", '{"definition":' + "[" * 200_000, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_client_is_screened_from_start_to_finish() -> None:
    use("phq-9")
    care = in_care()
    api = as_person(care.maria)
    started = api.post("assessments/", {"client": str(care.client.pk), "instrument": "phq-9", "answers": phq9(1, 1)})
    assert started.status_code == 201
    body = started.json()
    assert (body["status"], set(body["answers"]), body["total"]) == ("draft", {"q1", "q2"}, None)
    path = f"assessments/{body['id']}/"
    flagged = api.post(f"{path}answer/", {"answers": {"q9": LIKERT[1]}}, body["version"]).json()
    assert [flag["id"] for flag in flagged["flags"]] == ["self-harm-thoughts"]
    assert len(due(care.client)) == 1
    assert api.post(f"{path}answer/", {"answers": {"q3": LIKERT[1]}}, body["version"]).status_code == 412
    assert api.post(f"{path}answer/", {"answers": {"q3": LIKERT[1]}}).status_code == 428
    rest = api.post(f"{path}answer/", {"answers": phq9(1, 1, 1, 1, 1, 1, 1, 1)}, flagged["version"]).json()
    action = next(action for action in rest["actions"] if action["name"] == "assessment.complete")
    assert action["allowed"] is True
    done = api.post(f"{path}complete/", {}, rest["version"]).json()
    assert (done["status"], done["total"], done["band"]) == ("completed", "9.00", "mild")
    assert [need["domain"] for need in done["suggested_needs"]] == ["x-safety"]
    listed = api.get("assessments/", client=str(care.client.pk), instrument_key="phq-9").json()["results"]
    assert [one["id"] for one in listed] == [done["id"]]


def test_what_is_missing_is_said_before_and_when_completing() -> None:
    use("phq-9")
    care = in_care()
    api = as_person(care.maria)
    body = api.post("assessments/", {"client": str(care.client.pk), "instrument": "phq-9", "answers": phq9(*[1] * 8)}).json()
    why = "Still open: “Thoughts that you would be better off dead or of hurting yo…”. Answer each, or say that it was declined or not asked."
    action = next(action for action in body["actions"] if action["name"] == "assessment.complete")
    assert (action["allowed"], action["reason"]) == (False, why)
    answer = api.post(f"assessments/{body['id']}/complete/", {}, body["version"])
    assert (answer.status_code, answer.json()["detail"]) == (422, why)


def test_a_whole_assessment_is_sent_as_one_document() -> None:
    use("phq-9")
    care = in_care()
    api = as_person(care.maria)
    answer = api.post(
        f"clients/{care.client.pk}/record-assessment/", {"instrument": "phq-9", "answers": phq9(*[2] * 9), "mode": "client"}
    )
    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["total"], body["band"]) == ("completed", "18.00", "moderately severe")
    assert len(due(care.client)) == 1


def test_another_organisation_gets_no_answer_the_client_could_be_harmed_for() -> None:
    use("ahc-hrsn-core")
    care = in_care()
    safe = {"q7": "LA6482-9", "q8": "LA6482-9", "q9": "LA6482-9", "q10": "LA6482-9"}
    done = care.complete(care.start("ahc-hrsn-core", answers={"q3": "LA28397-0", **safe}))
    partner = as_partner(care, "assessments:read")
    assert partner.get("assessments/").json()["results"] == []
    Consent.objects.create(
        client=care.client, kind="share", grantee_client_id=care.case.referred_by_client_id, scope=["assessments"],
        starts_on="2020-01-01", signed_on="2020-01-01", method="paper",
    )  # fmt: skip
    shown = partner.get(f"assessments/{done.pk}/").json()
    assert (set(shown["answers"]), shown["scores"]["measures"], shown["flags"], shown["total"], shown["band"]) == (
        {"q3"}, [], [], None, "",
    )  # fmt: skip
    assert [need["domain"] for need in shown["suggested_needs"]] == ["food-insecurity"]
    full = as_person(care.maria).get(f"assessments/{done.pk}/").json()
    assert (full["total"], set(full["answers"])) == ("20.00", {"q3", "q7", "q8", "q9", "q10"})


@pytest.mark.parametrize("rows", [3, 12])
def test_the_list_costs_the_same_for_few_and_for_many(rows: int, django_assert_max_num_queries: Any) -> None:
    use("phq-9", "gad-7")
    care = in_care()
    for _ in range(rows):
        care.start("phq-9")
        care.take("gad-7", **phq9(*[1] * 7))
    api = as_person(care.maria)
    with django_assert_max_num_queries(16):
        api.get("assessments/")
