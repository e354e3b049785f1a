"""Assess, then plan together: from two screenings on a phone to the lesson that the next plan begins with.

Maria works at the width of a phone; the client answers through their own link, at 400 px and in Spanish.
"""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Assessment
from careplans.actions.commitments import release_commitment
from careplans.models import Agreement, CarePlan, Commitment, Goal, Lesson, Need, Review
from clients.models import Client
from followups.models import FollowUp
from tests.assessments.stories import LIKERT, use
from tests.browser.conftest import NewPage, axe_findings, is_too_wide, sign_in
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.actor import Actor
from workflow.addresses import page_url
from workflow.steps import REGISTRY

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "the test looks at what was left behind"
PHQ9 = "Patient Health Questionnaire 9 (PHQ-9)"
HRSN = "AHC Health-Related Social Needs Screening Tool - core domains"
# Behind on rent, food ran out, no ride; nobody hurts her.
SAID = {
    "q1": "LA31994-9", "q2": "LA28580-1", "q3": "LA28397-0", "q4": "LA6729-3", "q5": "LA33-6", "q6": "LA32-8",
    "q7": "LA6270-8", "q8": "LA6270-8", "q9": "LA6270-8", "q10": "LA6270-8",
}  # fmt: skip


def test_from_two_screenings_to_the_lesson_of_the_next_plan(new_page: NewPage, live_server: Any) -> None:
    use("phq-9", "ahc-hrsn-core")
    make_agency()
    team = make_team("Harbor")
    maria = make_user("case_manager", team, name="Maria Lopez")
    client = make_client(given_name="Rosa", family_name="Delgado", language="es")
    make_case(client, team, maria)
    page = new_page(width=400)
    sign_in(page, maria, live_server.url)
    screen_on_the_phone(page, client)
    confirm_two_needs_and_take_the_clients_no(page, client)
    plan = draft_from_the_library(page, client)
    link = put_to_the_client(page, plan)
    object_to_one_line_in_spanish(new_page, link)
    again = renegotiate_and_ask_again(page, plan)
    sign_in_spanish(new_page, again)
    start_and_let_the_partner_miss(page, plan)
    hold_the_review(page, plan)
    close_and_find_the_lesson_on_the_next_plan(page, plan, client, make_actor(maria))


def screen_on_the_phone(page: Page, client: Client) -> None:
    page.goto(f"/clients/{client.pk}/assessments/")
    begin(page, PHQ9)
    for number in range(1, 10):
        choose(page, f"q{number}", LIKERT[1 if number == 9 else 2])
    flag = page.locator("[data-flags]").get_by_text("Thoughts of self-harm")
    expect(flag).to_be_visible()
    choose(page, "difficulty", "LA6573-5")
    complete(page)
    take(page, page.locator(".client-banner").get_by_role("link", name=re.compile("^3.*why this tier$")))
    expect(page.get_by_role("heading", level=2).first).to_have_text(re.compile("^Tier 3: thoughts of self-harm.*, PHQ-9 17$"))
    called = FollowUp.objects.unscoped(WHY).get(kind="safety_flag")
    assert (called.urgency, called.owner and called.owner.name) == ("urgent", "Maria Lopez")
    page.goto(f"/clients/{client.pk}/assessments/")
    expect(page.get_by_role("region", name="Due")).to_contain_text("Thoughts of self-harm")
    begin(page, HRSN)
    for name, code in SAID.items():
        choose(page, name, code)
    complete(page)


def begin(page: Page, instrument: str) -> None:
    take(page, page.get_by_role("link", name=instrument, exact=True).last)
    take(page, page.get_by_role("button", name="Start an assessment"))


def choose(page: Page, name: str, code: str) -> None:
    """The question stands in this section, or in one of the next."""
    answer = page.locator(f"input[name='a.{name}'][value='{code}']")
    while not answer.count():
        take(page, page.get_by_role("button", name="Save and go on"))
    answer.check()


def complete(page: Page) -> None:
    while "/sections/" in page.url:
        take(page, page.get_by_role("button", name="Save and").first)
    offered(page, "assessment.complete", Assessment.objects.unscoped(WHY).get(status="draft"))


def confirm_two_needs_and_take_the_clients_no(page: Page, client: Client) -> None:
    page.goto(f"/clients/{client.pk}/plan/")
    food, home = need(client, "food-insecurity"), need(client, "housing-instability")
    for one in (food, home):
        assert one.status == "possible"
        offered(page, "need.confirm", one)
    offered(page, "need.accept", food, client_words="Quiero comer caliente")
    offered(page, "need.decline", home, reason="Mi hermana ayuda con la renta")
    statuses = {one.domain: one.status for one in Need.objects.unscoped(WHY).filter(client=client)}
    assert (statuses["food-insecurity"], statuses["housing-instability"]) == ("accepted", "declined_by_client")
    assert statuses["transportation-insecurity"] == "possible"


def draft_from_the_library(page: Page, client: Client) -> CarePlan:
    offered(page, "care_plan.draft", client, title="Comer bien en casa")
    plan: CarePlan = CarePlan.objects.unscoped(WHY).get()
    offered(page, "care_plan.add_from_library", plan, template="food")
    goal = Goal.objects.unscoped(WHY).get()
    assert (goal.client_words, goal.need and goal.need.domain) == ("Quiero una comida caliente cada día", "food-insecurity")
    offered(page, "barrier.add", goal, kind="transport", description="The pantry is far")
    offered(
        page,
        "commitment.add",
        plan,
        owner_kind="partner",
        what="Bring the first meal",
        partner_name="Meal service",
        due_on=today(),
    )
    return plan


def put_to_the_client(page: Page, plan: CarePlan) -> str:
    offered(page, "care_plan.propose", plan)
    return give_link(page, plan)


def give_link(page: Page, plan: CarePlan) -> str:
    page.goto(f"/clients/{plan.client_id}/plan/agreement/")
    offered(page, "private_link.issue", plan, stays=True, purpose="agree", channel="office_visit")
    secret = page.get_by_label("Shown once").locator("code").inner_text()
    page.get_by_role("link", name="I have copied it").click()
    return urlsplit(secret).path


def object_to_one_line_in_spanish(new_page: NewPage, link: str) -> None:
    rosa = new_page(width=400, locale="es-US")
    rosa.goto(link)
    expect(rosa).to_have_title("Su página")
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Hola, Rosa Delgado")
    assert (axe_findings(rosa), is_too_wide(rosa)) == ([], False)
    for group in rosa.get_by_role("group").filter(has=rosa.get_by_label("Sí, estoy de acuerdo")).all():
        mine = "Decir qué me gusta" in group.inner_text()
        group.get_by_label("No, lo veo de otra manera" if mine else "Sí, estoy de acuerdo").check()
        if mine:
            group.get_by_label("En sus palabras").fill("Necesito una semana más")
    rosa.get_by_label("Su nombre, como firma").fill("Rosa Delgado")
    rosa.get_by_role("button", name="Enviar mis respuestas").click()
    expect(rosa.get_by_text("Gracias")).to_be_visible()
    objected = Agreement.objects.unscoped(WHY).get(answer="objected")
    assert (objected.words, objected.method, objected.recorded_by_name) == ("Necesito una semana más", "link", "Rosa Delgado")
    assert rosa.goto(link).status == 410  # type: ignore[union-attr]  # a page that answers


def renegotiate_and_ask_again(page: Page, plan: CarePlan) -> str:
    """The plan does not start over an objection; the line is put anew, and so is the plan."""
    page.goto(f"/clients/{plan.client_id}/plan/")
    offered(page, "care_plan.activate", plan, stays=True)
    expect(page.get_by_text("1 line is not agreed to")).to_be_visible()
    page.goto(f"/clients/{plan.client_id}/plan/")
    promise = Commitment.objects.unscoped(WHY).get(owner_kind="client")
    in_a_week = (timezone.localdate() + timezone.timedelta(days=14)).isoformat()
    offered(page, "commitment.renegotiate", promise, why="She needs another week", due_on=in_a_week)
    offered(page, "care_plan.propose_again", plan)
    return give_link(page, plan)


def sign_in_spanish(new_page: NewPage, link: str) -> None:
    rosa = new_page(width=400, locale="es-US")
    rosa.goto(link)
    for yes in rosa.get_by_label("Sí, estoy de acuerdo").all():
        yes.check()
    rosa.get_by_label("Su nombre, como firma").fill("Rosa Delgado")
    rosa.get_by_role("button", name="Enviar mis respuestas").click()
    expect(rosa.get_by_text("Gracias")).to_be_visible()


def start_and_let_the_partner_miss(page: Page, plan: CarePlan) -> None:
    page.goto(f"/clients/{plan.client_id}/plan/")
    offered(page, "care_plan.activate", plan)
    started = CarePlan.objects.unscoped(WHY).get()
    assert (started.status, started.agreed_revision, started.revision) == ("active", 2, 2)
    meal = Commitment.objects.unscoped(WHY).get(what="Bring the first meal")
    offered(page, "commitment.accept", meal)
    offered(page, "commitment.miss", meal, in_the_way="Their driver was ill", changes_next="They name a second driver")
    meal.refresh_from_db()
    assert (meal.status, meal.in_the_way, meal.changes_next) == ("missed", "Their driver was ill", "They name a second driver")
    page.goto(f"/clients/{plan.client_id}/plan/promises/?owner_kind=partner")
    expect(page.get_by_text("Their driver was ill")).to_be_visible()


def hold_the_review(page: Page, plan: CarePlan) -> None:
    page.goto(f"/clients/{plan.client_id}/plan/reviews/")
    review, goal = Review.objects.unscoped(WHY).get(), Goal.objects.unscoped(WHY).get()
    follow(page, "review.hold", review)
    page.get_by_label("Who took part").fill("Rosa, Maria, the meal service")
    page.get_by_label("How far").select_option("Improving")
    page.get_by_label("Level reached").select_option("1")
    page.get_by_label("What was learned").fill("A second driver keeps the meals coming.")
    send(page, "review.hold")
    review.refresh_from_db()
    assert (review.status, str(review.t_score)) == ("held", "60.00")
    assert review.progress.unscoped(WHY).get().goal == goal


def close_and_find_the_lesson_on_the_next_plan(page: Page, plan: CarePlan, client: Client, maria: Actor) -> None:
    page.goto(f"/clients/{client.pk}/plan/")
    offered(page, "goal.achieve", Goal.objects.unscoped(WHY).get(), reason="Warm meals every day for two weeks")
    for promise in Commitment.objects.unscoped(WHY).filter(status__in=("accepted", "proposed")):
        release_commitment(promise.pk, actor=maria, version=promise.version, reason="Not needed any more")
    page.reload()
    offered(page, "care_plan.complete", plan, stays=True, reason="Goal met", lesson="Ask Rosa early what she likes.")
    expect(page.get_by_text("Error: Others will read this. Leave out the name Rosa.")).to_be_visible()
    page.get_by_label("One lesson").fill("Ask for a second driver before the first meal.")
    send(page, "care_plan.complete")
    assert Lesson.objects.get().domains == ["food-insecurity"]
    offered(page, "care_plan.draft", client, title="Seguir comiendo bien")
    taught = page.get_by_role("region", name="What earlier plans for the same needs taught")
    expect(taught).to_contain_text("Ask for a second driver before the first meal.")
    assert (axe_findings(page), is_too_wide(page)) == ([], False)


def need(client: Client, domain: str) -> Need:
    found: Need = Need.objects.unscoped(WHY).get(client=client, domain=domain)
    return found


def today() -> str:
    return timezone.localdate().isoformat()


def offered(page: Page, name: str, record: Any, *, stays: bool = False, **fields: str) -> None:
    """Take a step that this very page offers on the record: follow its link, fill in its form, send it."""
    follow(page, name, record)
    for field, value in fields.items():
        control = page.locator(f"[name='{field}']").first
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    send(page, name, stays=stays)


def follow(page: Page, name: str, record: Any) -> None:
    """The link may stand in a menu that is folded."""
    address = page_url(REGISTRY[name].step, record.pk)
    link = page.locator(f"a[href^='{address}']").first
    menu = page.locator("details.menu", has=page.locator(f"a[href^='{address}']")).first
    if not link.is_visible():
        menu.locator("summary").click()
    take(page, link)


def take(page: Page, target: Any) -> None:
    """Press what leads to another page, and wait for that page."""
    with page.expect_navigation():
        target.click()


def send(page: Page, name: str, *, stays: bool = False) -> None:
    step = REGISTRY[name].step
    take(page, page.get_by_role("button", name=re.compile(f"^{re.escape(str(step.label))}$")).last)
    if not stays:
        expect(page.get_by_text(str(step.done)).first).to_be_visible()
