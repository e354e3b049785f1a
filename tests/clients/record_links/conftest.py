"""Rosa, who was registered twice, and Ines, who takes people in."""

import pytest
from django.test import Client as Browser

from accounts.models import User
from clients.models import Client
from tests.clients.record_links.linking import BACKEND
from tests.factories.accounts import make_agency, make_user
from tests.factories.clients import make_client


@pytest.fixture
def ines() -> User:
    make_agency()
    return make_user("intake", name="Ines")


@pytest.fixture
def rosa() -> Client:
    return make_client(given_name="Rosa", family_name="Delgado")


@pytest.fixture
def again() -> Client:
    """The same person, registered a second time."""
    return make_client(given_name="Rosa", family_name="Delgado-Ruiz")


@pytest.fixture
def browser(ines) -> Browser:
    browser = Browser()
    browser.force_login(ines, backend=BACKEND)
    return browser
