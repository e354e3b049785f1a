"""Linked records by the API; what lists cost, and many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.clients.record_links.linking import link, links
from tests.factories.accounts import make_access_token, make_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(ines):
    make_access_token(ines, "cmp_ines")

    def send(method, path, body=None, **headers):
        headers = {"authorization": "Bearer cmp_ines", **headers}
        return getattr(Browser(), method)(path, body, content_type="application/json", headers=headers)

    return send


def test_the_api_links_lists_and_undoes(rosa, again, call):
    made = call("post", "/api/v1/record-links/", {"client": str(rosa.pk), "duplicate": str(again.pk), "why": "Same number"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["client"], body["duplicate"], body["status"], body["why"]) == (
        str(rosa.pk),
        str(again.pk),
        "linked",
        "Same number",
    )
    assert [(action["name"], action["allowed"]) for action in body["actions"]] == [("record_link.undo", True)]
    for query in (f"client={rosa.pk}", f"duplicate={again.pk}", "status=linked"):
        assert [row["id"] for row in call("get", f"/api/v1/record-links/?{query}").json()["results"]] == [body["id"]]
    assert call("get", f"/api/v1/record-links/?client={again.pk}").json()["results"] == []
    undone = call("post", f"/api/v1/record-links/{body['id']}/undo/", {"reason": "Sisters"}, **{"if-match": made["ETag"]})
    assert (undone.status_code, undone.json()["status"], undone.json()["undone_reason"]) == (200, "undone", "Sisters")


def test_the_api_says_of_which_record_a_client_is_the_duplicate(rosa, again, ines, call):
    link(rosa, again, ines)
    body = call("get", f"/api/v1/clients/{again.pk}/").json()
    assert body["duplicate_of"] == str(rosa.pk)
    refer = next(action for action in body["actions"] if action["name"] == "case.refer")
    assert (refer["allowed"], refer["reason"]) == (
        False, "This record is a duplicate, linked to the record of Rosa Delgado. Use that one.",
    )  # fmt: skip
    assert call("get", f"/api/v1/clients/{rosa.pk}/").json()["duplicate_of"] is None
    make_case(rosa, make_team(), make_user("case_manager"))
    assert call("get", f"/api/v1/clients/{again.pk}/").json()["duplicate_of"] is None


def test_refusals_by_the_api_are_problems_in_words(rosa, again, call):
    same = call("post", "/api/v1/record-links/", {"client": str(rosa.pk), "duplicate": str(rosa.pk), "why": "x"})
    assert (same.status_code, same.json()["detail"]) == (422, "This is the same record. Choose the other one.")
    nobody = call("post", "/api/v1/record-links/", {"client": str(rosa.pk), "duplicate": "nonsense", "why": "x"})
    assert (nobody.status_code, nobody["Content-Type"]) == (400, "application/problem+json")
    assert links() == []


def test_lists_cost_no_more_queries_for_many_duplicates(rosa, ines, call, browser):
    def cost(get):
        get()  # the first request of a session also writes when it was last used
        with CaptureQueriesContext(connection) as counted:
            assert get().status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in counted)

    doors = (
        lambda: browser.get("/clients/"),
        lambda: browser.post("/clients/search/", {"q": "Delgado"}),
        lambda: browser.get(f"/clients/{rosa.pk}/"),
        lambda: call("get", "/api/v1/clients/"),
        lambda: call("get", "/api/v1/record-links/"),
    )
    for _ in range(3):
        link(rosa, make_client(family_name="Delgado"), ines)
    few = [cost(door) for door in doors]
    for _ in range(15):
        link(rosa, make_client(family_name="Delgado"), ines)
    assert [cost(door) for door in doors] == few
    assert few[0] <= 12 and few[1] <= 12


@pytest.mark.django_db(transaction=True)
def test_eight_links_at_once_make_one_and_no_circle():
    ines = make_actor("intake")
    one, other = make_client(), make_client()
    pairs = [(one, other), (other, one)] * 4

    def attempt(pair):
        try:
            link(pair[0], pair[1], ines)
        except StepRefused:
            return "refused"
        finally:
            connection.close()
        return "linked"

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(attempt, pairs))
    assert results == ["linked", *["refused"] * 7]
    assert len(links()) == 1
