"""Restricting a record, letting people in and out, lifting it: nobody locks out the case manager, somebody always stays."""

from dataclasses import replace

import pytest
from django.test import Client as Browser

from clients.actions.cases import assign_case_manager
from clients.actions.restriction import assign_person, lift_restriction, restrict_client, unassign_person
from clients.models import Client, Disclosure, RestrictedAccess
from followups.models import FollowUp
from tests.factories.accounts import make_actor, make_user
from tests.factories.clients import make_contact
from tests.followups.stories import a_client, an_accepted_case, cast
from workflow.actor import system_actor
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused

pytestmark = pytest.mark.django_db


def named(client):
    return set(RestrictedAccess.objects.unscoped("result").filter(client=client).values_list("user__name", flat=True))


def sees(actor, client):
    return Client.objects.visible_to(actor).filter(pk=client.pk).count() == 1


def test_the_case_manager_restricts_and_stays_in_by_the_case_alone():
    who = cast()
    client = an_accepted_case(who).client
    client = restrict_client(client.pk, actor=who.maria, version=client.version, reason="Her husband works here")
    assert (client.restricted, client.restriction_reason) == (True, "Her husband works here")
    assert named(client) == set()
    assert (sees(who.maria, client), sees(who.sam, client), sees(who.ines, client)) == (True, False, False)


def test_a_supervisor_who_restricts_stays_in_beside_the_case_manager():
    who = cast()
    client = an_accepted_case(who).client
    restrict_client(client.pk, actor=who.sam, version=1, reason="Safety", people=[str(who.people["devon"].pk)])
    assert named(client) == {"Sam", "Devon"}
    assert [sees(actor, client) for actor in (who.maria, who.sam, who.devon, who.ines)] == [True, True, True, False]


def test_a_restricted_record_goes_over_to_the_next_case_manager():
    who = cast()
    case = an_accepted_case(who)
    restrict_client(case.client_id, actor=who.sam, version=1, reason="Safety")
    assign_case_manager(case.pk, actor=who.sam, version=case.version, case_manager=who.people["devon"].pk)
    assert (sees(who.devon, case.client), sees(who.maria, case.client)) == (True, False)


def test_intake_can_restrict_before_there_is_a_case_manager_and_stays_in():
    who = cast()
    client = a_client(who.ines)
    restrict_client(client.pk, actor=who.ines, version=1, reason="She fled yesterday")
    assert (named(client), sees(who.ines, client)) == ({"Ines"}, True)


def test_nobody_restricts_a_record_out_of_everybody_s_sight():
    who = cast()
    client = a_client(who.ines)
    with pytest.raises(StepRefused) as refusal:
        restrict_client(client.pk, actor=system_actor("clean-up"), version=1, reason="Tidy")
    assert str(refusal.value) == "Name at least one person: without a case manager nobody would see this record."
    assert Client.objects.unscoped("result").get().restricted is False


def test_a_person_is_let_in_and_taken_off_by_name():
    who = cast()
    client = an_accepted_case(who).client
    restrict_client(client.pk, actor=who.maria, version=1, reason="Safety")
    assign_person(client.pk, actor=who.maria, version=2, person=who.people["devon"].pk)
    assert sees(who.devon, client) is True
    unassign_person(client.pk, actor=who.maria, version=3, person=who.people["devon"].pk)
    assert sees(who.devon, client) is False
    assert sees(who.maria, client) is True


def test_the_last_person_cannot_be_taken_off():
    who = cast()
    client = a_client(who.ines)
    restrict_client(client.pk, actor=who.ines, version=1, reason="Safety")
    with pytest.raises(StepRefused) as refusal:
        unassign_person(client.pk, actor=who.ines, version=2, person=who.people["ines"].pk)
    assert str(refusal.value).startswith("Nobody would see this record any more.")
    assert named(client) == {"Ines"}


@pytest.mark.parametrize("role", ["privacy_officer", "administrator", None])
def test_only_people_who_work_with_clients_can_be_assigned(role):
    who = cast()
    client = an_accepted_case(who).client
    restrict_client(client.pk, actor=who.maria, version=1, reason="Safety")
    with pytest.raises(InvalidInput):
        assign_person(client.pk, actor=who.maria, version=2, person=make_user(role).pk)
    assert named(client) == set()


def test_lifting_opens_the_record_to_the_team_again_and_forgets_who_was_named():
    who = cast()
    client = an_accepted_case(who).client
    restrict_client(client.pk, actor=who.sam, version=1, reason="Safety", people=[str(who.people["devon"].pk)])
    client = lift_restriction(client.pk, actor=who.maria, version=2, reason="He moved away")
    assert (client.restricted, named(client)) == (False, set())
    assert [sees(actor, client) for actor in (who.maria, who.sam, who.devon)] == [True, True, False]


def test_steps_wait_for_their_turn():
    who = cast()
    client = an_accepted_case(who).client
    for step, fields in ((lift_restriction, {"reason": "x"}), (assign_person, {"person": who.people["devon"].pk})):
        with pytest.raises(StepRefused) as refusal:
            step(client.pk, actor=who.maria, version=1, **fields)
        assert str(refusal.value) == "This record is not restricted: whoever works with the client sees it."
    restrict_client(client.pk, actor=who.maria, version=1, reason="Safety")
    with pytest.raises(StepRefused):
        restrict_client(client.pk, actor=who.maria, version=2, reason="Again")


def test_who_does_not_see_the_client_cannot_restrict_it():
    who = cast()
    client = an_accepted_case(who).client
    with pytest.raises(NotFound):
        restrict_client(client.pk, actor=who.devon, version=1, reason="Curious")
    assert named(client) == set()


def test_emergency_access_does_not_let_anybody_in_for_good():
    who = cast()
    client = an_accepted_case(who).client
    restrict_client(client.pk, actor=who.maria, version=1, reason="Safety")
    inside = replace(who.devon, opened=frozenset({client.pk}))
    for step, fields in ((assign_person, {"person": who.people["devon"].pk}), (lift_restriction, {"reason": "x"})):
        with pytest.raises(NotAllowed) as refusal:
            step(client.pk, actor=inside, version=2, **fields)
        assert str(refusal.value) == "Emergency access does not let you decide who sees this record."
    assert named(client) == set()


def test_the_event_names_people_by_id_and_keeps_the_reason_to_the_record():
    who = cast()
    client = an_accepted_case(who).client
    restrict_client(client.pk, actor=who.maria, version=1, reason="Her husband", people=[str(who.people["devon"].pk)])
    event = Event.objects.unscoped("result").get(name="client.restricted")
    assert event.data == {"assigned": [str(who.people["devon"].pk)]}
    assert event.reason == ""


def test_the_record_says_who_is_assigned_and_why():
    who = cast()
    client = an_accepted_case(who).client
    restrict_client(client.pk, actor=who.maria, version=1, reason="Her husband", people=[str(who.people["devon"].pk)])
    browser = Browser()
    browser.force_login(who.people["maria"])
    page = browser.get(f"/clients/{client.pk}/").content.decode()
    assert "Restricted record" in page and "Her husband" in page and "Devon" in page
    assert f"/clients/{client.pk}/assign-person/" in page


def test_a_partner_with_every_scope_cannot_restrict():
    who = cast()
    client = an_accepted_case(who).client
    partner = make_actor(who.people["maria"])
    partner = replace(partner, kind="api_client", roles=frozenset(), scopes=frozenset({"clients:write"}))
    with pytest.raises((NotAllowed, NotFound)):
        restrict_client(client.pk, actor=partner, version=1, reason="x")
    assert Client.objects.unscoped("result").get().restricted is False


def test_work_on_a_record_that_was_closed_to_somebody_stays_theirs_without_its_name():
    who = cast()
    client = an_accepted_case(who).client
    contact = make_contact(client, who.people["devon"])
    FollowUp.objects.create(
        client=client, kind="write_note", title="Write the note", why="Phone call of Rosa", owner=who.people["devon"],
        due_at=contact.at, source_key="contact:1:note", object_id=contact.pk,
    )  # fmt: skip
    restrict_client(client.pk, actor=who.maria, version=1, reason="Safety")
    browser = Browser()
    browser.force_login(who.people["devon"])
    for address in ("/today/", "/follow-ups/"):
        page = browser.get(address).content.decode()
        assert "Restricted client" in page and "Write the note" in page, address
        assert "Rosa" not in page and "Delgado" not in page and str(client.pk) not in page, address
    readings = Disclosure.objects.unscoped("result").filter(actor_name="Devon")
    assert [row.clients for row in readings] == []
