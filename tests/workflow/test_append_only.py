"""What the application's database role may not do: change, remove or empty what is only ever added to."""

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from tests.factories.accounts import make_agency
from tests.factories.clients import make_client
from tests.services import APP, OWNER
from tests.workflow.probes import Probe
from workflow.actor import system_actor
from workflow.models import Event

pytestmark = pytest.mark.django_db

SEALED = sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))
CHANGES = {
    "UPDATE": "UPDATE {table} SET id = id",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table}",
    "DROP": "DROP TABLE {table}",
    "ALTER": "ALTER TABLE {table} ADD COLUMN other text",
    "switch its checks off": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "add a rule": "CREATE RULE other AS ON INSERT TO {table} DO NOTHING",
}


def test_the_log_the_checkpoints_the_disclosures_and_the_addenda_are_only_added_to() -> None:
    assert {"workflow_event", "workflow_checkpoint", "workflow_checkpointhead", "clients_disclosure", "clients_addendum"} <= set(
        SEALED
    )


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", SEALED)
def test_the_application_cannot(table: str, change: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(CHANGES[change].format(table=table))


def test_nor_by_the_ways_of_the_orm() -> None:
    make_agency()
    Probe().step()(make_client().pk, actor=system_actor("night work"), version=1, word="x")
    events = Event.objects.unscoped("trying to")
    for change in (events.delete, lambda: events.update(reason="x"), lambda: events._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def granted(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants WHERE grantee = %s AND table_name = %s", [APP, table]
        )
        return {right for (right,) in cursor.fetchall()}


@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if model._meta.managed], ids=lambda model: model._meta.label
)
def test_each_table_has_exactly_its_rights(model: Any) -> None:
    rights = {"SELECT", "INSERT"} if getattr(model, "append_only", False) else {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert granted(model._meta.db_table) == rights


def test_the_list_of_migrations_is_only_added_to() -> None:
    assert granted("django_migrations") == {"SELECT", "INSERT"}


def test_granting_again_changes_nothing() -> None:
    before = {table: granted(table) for table in SEALED}
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
        call_command("grant_app_role", verbosity=0)
        cursor.execute(f"SET ROLE {APP}")
    assert {table: granted(table) for table in SEALED} == before


@pytest.fixture
def signed_in_as_the_application(transactional_db: None) -> Iterator[Any]:
    """A connection of its own, as production has it: not lent rights, but signed in without them."""
    own = psycopg2.connect(
        dbname=connection.settings_dict["NAME"], host=connection.settings_dict["HOST"], port=connection.settings_dict["PORT"] or None,
        user=APP,
    )  # fmt: skip
    own.autocommit = True
    with own.cursor() as cursor:
        yield cursor
    own.close()


@pytest.mark.parametrize(
    "attempt",
    [
        f"SET ROLE {OWNER}", f"SET SESSION AUTHORIZATION {OWNER}", "SET session_replication_role = replica",
        "CREATE TABLE other (id int)", "UPDATE workflow_event SET reason = ''",
        "COPY workflow_event TO PROGRAM 'true'",
    ],
)  # fmt: skip
def test_signed_in_as_itself_the_application_cannot_take_more_rights(signed_in_as_the_application: Any, attempt: str) -> None:
    with pytest.raises(psycopg2.Error, match=r"permission denied|must be|no privileges|cannot"):
        signed_in_as_the_application.execute(attempt)


def test_nor_can_it_grant_itself_any(signed_in_as_the_application: Any) -> None:
    """PostgreSQL only warns that nothing was granted."""
    signed_in_as_the_application.execute(f"GRANT ALL ON workflow_event TO {APP}")
    assert granted("workflow_event") == {"SELECT", "INSERT"}
