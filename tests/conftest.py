"""Fixtures of the whole suite: the database belongs to the owner, the tests run as the application's role; Maria and her client Rosa."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as properties

from accounts.models import User
from clients.models import Client
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.migrated import copy_if_kept, keep
from tests.services import APP, OWNER
from workflow.actor import Actor

# A busy machine is no finding: properties are judged by what holds, not by the clock.
properties.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_xdist_suffix: None, django_db_blocker: Any) -> None:
    """Several people can run tests side by side: each names a database of their own."""
    name = os.environ.get("CASEMGMT_TEST_DB", "casemgmt")
    test = settings.DATABASES["default"].setdefault("TEST", {})
    suffix = os.environ.get("PYTEST_XDIST_WORKER", "")
    test["NAME"] = connection.settings_dict["TEST"]["NAME"] = f"test_{name}_{suffix}".rstrip("_")
    with django_db_blocker.unblock():
        copy_if_kept()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Migrated by the owner, granted, and from here on used with the application's rights only."""
    with django_db_blocker.unblock():
        call_command("grant_app_role", verbosity=0)
        _flush_as_owner()
        connection.close()
        keep()
    options = connection.settings_dict["OPTIONS"]
    as_owner = options.get("options", "")
    options["options"] = f"{as_owner} -c role={APP}"
    yield
    # Only the owner can drop the test database.
    options["options"] = as_owner


def pytest_collection_finish() -> None:
    """What was loaded stays as long as the run: the collector need not go through all of it again and again."""
    gc.collect()
    gc.freeze()


def _flush_as_owner() -> None:
    """Only the owner may empty tables between tests; the application cannot, which is the point.

    Only what a test filled is emptied: emptying a hundred tables and telling Django's apps of it takes longer than most tests.
    """
    made_with_the_tables = {"django_content_type", "auth_permission"}
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - made_with_the_tables
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in sorted(tables))

    def teardown(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {OWNER}")
            cursor.execute(filled)
            if names := ", ".join(f'"{name}"' for (name,) in cursor.fetchall()):
                cursor.execute(f"TRUNCATE {names} CASCADE")
            cursor.execute(f"SET ROLE {APP}")

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]  # the one place to lend the owner's rights


@pytest.fixture(autouse=True)
def fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_documents_root(settings: Any, tmp_path: Any) -> None:
    """No test leaves a file among real documents."""
    settings.DOCUMENTS_ROOT = tmp_path / "documents"


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Files are served where they lie; nothing was collected for the tests."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def maria_user(db: None) -> User:
    make_agency()
    return make_user("case_manager", make_team("Harbor"), name="Maria Lopez")


@pytest.fixture
def maria(maria_user: User) -> Actor:
    return make_actor(maria_user)


@pytest.fixture
def rosa(maria_user: User) -> Client:
    client = make_client(given_name="Rosa", family_name="Achterberg")
    make_case(client, maria_user.memberships.get().team, maria_user)
    return client


# One real run or one set of servers for all tests of such a file, which is too dear to start in each process; and what is
# typed in one test of scripts is looked for by the next.
KEPT_TOGETHER = ("tests/casemgmt/test_local_run.py", "tests/faults/", "tests/doors/test_xss.py")


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Spread single tests over the processes, but keep the files that share a run together."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):  # type: ignore[misc]  # the plugin ships no types
        def _split_scope(self, nodeid: str) -> str:
            return next((place for place in KEPT_TOGETHER if nodeid.startswith(place)), str(nodeid))

    return Together(config, log)
