"""Linking and undoing: without loss, without chains, by whoever may."""

import pytest

from clients.actions.cases import refer_client
from clients.actions.links import link_records, undo_link
from clients.models import Case, Client, RecordLink, RestrictedAccess
from tests.clients.record_links.linking import REFERRAL, link, links, refused
from tests.factories.accounts import make_actor, make_api_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.actor import system_actor
from workflow.refusals import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_two_records_are_linked_and_nothing_of_either_changes(rosa, again, ines):
    made = link(rosa, again, ines)
    assert links() == [(rosa.pk, again.pk, "linked")]
    assert made.why == "Same Medicaid number"
    for client in (rosa, again):
        before = (client.given_name, client.family_name, client.version)
        client.refresh_from_db()
        assert (client.given_name, client.family_name, client.version) == before


def test_a_link_is_undone_with_a_reason_and_without_loss(rosa, again, ines):
    made = link(rosa, again, ines)
    with pytest.raises(InvalidInput) as refusal:
        undo_link(made.pk, actor=make_actor(ines), version=1)
    assert list(refusal.value.errors) == ["reason"]
    undone = undo_link(made.pk, actor=make_actor(ines), version=1, reason="Sisters, not one person")
    assert (undone.status, undone.undone_reason) == ("undone", "Sisters, not one person")
    assert refer_client(again.pk, actor=make_actor(ines), **REFERRAL).status == "referred"
    link(again, rosa, ines)
    assert links() == [(rosa.pk, again.pk, "undone"), (again.pk, rosa.pk, "linked")]


def test_a_link_needs_its_why_and_the_other_record(rosa, ines):
    with pytest.raises(InvalidInput) as refusal:
        link_records(rosa.pk, actor=make_actor(ines))
    assert refusal.value.errors == {"duplicate": ["Choose the other record first."], "why": ["This field is required."]}
    assert links() == []


def test_a_record_is_no_duplicate_of_itself(rosa, ines):
    assert refused(rosa, rosa, ines) == "This is the same record. Choose the other one."


def test_there_are_no_chains(rosa, again, ines):
    third = make_client(given_name="R.", family_name="Delgado")
    link(rosa, again, ines)
    assert refused(again, third, ines) == (
        "This record is itself a duplicate, linked to the record of Rosa Delgado. Link to that one, or undo that link first."
    )
    assert refused(third, rosa, ines) == (
        "1 record is linked to the record of Rosa Delgado. Keep that one instead, or undo those links first."
    )
    link(rosa, third, ines)
    assert refused(make_client(), rosa, ines).startswith("2 records are linked to the record of Rosa Delgado.")


def test_there_are_no_circles_and_no_second_link(rosa, again, ines):
    link(rosa, again, ines)
    assert refused(again, rosa, ines).startswith("This record is itself a duplicate")
    already = "The record of Rosa Delgado-Ruiz is already linked to the record of Rosa Delgado. Undo that link first."
    assert refused(rosa, again, ines) == already
    assert refused(make_client(), again, ines) == already


# Who may


def test_only_intake_and_supervisors_link(rosa, again):
    maria = make_user("case_manager")
    for client in (rosa, again):
        make_case(client, make_team(), maria)
    with pytest.raises(NotAllowed, match="Only intake workers and supervisors can link records"):
        link(rosa, again, maria)
    team = make_team()
    sam = make_user("supervisor", team)
    Case.objects.unscoped("moved").update(team=team)
    assert link(rosa, again, sam).status == "linked"


def test_both_records_must_be_visible(rosa, again, ines):
    make_case(again, make_team(), make_user("case_manager"))
    with pytest.raises(InvalidInput) as refusal:
        link(rosa, again, ines)
    assert refusal.value.errors == {"duplicate": ["There is no such record, or it is not yours to see."]}
    with pytest.raises(NotFound):
        link(again, rosa, ines)
    assert links() == []


def test_a_restricted_record_is_linked_by_an_assigned_person_alone(rosa, again, ines):
    Client.objects.unscoped("restricted").filter(pk=again.pk).update(restricted=True)
    with pytest.raises(InvalidInput):
        link(rosa, again, ines)
    with pytest.raises(NotFound):
        link(again, rosa, ines)
    RestrictedAccess.objects.create(client=again, user=ines)
    assert link(again, rosa, ines).status == "linked"


def test_the_case_manager_of_a_restricted_record_may_link_it(rosa, again):
    maria = make_user("case_manager")
    for client in (rosa, again):
        make_case(client, make_team(), maria)
    Client.objects.unscoped("restricted").filter(pk=rosa.pk).update(restricted=True)
    assert link(rosa, again, maria).status == "linked"


def test_emergency_access_links_and_undoes_nothing(rosa, again, ines):
    made = link(rosa, again, ines)
    other = make_client()
    make_case(again, make_team(), make_user("case_manager"))
    opened = make_actor(ines, opened=[again.pk])
    with pytest.raises(NotAllowed, match="Emergency access does not let you link this record"):
        link(again, other, opened)
    with pytest.raises(NotAllowed, match="Emergency access does not let you undo this link"):
        undo_link(made.pk, actor=opened, version=1, reason="x")
    undo_link(made.pk, actor=system_actor("test"), version=1, reason="x")
    with pytest.raises(InvalidInput):
        link(other, again, opened)


def test_whoever_sees_one_record_alone_sees_no_link(rosa, again, ines):
    made = link(rosa, again, ines)
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    assert list(RecordLink.objects.visible_to(make_actor(maria))) == []
    make_case(again, make_team(), maria)
    assert list(RecordLink.objects.visible_to(make_actor(maria))) == [made]


def test_a_partner_neither_links_nor_sees_links(rosa, again, ines):
    partner = make_api_actor("clients:read", "clients:write", "cases:write")
    for client in (rosa, again):
        make_case(client, referred_by_client_id=partner.id)
    with pytest.raises(NotAllowed):
        link(rosa, again, partner)
    Case.objects.unscoped("closed").update(status="closed")
    link(rosa, again, ines)
    assert list(RecordLink.objects.visible_to(partner)) == []
