"""The protocols that come with the system are there before Maria follows a move."""

import pytest

from accounts.models import User
from transitions.actions.protocols import load_shipped_protocols


@pytest.fixture
def maria_user(maria_user: User) -> User:
    load_shipped_protocols()
    return maria_user
