"""What a partner sees and may do: whom it registered and referred, and no decision of the agency."""

import pytest

from clients.actions.cases import refer_client, start_screening
from clients.actions.people import register_client
from clients.models import Client
from tests.factories.accounts import make_actor, make_agency, make_api_actor, make_team
from workflow.actor import Actor
from workflow.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.django_db

SCOPES = ("clients:write", "cases:write")


def partner(name: str = "Harbor General Hospital") -> Actor:
    make_agency()
    return make_api_actor(*SCOPES, name=name)


def registered_by(actor: Actor) -> Client:
    return register_client(actor=actor, given_name="Ada", family_name="Byron")


def test_a_partner_sees_the_client_it_registered_and_can_refer_them() -> None:
    hospital = partner()
    client = registered_by(hospital)
    assert list(Client.objects.visible_to(hospital)) == [client]
    case = refer_client(client.pk, actor=hospital, source="hospital", urgency="soon", need="A ride")
    assert case.referred_by_client_id == hospital.id


def test_another_partner_does_not_see_them() -> None:
    client = registered_by(partner())
    with pytest.raises(NotFound):
        refer_client(client.pk, actor=partner("Bay State Health Plan"), source="health_plan", urgency="soon", need="A ride")


def test_a_restricted_client_is_hidden_from_the_partner_that_registered_them() -> None:
    hospital = partner()
    client = registered_by(hospital)
    Client.objects.unscoped("the test restricts the record").filter(pk=client.pk).update(restricted=True)
    assert not Client.objects.visible_to(hospital).exists()


def test_a_client_registered_by_staff_belongs_to_no_partner() -> None:
    hospital = partner()
    registered_by(make_actor("intake", make_team()))
    assert not Client.objects.visible_to(hospital).exists()


def test_a_partner_learns_what_a_system_would_need_to_screen() -> None:
    hospital = partner()
    case = refer_client(registered_by(hospital).pk, actor=hospital, source="hospital", urgency="soon", need="A ride")
    with pytest.raises(NotAllowed) as refused:
        start_screening(case.pk, actor=hospital, version=1)
    assert str(refused.value) == (
        "Only intake workers and supervisors can screen a referral. An API client needs the scope staff:act."
    )
    case.refresh_from_db()
    assert (case.status, case.version) == ("referred", 1)
