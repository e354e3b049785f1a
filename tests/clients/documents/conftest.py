"""Maria, her client Rosa, and a browser Maria signed in with."""

import pytest
from django.test import Client as Browser

from clients.models import Client
from tests.clients.documents.keeping import BACKEND
from tests.factories.accounts import make_team, make_user
from tests.factories.clients import make_case, make_client


@pytest.fixture
def maria():
    return make_user("case_manager", name="Maria")


@pytest.fixture
def rosa(maria) -> Client:
    client = make_client(given_name="Rosa", family_name="Delgado")
    make_case(client, make_team(), maria)
    return client


@pytest.fixture
def browser(maria) -> Browser:
    browser = Browser()
    browser.force_login(maria, backend=BACKEND)
    return browser
