"""Records as the API shows them: the serializer is kept, and nothing of whom it showed them to last."""

from threading import Thread
from typing import Any

import pytest
from django.urls import get_resolver
from rest_framework.fields import Field

from assessments.api.instruments import INSTRUMENTS
from clients.api.clients import CLIENTS
from clients.api.contacts import CONTACTS
from clients.models import Client
from tests.assessments.stories import instrument, use
from tests.factories.accounts import make_actor, make_api_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.resources import RESOURCES, RowSerializer, represented, represented_alone

pytestmark = pytest.mark.django_db


def allowed(shown: dict[str, Any]) -> set[str]:
    return {action["name"] for action in shown["actions"] if action["allowed"]}


def complete(actor: Any, *clients: Client) -> list[Client]:
    CLIENTS.complete(actor, list(clients))
    return list(clients)


def test_each_actor_is_offered_their_own_steps_whoever_asked_before() -> None:
    team = make_team()
    maria = make_user("case_manager", team)
    client = make_case(make_client(), team, maria).client
    worker, partner = make_actor(maria), make_api_actor("clients:read")
    first, other, again = (represented(CLIENTS, complete(actor, client), actor)[0] for actor in (worker, partner, worker))
    assert "contact.log" in allowed(first)
    assert allowed(other) == set()
    assert again == first


def test_what_a_list_leaves_out_the_record_itself_shows_and_the_other_way_round() -> None:
    use("phq-9")
    actor, phq = make_actor(make_user("case_manager", make_team())), instrument("phq-9")
    for _ in range(2):
        assert represented(INSTRUMENTS, [phq], actor)[0]["definition"] is None
        assert represented_alone(INSTRUMENTS, phq, actor)["definition"] == phq.definition


def test_every_address_of_a_step_names_its_record_or_the_collection() -> None:
    team = make_team()
    maria = make_user("case_manager", team)
    clients = [make_case(make_client(), team, maria).client for _ in range(2)]
    actor = make_actor(maria)
    for client, shown in zip(clients, represented(CLIENTS, complete(actor, *clients), actor), strict=True):
        addresses = {action["name"]: action["href"] for action in shown["actions"]}
        assert addresses["client.update"] == f"/api/v1/clients/{client.pk}/update/"
        assert addresses["contact.log"] == f"/api/v1/{CONTACTS.collection}/"
        assert addresses["client.add_phone"] == f"/api/v1/clients/{client.pk}/add-phone/"


def test_what_fails_leaves_no_actor_behind_and_each_thread_has_its_own() -> None:
    with pytest.raises(AttributeError):
        represented(CLIENTS, [object()], make_api_actor("clients:read"))
    kept: list[object] = []

    def elsewhere() -> None:
        kept.append(represented(CLIENTS, [], make_api_actor("clients:read")))

    other = Thread(target=elsewhere)
    other.start()
    other.join()
    assert kept == [[]]


def test_what_is_read_directly_is_a_column_that_the_framework_would_read_in_no_other_way() -> None:
    assert get_resolver().url_patterns
    readers = [resource.serializer(context={}) for resource in RESOURCES.values()]
    known = [reader for reader in readers if isinstance(reader, RowSerializer)]
    assert len(known) > 20
    for name, column, field in (read for reader in known for read in reader._read):
        assert field.field_name == name
        assert not column or (type(field).get_attribute is Field.get_attribute and field.source_attrs == [column])
    assert {name for name, column, _ in CLIENTS.serializer()._read if not column} == {
        "actions", "safe_channels", "phones", "addresses", "identifiers", "former_names", "duplicate_of"
    }  # fmt: skip
