"""Rotating the sealing key: what an older key sealed is sealed anew, and is found and read as before."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection

from clients.actions.people import register_client
from clients.models import Address, Client, Identifier
from clients.queries.identity import identifier_index
from tests.factories.accounts import give_second_factor, make_actor, make_agency, make_team, make_user
from workflow.sealed import CannotOpen, unseal

pytestmark = pytest.mark.django_db

OLD, NEW = f"k1:{'11' * 32}", f"k2:{'22' * 32}"
WHY = "the test reads what is stored"


@pytest.fixture
def client_of_old_key(settings: Any) -> Client:
    settings.SEALING_KEYS = [OLD]
    make_agency()
    give_second_factor(make_user())
    return register_client(
        actor=make_actor("intake", make_team()), given_name="Ada", family_name="Byron", street="12 Harbor Street", city="Lynn",
        identifier_kind="MR", identifier_issuer="Harbor General", identifier_value="A-4711",
    )  # fmt: skip


def stored(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return str(cursor.fetchone()[0])


def reseal() -> str:
    said = StringIO()
    call_command("reseal", stdout=said)
    return said.getvalue()


def test_after_a_new_key_everything_is_sealed_with_it_and_reads_as_before(settings: Any, client_of_old_key: Client) -> None:
    assert stored("clients_identifier", "value").startswith("k1:")
    version = Client.objects.unscoped(WHY).get().version
    settings.SEALING_KEYS = [NEW, OLD]
    said = reseal()
    assert "identifier, value: 1 sealed anew with k2" in said
    assert "second factor: 1 sealed anew with k2" in said
    for table, column in (("clients_identifier", "value"), ("clients_address", "street"), ("clients_address", "city")):
        assert stored(table, column).startswith("k2:"), column
    assert Identifier.objects.unscoped(WHY).get().value == "A-4711"
    assert Address.objects.unscoped(WHY).get().street == "12 Harbor Street"
    assert unseal(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert Client.objects.unscoped(WHY).get().version == version


def test_the_identifier_is_still_found(settings: Any, client_of_old_key: Client) -> None:
    settings.SEALING_KEYS = [NEW, OLD]
    reseal()
    assert Identifier.objects.unscoped(WHY).get(value_index=identifier_index("A-4711")).client_id == client_of_old_key.pk


def test_a_second_time_changes_nothing(settings: Any, client_of_old_key: Client) -> None:
    settings.SEALING_KEYS = [NEW, OLD]
    reseal()
    before = stored("clients_identifier", "value")
    assert "identifier, value: 0 sealed anew" in reseal()
    assert stored("clients_identifier", "value") == before


def test_without_the_old_key_it_stops_and_leaves_what_is_there(settings: Any, client_of_old_key: Client) -> None:
    before = stored("clients_identifier", "value")
    settings.SEALING_KEYS = [NEW]
    with pytest.raises(CannotOpen, match="k1"):
        reseal()
    assert stored("clients_identifier", "value") == before
