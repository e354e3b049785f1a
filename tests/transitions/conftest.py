"""Maria, the client whose moves she follows, and the protocols that come with the system."""

import pytest

from accounts.models import User
from clients.models import Client
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from transitions.actions.protocols import load_shipped_protocols
from workflow.actor import Actor


@pytest.fixture
def maria_user(db: None) -> User:
    make_agency()
    load_shipped_protocols()
    return make_user("case_manager", make_team("Harbor"), name="Maria Lopez")


@pytest.fixture
def maria(maria_user: User) -> Actor:
    return make_actor(maria_user)


@pytest.fixture
def rosa(maria_user: User) -> Client:
    client = make_client(given_name="Rosa", family_name="Achterberg")
    make_case(client, maria_user.memberships.get().team, maria_user)
    return client
