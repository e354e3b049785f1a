"""A representative answers the plan through a link of their own: with authority in force, and never past a note of capacity."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from careplans.actions.agreements import record_agreement
from careplans.actions.links import issue_link, use_link
from careplans.models import Agreement, CarePlan, PrivateLink
from careplans.queries.door import guest_of
from clients.actions.support import add_support_person, mark_capacity_error, record_capacity
from clients.models import CapacityFinding, Client, SupportPerson
from tests.factories.careplans import activate, fresh, in_days, make_commitment, make_goal, make_plan, propose
from workflow.actor import Actor
from workflow.refusals import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_yet(db: None) -> None:
    cache.clear()


def representative(rosa: Client, maria: Actor, **fields: Any) -> SupportPerson:
    said = {"representative": "health_care_agent", "authority_evidence": "Proxy form, copy on file", **fields}
    ana: SupportPerson = add_support_person(rosa.pk, actor=maria, name="Ana Hill", relationship="Daughter", **said)
    return ana


def finding(rosa: Client, maria: Actor, outcome: str = "lacks_capacity") -> CapacityFinding:
    said = {"decision": "Agreeing to the care plan", "judged_on": in_days(0), "judged_by": "Dr Lake", "client_view": "She nods."}
    made: CapacityFinding = record_capacity(rosa.pk, actor=maria, outcome=outcome, **said)
    return made


def proposed(rosa: Client, maria: Actor) -> CarePlan:
    plan = make_plan(rosa, maria)
    make_goal(plan, maria)
    make_commitment(plan, maria)
    return propose(plan, maria)


def link_for(plan: CarePlan, maria: Actor, person: SupportPerson, **fields: Any) -> tuple[PrivateLink, str]:
    link = issue_link(plan.pk, actor=maria, purpose="agree", channel="office_visit", support_person=person.pk, **fields)
    return link, "/p/" + link.shown_once["link"].split("/p/")[1]


def yes_to_all(plan: CarePlan, **more: Any) -> dict[str, Any]:
    lines = plan.versions.unscoped("test").get().lines
    return {"version": 1, "signed_name": "Ana Hill", **{f"answer-{line['id']}": "agreed" for line in lines}, **more}


def answers() -> list[Agreement]:
    return list(Agreement.objects.unscoped("test").order_by("id"))


def test_a_representative_with_authority_agrees_for_the_client_and_the_plan_starts(maria: Actor, rosa: Client) -> None:
    ana, plan = representative(rosa, maria), proposed(rosa, maria)
    _, address = link_for(plan, maria, ana)
    page = Browser().get(address).content.decode()
    assert "You answer for Rosa Achterberg." in page
    assert "I want a warm meal every day" in page
    assert Browser().post(address, yes_to_all(plan)).status_code == 200
    assert [(answer.representative, answer.answer, answer.method, answer.recorded_by_name) for answer in answers()] == [
        (ana, "agreed", "link", "Ana Hill"), (ana, "agreed", "link", "Ana Hill"),
    ]  # fmt: skip
    started = activate(plan, maria)
    assert (started.status, started.is_agreed) == ("active", True)


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({"representative": ""}, "authority in force on that day"),
        ({"authority_evidence": ""}, "evidence on file"),
        ({"authority_until": in_days(-1)}, "authority in force on that day"),
        ({"authority_from": in_days(1)}, "authority in force on that day"),
    ],
)
def test_without_authority_there_is_no_link_to_answer(fields: dict[str, Any], lacks: str, maria: Actor, rosa: Client) -> None:
    ana, plan = representative(rosa, maria, **fields), proposed(rosa, maria)
    with pytest.raises(InvalidInput) as refused:
        link_for(plan, maria, ana)
    assert refused.value.errors["support_person"][0].startswith(f"Ana Hill has no {lacks}.")
    assert not PrivateLink.objects.unscoped("test").exists()


def test_authority_that_has_expired_since_closes_the_link_at_every_door(maria: Actor, rosa: Client) -> None:
    ana, plan = representative(rosa, maria, authority_until=in_days(2)), proposed(rosa, maria)
    link, address = link_for(plan, maria, ana)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert Browser().get(address).status_code == 410
        assert Browser().post(address, yes_to_all(plan)).status_code == 410
        guest = guest_of(fresh(link))
        with pytest.raises(NotFound):
            record_agreement(plan.pk, actor=guest, answer="agreed", method="link", representative=ana.pk)
        line = plan.versions.unscoped("test").get().lines[0]["id"]
        with pytest.raises(NotFound):
            use_link(link.pk, actor=guest, version=1, answers=[{"line": line, "answer": "agreed"}])
        with pytest.raises(InvalidInput) as refused:
            record_agreement(plan.pk, actor=maria, answer="agreed", method="spoken", representative=ana.pk)
        assert "authority in force on that day" in refused.value.errors["representative"][0]
    assert (answers(), fresh(link).status) == ([], "issued")


def test_ending_the_person_closes_their_link(maria: Actor, rosa: Client) -> None:
    ana, plan = representative(rosa, maria), proposed(rosa, maria)
    _, address = link_for(plan, maria, ana)
    SupportPerson.objects.unscoped("test").filter(pk=ana.pk).update(status="ended")
    assert Browser().get(address).status_code == 410


def test_who_acts_only_on_incapacity_needs_the_finding_with_the_link(maria: Actor, rosa: Client) -> None:
    ana, plan = representative(rosa, maria, only_on_incapacity=True), proposed(rosa, maria)
    has = finding(rosa, maria, "has_capacity")
    for given in ({}, {"capacity_finding": has.pk}):
        with pytest.raises(InvalidInput) as refused:
            link_for(plan, maria, ana, **given)
        assert refused.value.errors["capacity_finding"] == [
            "Ana Hill acts only when the client lacks capacity: choose the recorded finding."
        ]
    lacks = finding(rosa, maria)
    _, address = link_for(plan, maria, ana, capacity_finding=lacks.pk)
    assert Browser().post(address, yes_to_all(plan)).status_code == 200
    assert {(answer.representative, answer.capacity_finding) for answer in answers()} == {(ana, lacks)}


def test_a_finding_entered_in_error_meanwhile_stops_the_answer(maria: Actor, rosa: Client) -> None:
    ana, plan = representative(rosa, maria, only_on_incapacity=True), proposed(rosa, maria)
    lacks = finding(rosa, maria)
    link, address = link_for(plan, maria, ana, capacity_finding=lacks.pk)
    mark_capacity_error(lacks.pk, actor=maria, version=1, reason="Another client")
    assert Browser().post(address, yes_to_all(plan)).status_code == 400
    assert (answers(), fresh(link).status) == ([], "issued")


def test_a_link_answers_for_its_holder_and_nobody_else(maria: Actor, rosa: Client) -> None:
    ana, plan = representative(rosa, maria), proposed(rosa, maria)
    own = issue_link(plan.pk, actor=maria, purpose="agree", channel="office_visit")
    hers, _ = link_for(plan, maria, ana)
    for link, named in ((own, ana.pk), (hers, None)):
        with pytest.raises(InvalidInput) as refused:
            record_agreement(plan.pk, actor=guest_of(fresh(link)), answer="agreed", method="link", representative=named)
        assert refused.value.errors["representative"] == ["This link answers for whoever it was given to, and for nobody else."]
    promises = issue_link(plan.pk, actor=maria, purpose="commitments", channel="office_visit", support_person=ana.pk)
    with pytest.raises((NotAllowed, NotFound)):
        record_agreement(plan.pk, actor=guest_of(fresh(promises)), answer="agreed", method="link", representative=ana.pk)
    assert answers() == []
