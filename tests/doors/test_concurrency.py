"""Eight people press the same button: one step is taken, seven are told, and nothing is done twice."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.actions.calendar import move_by_time
from accounts.actions.covers import accept_cover
from accounts.actions.time_off import plan_time_off
from careplans.actions.links import issue_link
from careplans.models import Agreement
from clients.actions.cases import accept_assignment
from clients.actions.notes import sign_note
from clients.actions.people import register_client
from clients.models import Client, Identifier
from tests.factories.absence import make_cover, make_time_off
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.careplans import make_commitment, make_goal, make_plan, propose
from tests.factories.clients import make_case, make_client, make_note
from tests.threads import at_once
from workflow.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results: list[Any]) -> Counter[str]:
    """How many of each: a refusal by its name, anything else as taken."""
    return Counter(type(result).__name__ if isinstance(result, Exception) else "taken" for result in results)


def team_of_two() -> tuple[Any, Any]:
    make_agency()
    team = make_team("Harbor")
    return make_user("case_manager", team, name="Maria Lopez"), team


def test_eight_answers_to_one_offer_make_one_acceptance() -> None:
    maria, team = team_of_two()
    case = make_case(team=team, case_manager=maria, accepted_at=None)
    actor = make_actor(maria)
    results = at_once(8, lambda _: accept_assignment(case.pk, actor=actor, version=1))
    assert kinds(results) == {"taken": 1, "Stale": 7}
    assert Event.objects.unscoped("test").filter(object_id=case.pk, name="case.assignment_accepted").count() == 1


def test_eight_signatures_under_one_note_sign_it_once() -> None:
    maria, team = team_of_two()
    client = make_client()
    make_case(client, team, maria)
    note = make_note(client, maria)
    actor = make_actor(maria)
    results = at_once(8, lambda number: sign_note(note.pk, actor=actor, version=1, body=f"Text {number}"))
    assert kinds(results) == {"taken": 1, "Stale": 7}


def test_eight_registrations_with_one_number_make_one_client() -> None:
    make_agency()
    ines = make_actor("intake", make_team())
    told = {
        "given_name": "Rosa",
        "family_name": "Delgado",
        "identifier_kind": "MR",
        "identifier_issuer": "Bay Hospital",
        "identifier_value": "A-77",
    }
    results = at_once(8, lambda _: register_client(actor=ines, duplicates_checked=True, **told))
    assert kinds(results)["taken"] == 1
    assert set(kinds(results)) <= {"taken", "Conflict", "StepRefused", "InvalidInput"}
    assert (Client.objects.unscoped("test").count(), Identifier.objects.unscoped("test").count()) == (1, 1)


def test_eight_sweeps_begin_a_time_off_and_its_cover_once() -> None:
    maria, team = team_of_two()
    now = timezone.now()
    off = make_time_off(maria, now - timedelta(hours=1), now + timedelta(hours=1), status="planned")
    make_cover(maria, make_user("case_manager", team), off, status="accepted")
    assert sum(at_once(8, lambda _: move_by_time())) == 2
    names = Event.objects.unscoped("test").filter(name__in=("time_off.begun", "cover.begun")).values_list("name", flat=True)
    assert sorted(names) == ["cover.begun", "time_off.begun"]


def test_who_plans_time_off_while_accepting_to_cover_in_it_does_one_of_the_two() -> None:
    maria, team = team_of_two()
    devon, now = make_user("case_manager", team), timezone.now()
    cover = make_cover(maria, devon, make_time_off(maria, now + timedelta(days=2), now + timedelta(days=9)), status="proposed")
    day, actor = timezone.localdate() + timedelta(days=4), make_actor(devon)
    both = [
        lambda: accept_cover(cover.pk, actor=actor, version=1),
        lambda: plan_time_off(devon.pk, actor=actor, first_day=day, last_day=day),
    ]
    assert kinds(at_once(2, lambda number: both[number]())) == {"taken": 1, "StepRefused": 1}


def test_eight_sendings_of_one_private_link_count_once() -> None:
    maria, team = team_of_two()
    client = make_client()
    make_case(client, team, maria)
    actor = make_actor(maria)
    plan = make_plan(client, actor)
    goal = make_goal(plan, actor)
    make_commitment(plan, actor)
    propose(plan, actor)
    link = issue_link(plan.pk, actor=actor, purpose="agree", channel="office_visit").shown_once["link"]
    address = link[link.index("/p/") :]
    answers = at_once(8, lambda _: Browser().post(address, {"version": 1, f"answer-{goal.pk}": "agreed"}).status_code)
    assert Counter(answers) == {200: 1, 410: 7}
    assert Agreement.objects.unscoped("test").count() == 1


def test_a_stale_edit_shows_both_versions_and_loses_no_text() -> None:
    maria, team = team_of_two()
    client = make_client(given_name="Rosa", family_name="Delgado")
    make_case(client, team, maria)
    first, second = Browser(), Browser()
    for browser in (first, second):
        browser.force_login(maria)
    address = f"/clients/{client.pk}/update/"
    typed = {"given_name": "Rosa", "family_name": "Delgado", "version": 1}
    assert first.post(address, {**typed, "preferred_name": "Rosie"}).status_code == 302
    refused = second.post(address, {**typed, "preferred_name": "Rosita"})
    page = refused.content.decode()
    assert refused.status_code == 412
    assert "Rosie" in page
    assert 'value="Rosita"' in page
    assert 'name="version" value="2"' in page
    assert Client.objects.unscoped("test").get().preferred_name == "Rosie"
