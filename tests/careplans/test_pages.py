"""The pages of plans: what stands on them, and that they lose nothing."""

import pytest
from django.test import Client as Browser

from accounts.models import User
from careplans.actions.commitments import accept_commitment, keep_commitment
from careplans.actions.goals import achieve_goal
from careplans.actions.plans import revoke_plan
from careplans.models import Agreement, Commitment, Review
from careplans.queries.ledger import caseload_promises, tallies_for
from clients.models import Client
from tests.factories.accounts import make_actor, make_team, make_user
from tests.factories.careplans import fresh, make_active_plan, make_commitment, make_goal, make_need, make_plan, propose
from tests.factories.clients import make_case, make_client
from workflow.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(maria_user: User) -> Browser:
    browser = Browser()
    browser.force_login(maria_user)
    return browser


def test_a_client_without_a_plan_is_offered_one(browser: Browser, rosa: Client) -> None:
    page = browser.get(f"/clients/{rosa.pk}/plan/").content.decode()
    assert f"/clients/{rosa.pk}/draft-care-plan/" in page
    assert "No needs and no plan yet" in page


def test_the_plan_shows_goal_promise_and_the_answer_awaited(browser: Browser, maria: Actor, rosa: Client) -> None:
    make_need(rosa, maria, accepted=True)
    plan = make_plan(rosa, maria)
    make_goal(plan, maria, client_words="<b>Soup</b> daily")
    make_commitment(plan, maria, what="Call <script>alert(1)</script>")
    propose(plan, maria)
    page = browser.get(f"/clients/{rosa.pk}/plan/").content.decode()
    assert "“&lt;b&gt;Soup&lt;/b&gt; daily”" in page
    assert "<script>alert(1)" not in page
    assert page.count("No answer yet") == 2
    assert f"/care-plans/{plan.pk}/activate/" in page


@pytest.mark.parametrize("place", ["plan/", "plan/print/", "plan/agreement/", "plan/reviews/", "plan/promises/"])
def test_every_page_of_a_plan_opens_and_is_hidden_from_others(place: str, browser: Browser, maria: Actor, rosa: Client) -> None:
    make_active_plan(rosa, maria)
    assert browser.get(f"/clients/{rosa.pk}/{place}").status_code == 200
    other = Browser()
    other.force_login(make_user("case_manager"))
    assert other.get(f"/clients/{rosa.pk}/{place}").status_code == 404


def test_the_plan_on_paper_is_in_the_client_s_language_or_the_one_chosen(browser: Browser, maria: Actor, rosa: Client) -> None:
    make_active_plan(rosa, maria)
    address = f"/clients/{rosa.pk}/plan/print/"
    assert "We will know by:" in browser.get(address).content.decode()
    assert "Lo sabremos por:" in browser.get(f"{address}?lang=es").content.decode()
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(language="es")
    assert '<html lang="es"' in browser.get(address).content.decode()


def test_an_answer_to_one_line_is_recorded_on_its_page(browser: Browser, maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    goal = make_goal(plan, maria)
    make_commitment(plan, maria)
    propose(plan, maria)
    address = f"/care-plans/{plan.pk}/record-agreement/"
    assert f'value="{goal.pk}"' in browser.get(f"{address}?line={goal.pk}").content.decode()
    signed = "[[[10,20],[30,40]]]"
    sent = {"line": goal.pk, "answer": "agreed", "method": "signature", "signature": signed}
    assert browser.post(address, sent).status_code == 302
    answer = Agreement.objects.unscoped("test").get()
    assert (answer.line, answer.answer, answer.signature) == (goal.pk, "agreed", [[[10, 20], [30, 40]]])


@pytest.mark.parametrize("signature", ['{"x": 1}', "[[1]]", '[[["a","b"]]]', "[[[1e9,0]]]", "not json"])
def test_an_unreadable_signature_is_refused_in_words(signature: str, browser: Browser, maria: Actor, rosa: Client) -> None:
    plan, _, _ = make_active_plan(rosa, maria)
    answer = browser.post(
        f"/care-plans/{plan.pk}/record-agreement/", {"answer": "agreed", "method": "signature", "signature": signature}
    )
    assert answer.status_code == 400


def test_a_review_is_held_goal_by_goal_on_its_page(browser: Browser, maria: Actor, rosa: Client) -> None:
    _, goal, _ = make_active_plan(rosa, maria)
    review = Review.objects.unscoped("test").get()
    address = f"/reviews/{review.pk}/hold/"
    assert f'name="progress-{goal.pk}-level"' in browser.get(address).content.decode()
    said = {"participants": "Rosa", "learned": "Soup works", f"progress-{goal.pk}-achievement": "improving", "version": 1}
    refused = browser.post(address, {**said, f"progress-{goal.pk}-note": "Twice a week"})
    assert refused.status_code == 400
    assert 'value="Twice a week"' in refused.content.decode()
    browser.post(address, {**said, f"progress-{goal.pk}-level": "-1"})
    assert (fresh(review).status, str(fresh(review).t_score)) == ("held", "40.00")


def test_the_ledger_counts_everybodys_promises_and_opens_their_list(browser: Browser, maria: Actor, rosa: Client) -> None:
    plan, _, _ = make_active_plan(rosa, maria)
    mine = make_commitment(plan, maria, owner_kind="case_manager", what="Ring the clinic")
    accept_commitment(mine.pk, actor=maria, version=mine.version)
    page = browser.get("/promises/").content.decode()
    assert "/promises/?owner_kind=case_manager&amp;status=accepted&amp;scope=" in page or "owner_kind=case_manager" in page
    listed = browser.get("/promises/?owner_kind=case_manager&status=accepted").content.decode()
    assert "Ring the clinic" in listed
    assert "Call the meal service" not in listed


def test_lessons_open_for_staff(browser: Browser) -> None:
    assert "No lessons yet" in browser.get("/lessons/").content.decode()


def test_what_a_rule_finds_wrong_stands_at_its_field_with_all_that_was_typed(
    browser: Browser, maria: Actor, rosa: Client
) -> None:
    plan, goal, promise = make_active_plan(rosa, maria)
    keep_commitment(promise.pk, actor=maria, version=promise.version)
    achieve_goal(goal.pk, actor=maria, version=goal.version, reason="She has it")
    said = {"version": plan.version, "reason": "Goal met", "lesson": "Ask Rosa early what she likes."}
    answer = browser.post(f"/care-plans/{plan.pk}/complete/", said)
    page = answer.content.decode()
    assert (answer.status_code, fresh(plan).status) == (400, "active")
    assert "Others will read this. Leave out the name Rosa." in page
    assert "Ask Rosa early what she likes." in page


@pytest.mark.parametrize(("spoken", "chosen"), [("es", "es"), ("es-MX", "es"), ("en", "en"), ("ht", "en")])
def test_forms_open_on_the_clients_own_language(spoken: str, chosen: str, browser: Browser, maria: Actor, rosa: Client) -> None:
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(language=spoken)
    plan = make_plan(rosa, maria)
    page = browser.get(f"/care-plans/{plan.pk}/add-from-library/").content.decode()
    assert f'<option value="{chosen}" selected>' in page


def test_when_a_plan_has_ended_the_next_one_can_be_started_from_its_page(browser: Browser, maria: Actor, rosa: Client) -> None:
    plan, _, _ = make_active_plan(rosa, maria)
    start = f"/clients/{rosa.pk}/draft-care-plan/"
    assert start not in browser.get(f"/clients/{rosa.pk}/plan/").content.decode()
    revoke_plan(plan.pk, actor=maria, version=plan.version, reason="She moves to her daughter")
    assert start in browser.get(f"/clients/{rosa.pk}/plan/").content.decode()


def test_a_teams_ledger_lists_what_its_supervisor_sees_of_its_open_cases(maria: Actor, maria_user: User, rosa: Client) -> None:
    """Restricted clients stand in nobody's team list; their own case manager's list has them."""
    team, zoe = maria_user.memberships.get().team, make_user("case_manager", make_team("Elsewhere"))
    hidden, stranger = make_client(restricted=True), make_client()
    make_case(hidden, team, maria_user)
    make_case(stranger, zoe.memberships.get().team, zoe)
    for client, actor in ((rosa, maria), (hidden, maria), (stranger, make_actor(zoe))):
        make_active_plan(client, actor)
    sam = make_actor("supervisor", team)
    listed = set(caseload_promises(sam, {"scope": "team"}))
    assert {promise.client_id for promise in listed} == {rosa.pk}
    assert listed == set(Commitment.objects.visible_to(sam).filter(client__restricted=False))
    assert sum(tally.open for tally in tallies_for(sam, "team")) == len(listed)
    assert {promise.client_id for promise in caseload_promises(maria, {})} == {rosa.pk, hidden.pk}
