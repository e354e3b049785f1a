"""The client's own door: one link, one person, one purpose, once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from careplans.actions.links import issue_link, revoke_link
from careplans.actions.plans import propose_plan_again
from careplans.models import Agreement, Commitment, Feedback, PrivateLink
from clients.actions.people import set_safe_contact
from clients.actions.support import add_support_person
from clients.models import Client, Disclosure
from tests.factories.careplans import fresh, make_active_plan, make_commitment, make_goal, make_plan, propose
from workflow.actor import Actor
from workflow.refusals import InvalidInput, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def guest() -> Browser:
    return Browser()


def proposed(rosa: Client, maria: Actor) -> tuple[Any, Any, Any]:
    plan = make_plan(rosa, maria)
    goal, promise = make_goal(plan, maria), make_commitment(plan, maria)
    return propose(plan, maria), goal, promise


def link_to(plan: Any, maria: Actor, **fields: Any) -> tuple[PrivateLink, str]:
    link = issue_link(plan.pk, actor=maria, **{"purpose": "agree", "channel": "email", **fields})
    return link, "/p/" + link.shown_once["link"].split("/p/")[1]


def answers() -> list[Agreement]:
    return list(Agreement.objects.unscoped("test").order_by("id"))


def test_the_secret_is_told_once_and_never_stored(maria: Actor, rosa: Client) -> None:
    plan, _, _ = proposed(rosa, maria)
    link, address = link_to(plan, maria)
    secret = address.split("/")[2]
    assert len(secret) >= 43
    assert secret not in str(vars(fresh(link)))
    assert fresh(link).expires_at - timezone.now() > timedelta(days=6, hours=23)


def test_the_client_reads_and_answers_line_by_line_in_spanish_and_only_once(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, goal, promise = proposed(rosa, maria)
    link, address = link_to(plan, maria, language="es")
    page = guest.get(address)
    words = page.content.decode()
    assert page.status_code == 200
    assert "Hola, Rosa Achterberg" in words
    assert "Sí, estoy de acuerdo" in words
    assert "<title>Su página</title>" in words
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store, private", "no-referrer")
    assert page["X-Robots-Tag"].startswith("noindex")
    said = {
        "version": 1, f"answer-{goal.pk}": "agreed", f"answer-{promise.pk}": "objected", f"words-{promise.pk}": "<b>No puedo</b> llamar",
        "feedback": "Gracias", "useful": "5", "signed_name": "Rosa",
    }  # fmt: skip
    assert "Gracias" in guest.post(address, said).content.decode()
    told = {(str(a.line), a.answer, a.words, a.method, a.recorded_by_name) for a in answers()}
    assert told == {
        (str(goal.pk), "agreed", "", "link", "Rosa Achterberg"),
        (str(promise.pk), "objected", "<b>No puedo</b> llamar", "link", "Rosa Achterberg"),
    }
    assert Feedback.objects.unscoped("test").get().useful == 5
    again = guest.post(address, said)
    assert (again.status_code, len(answers()), fresh(link).status) == (410, 2, "used")
    assert "Este enlace ya se usó" in guest.get(address).content.decode()


def test_looking_does_not_use_the_link_up_and_is_written_down(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, _, _ = proposed(rosa, maria)
    link, address = link_to(plan, maria)
    assert guest.get(address).status_code == guest.get(address).status_code == 200
    assert fresh(link).status == "issued"
    assert fresh(link).version == 1
    readings = Disclosure.objects.unscoped("test").filter(actor_kind="guest")
    assert [(row.clients, row.view) for row in readings] == [([rosa.pk], "private-link:agree")] * 2


def test_it_is_kept_when_a_link_was_first_opened_and_the_form_shown_then_still_counts(
    maria: Actor, rosa: Client, guest: Browser
) -> None:
    plan, goal, _ = proposed(rosa, maria)
    link, address = link_to(plan, maria)
    assert fresh(link).opened_at is None
    guest.get(address)
    first = fresh(link).opened_at
    guest.get(address)
    assert first is not None and fresh(link).opened_at == first
    assert guest.post(address, {"version": 1, f"answer-{goal.pk}": "agreed"}).status_code == 200
    reader = Browser()
    reader.force_login(User.objects.get(pk=maria.id))
    assert "first opened" in reader.get(f"/clients/{rosa.pk}/plan/agreement/").content.decode()


def test_a_guessed_link_tells_nothing(guest: Browser) -> None:
    from tests.factories.accounts import make_agency

    make_agency()
    page = guest.get("/p/guessed-by-somebody/")
    assert page.status_code == 404
    assert "This page is not open" in page.content.decode()
    assert "Harbor" not in page.content.decode()


def test_an_expired_or_revoked_link_is_closed(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, goal, _ = proposed(rosa, maria)
    link, address = link_to(plan, maria, days=2)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert guest.post(address, {"version": 1, f"answer-{goal.pk}": "agreed"}).status_code == 410
    revoke_link(link.pk, actor=maria, version=1, reason="Sent to a wrong address")
    assert guest.get(address).status_code == 410
    assert answers() == []


def test_a_link_is_only_for_its_own_plan_and_its_lines(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, _, _ = proposed(rosa, maria)
    _, address = link_to(plan, maria)
    other = fresh(plan)
    sent = guest.post(address, {"version": 1, f"answer-{other.pk}": "agreed"})
    assert (sent.status_code, answers()) == (422, [])
    assert "Choose an answer for at least one line" in sent.content.decode()


def test_a_plan_put_anew_closes_the_links_to_what_it_was(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, _, _ = proposed(rosa, maria)
    link, address = link_to(plan, maria)
    make_commitment(plan, maria, what="Another")
    plan = fresh(plan)
    with pytest.raises(StepRefused, match="changed since"):
        link_to(plan, maria)
    propose_plan_again(plan.pk, actor=maria, version=plan.version)
    assert (fresh(link).status, fresh(link).revoked_reason) == ("revoked", "The plan has changed.")
    assert guest.get(address).status_code == 410


def test_an_unsafe_way_cannot_be_chosen(maria: Actor, rosa: Client) -> None:
    set_safe_contact(rosa.pk, actor=maria, version=1, may_phone=True, may_email=False, may_text=False)
    plan, _, _ = proposed(rosa, maria)
    with pytest.raises(InvalidInput) as refused:
        link_to(plan, maria)
    assert refused.value.errors["channel"] == [
        "This is not a safe way to reach this client. Choose another, or give it in person."
    ]
    assert not PrivateLink.objects.unscoped("test").exists()


def test_the_agency_is_not_named_where_that_is_not_safe(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, _, _ = proposed(rosa, maria)
    _, address = link_to(plan, maria)
    assert "Harbor Care" in guest.get(address).content.decode()
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(may_name_agency=False)
    assert "Harbor Care" not in guest.get(address).content.decode()


def test_the_client_marks_their_own_promises_and_no_others(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, _, promise = make_active_plan(rosa, maria, due_on=timezone.localdate())
    theirs = make_commitment(plan, maria, owner_kind="case_manager", what="Ring the clinic")
    plan = fresh(plan)
    propose_plan_again(plan.pk, actor=maria, version=plan.version)
    _, address = link_to(plan, maria, purpose="commitments")
    assert f"answer-{theirs.pk}" not in guest.get(address).content.decode()
    said = {
        "version": 1,
        f"answer-{promise.pk}": "missed",
        f"words-{promise.pk}": "No phone",
        f"next-{promise.pk}": "Call together",
    }
    assert guest.post(address, {**said, f"next-{promise.pk}": ""}).status_code == 400
    assert fresh(promise).status == "accepted"
    assert guest.post(address, said).status_code == 200
    assert (fresh(promise).status, fresh(promise).in_the_way, fresh(promise).changes_next) == (
        "missed",
        "No phone",
        "Call together",
    )
    assert fresh(theirs).status == "proposed"


def test_a_support_person_sees_what_the_client_shares_and_answers_only_for_themselves(
    maria: Actor, rosa: Client, guest: Browser
) -> None:
    ana = add_support_person(rosa.pk, actor=maria, name="Ana Hill", relationship="daughter")
    plan, goal, _ = make_active_plan(rosa, maria)
    with pytest.raises(InvalidInput) as refused:
        link_to(plan, maria, support_person=ana.pk)
    assert "Ana Hill has no evidence on file" in refused.value.errors["support_person"][0]
    own = make_commitment(plan, maria, owner_kind="support_person", support_person=ana.pk, what="Drive on Mondays")
    Commitment.objects.unscoped("test").filter(pk=own.pk).update(status="accepted")
    plan = fresh(plan)
    propose_plan_again(plan.pk, actor=maria, version=plan.version)
    _, address = link_to(plan, maria, purpose="commitments", support_person=ana.pk)
    page = guest.get(address).content.decode()
    assert "Drive on Mondays" in page
    assert goal.client_words not in page
    ana.may_know = ["plan"]
    ana.save()
    assert goal.client_words in guest.get(address).content.decode()


def test_trying_links_is_slowed_down(guest: Browser) -> None:
    from tests.factories.accounts import make_agency

    make_agency()
    codes = [guest.get(f"/p/try-{n}/").status_code for n in range(31)]
    assert codes[:30] == [404] * 30
    assert codes[30] == 429


def test_a_second_sending_at_the_same_moment_is_refused(maria: Actor, rosa: Client, guest: Browser) -> None:
    plan, goal, _ = proposed(rosa, maria)
    _, address = link_to(plan, maria)
    assert guest.post(address, {"version": 0, f"answer-{goal.pk}": "agreed"}).status_code == 412
    assert answers() == []
