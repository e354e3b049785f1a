"""The same walk through the API alone: every address, method and body from docs/openapi.yaml, every answer checked against it.

Only the client's own answers come through their link, which is theirs and no system's.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from casemgmt.demo.staff import make_api_clients, make_staff
from tests.assessments.stories import LIKERT, use
from tests.casemgmt.test_api_walk import Agency, Caller
from tests.factories.careplans import in_days
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db(transaction=True)

SAID = {
    "q1": "LA31994-9", "q2": ["LA28580-1"], "q3": "LA28397-0", "q4": "LA6729-3", "q5": "LA33-6", "q6": "LA32-8",
    "q7": "LA6270-8", "q8": "LA6270-8", "q9": "LA6270-8", "q10": "LA6270-8",
}  # fmt: skip
Body = dict[str, Any]


@pytest.fixture
def agency(live_server: Any) -> Agency:
    people, teams = make_staff()
    make_api_clients(teams)
    use("phq-9", "ahc-hrsn-core")
    cache.clear()
    return Agency(live_server.url, people)


def test_from_two_screenings_to_the_lesson_of_the_next_plan(agency: Agency) -> None:
    maria_user = agency.people["maria"]
    rosa = make_client(given_name="Rosa", family_name="Delgado", language="es")
    case = make_case(rosa, maria_user.memberships.get().team, maria_user)
    maria, client = agency.person("maria"), str(rosa.pk)
    screen(maria, client)
    tier = only(maria, "risk_tiers_list", client=client)
    assert (tier["tier"], tier["points"], tier["case"]) == (4, 10, str(case.pk))
    assert tier["words"].endswith("PHQ-9 17, four areas of need")
    food = answer_the_needs(maria, client)
    plan = draft(maria, client, food)
    first = answer_by_link(maria, plan, objecting="Decir qué me gusta y qué no puedo comer")
    assert first == {"agreed", "objected"}
    plan = renegotiate(maria, plan)
    assert answer_by_link(maria, plan) == {"agreed"}
    plan = maria.call("care_plan_activate", {}, version=plan["version"], id=plan["id"]).body
    assert (plan["status"], plan["is_agreed"], plan["agreed_revision"]) == ("active", True, 2)
    let_the_partner_miss(maria, client, plan)
    review(maria, client)
    close(maria, client, plan)
    maria.call("care_plan_draft", {"client": client, "title": "Seguir comiendo bien"})
    lesson = only(maria, "lessons_list")
    assert (lesson["domains"], lesson["words"]) == (["food-insecurity"], "Ask for a second driver before the first meal.")


def only(caller: Caller, name: str, **where: str) -> Body:
    (found,) = caller.call(name, **where).body["results"]
    return dict(found)


def screen(maria: Caller, client: str) -> None:
    """The flag calls before the form is complete, and waits until somebody has it."""
    begun = maria.call("assessment_start", {"client": client, "instrument": "phq-9"}).body
    answers = {f"q{number}": LIKERT[2] for number in range(1, 9)}
    flagged = maria.call("assessment_answer", {"answers": {"q9": LIKERT[1]}}, version=begun["version"], id=begun["id"]).body
    assert [flag["id"] for flag in flagged["flags"]] == ["self-harm-thoughts"]
    called = next(row for row in maria.call("follow_ups_list", client=client).body["results"] if row["kind"] == "safety_flag")
    assert (called["urgency"], called["status"]) == ("urgent", "open")
    more = {"answers": {**answers, "difficulty": "LA6573-5"}}
    whole = maria.call("assessment_answer", more, version=flagged["version"], id=begun["id"]).body
    done = maria.call("assessment_complete", version=whole["version"], id=begun["id"]).body
    assert (done["total"], done["band"]) == ("17.00", "moderately severe")
    maria.call("assessment_record", {"instrument": "ahc-hrsn-core", "answers": SAID}, id=client)


def answer_the_needs(maria: Caller, client: str) -> Body:
    """Two are confirmed; the client takes one on and declines the other."""
    possible = {need["domain"]: need for need in maria.call("needs_list", client=client).body["results"]}
    assert {"food-insecurity", "housing-instability", "transportation-insecurity", "x-safety"} <= set(possible)
    confirmed = {
        domain: maria.call("need_confirm", {}, version=need["version"], id=need["id"]).body
        for domain, need in possible.items()
        if domain in ("food-insecurity", "housing-instability")
    }
    home, food = confirmed["housing-instability"], confirmed["food-insecurity"]
    declined = maria.call("need_decline", {"reason": "Mi hermana ayuda"}, version=home["version"], id=home["id"]).body
    assert (declined["status"], declined["answered_on"]) == ("declined_by_client", timezone.localdate().isoformat())
    return dict(maria.call("need_accept", {"client_words": "Comer caliente"}, version=food["version"], id=food["id"]).body)


def draft(maria: Caller, client: str, food: Body) -> Body:
    plan = maria.call("care_plan_draft", {"client": client, "title": "Comer bien"}).body
    plan = maria.call("care_plan_add_from_library", {"template": "food"}, version=plan["version"], id=plan["id"]).body
    goal = only(maria, "goals_list", plan=plan["id"])
    assert (goal["client_words"], goal["need"]) == ("Quiero una comida caliente cada día", food["id"])
    maria.call("barrier_add", {"goal": goal["id"], "kind": "transport", "description": "The pantry is far"})
    promise = {"plan": plan["id"], "owner_kind": "partner", "what": "Bring the first meal", "partner_name": "Meal service"}
    maria.call("commitment_add", {**promise, "due_on": in_days(0).isoformat()})
    refused = maria.call("care_plan_activate", {}, version=plan["version"], id=plan["id"], expect=409)
    assert refused.body["code"] == "wrong-state"
    return dict(maria.call("care_plan_propose", version=plan["version"], id=plan["id"]).body)


def answer_by_link(maria: Caller, plan: Body, objecting: str = "") -> set[str]:
    """The client opens the link they were given, and answers every line."""
    given = maria.call("private_link_issue", {"plan": plan["id"], "purpose": "agree", "channel": "office_visit"})
    link = given.body
    asked = maria.call("care_plans_read", id=plan["id"]).body
    said = {f"answer-{line['id']}": "objected" if line["words"] == objecting else "agreed" for line in asked["lines"]}
    browser, address = Browser(), urlsplit(link["link"]).path
    assert "Hola, Rosa Delgado" in browser.get(address).content.decode()
    sent = {**said, "version": link["version"], "signed_name": "Rosa Delgado"}
    assert (browser.post(address, sent).status_code, browser.post(address, sent).status_code) == (200, 410)
    answered = maria.call("care_plans_read", id=plan["id"]).body["lines"]
    return {line["answer"] for line in answered}


def renegotiate(maria: Caller, plan: Body) -> Body:
    plan = maria.call("care_plans_read", id=plan["id"]).body
    refused = maria.call("care_plan_activate", {}, version=plan["version"], id=plan["id"], expect=422)
    assert refused.body["detail"].startswith("1 line is not agreed to, the first: “Decir qué me gusta")
    promise = only(maria, "commitments_list", plan=plan["id"], owner_kind="client")
    new = {"why": "She needs another week", "due_on": in_days(14).isoformat()}
    maria.call("commitment_renegotiate", new, version=promise["version"], id=promise["id"])
    changed = maria.call("care_plans_read", id=plan["id"]).body
    assert (changed["revision"], changed["asks_again"]) == (2, True)
    return dict(maria.call("care_plan_propose_again", version=changed["version"], id=plan["id"]).body)


def let_the_partner_miss(maria: Caller, client: str, plan: Body) -> None:
    rows = maria.call("commitments_list", plan=plan["id"], owner_kind="partner").body["results"]
    meal = next(row for row in rows if row["what"] == "Bring the first meal")
    meal = maria.call("commitment_accept", {}, version=meal["version"], id=meal["id"]).body
    nothing = maria.call(
        "commitment_miss", {"in_the_way": "", "changes_next": ""}, version=meal["version"], id=meal["id"], expect=400
    )
    assert {error["field"] for error in nothing.body["errors"]} == {"in_the_way", "changes_next"}
    said = {"in_the_way": "Their driver was ill", "changes_next": "They name a second driver"}
    missed = maria.call("commitment_miss", said, version=meal["version"], id=meal["id"]).body
    assert (missed["status"], missed["in_the_way"]) == ("missed", "Their driver was ill")
    assert only(maria, "commitments_list", client=client, status="missed")["id"] == meal["id"]


def review(maria: Caller, client: str) -> None:
    planned, goal = only(maria, "reviews_list", client=client), only(maria, "goals_list", client=client)
    said = {
        "participants": "Rosa, Maria, the meal service", "learned": "A second driver keeps the meals coming.",
        "progress": [{"goal": goal["id"], "level": 1, "achievement": "improving"}],
    }  # fmt: skip
    held = maria.call("review_hold", said, version=planned["version"], id=planned["id"]).body
    assert (held["status"], held["t_score"], held["progress"][0]["level"]) == ("held", "60.00", 1)


def close(maria: Caller, client: str, plan: Body) -> None:
    goal = only(maria, "goals_list", client=client)
    maria.call("goal_achieve", {"reason": "Warm meals for two weeks"}, version=goal["version"], id=goal["id"])
    for status in ("accepted", "proposed"):
        for promise in maria.call("commitments_list", client=client, status=status).body["results"]:
            maria.call("commitment_release", {"reason": "Not needed"}, version=promise["version"], id=promise["id"])
    now = maria.call("care_plans_read", id=plan["id"]).body
    named = {"reason": "Goal met", "lesson": "Ask Rosa early what she likes."}
    refused = maria.call("care_plan_complete", named, version=now["version"], id=plan["id"], expect=400)
    assert [error["field"] for error in refused.body["errors"]] == ["lesson"]
    taught = {"reason": "Goal met", "lesson": "Ask for a second driver before the first meal."}
    assert maria.call("care_plan_complete", taught, version=now["version"], id=plan["id"]).body["status"] == "completed"
