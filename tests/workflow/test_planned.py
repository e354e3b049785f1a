"""What the database keeps of a question: one plan for everybody with the same rights, and never an answer."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Case, Client
from tests.factories.accounts import make_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow import planned
from workflow.together import Prepared

pytestmark = pytest.mark.django_db
WHY = "the test asks for what it made"


def kept() -> dict[str, str]:
    """The words of each plan this connection keeps, by its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, statement FROM pg_prepared_statements WHERE name LIKE 'planned_%%'")
        return dict(cursor.fetchall())


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """The connection of the tests has planned what others asked."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    planned._KEPT.clear()


def open_cases() -> Prepared:
    return Prepared(lambda pk: [Case.objects.unscoped(WHY).filter(client_id=pk, status=Case.Status.OPEN)])


def seen_by() -> Prepared:
    return Prepared(lambda actor, pk: [Client.objects.visible_to(actor).filter(pk=pk)])


def asked(question: Prepared, *key: Any, record: Any) -> tuple[list[Any], str]:
    with CaptureQueriesContext(connection) as captured:
        found = question.rows(*key, record=record)
    [query] = captured
    return found, query["sql"]


def test_a_question_is_planned_once_and_answered_as_things_are() -> None:
    case, question = make_case(), open_cases()
    first, words = asked(question, record=case.client_id)
    Case.objects.unscoped(WHY).update(status=Case.Status.CLOSED)
    second, again = asked(question, record=case.client_id)
    assert (first, second) == ([case], [])
    assert words == again == f"EXECUTE {next(iter(kept()))} ('{case.client_id}'::uuid)"
    assert len(kept()) == 1


def test_ids_are_parameters_and_a_state_is_written_out_so_that_its_index_serves() -> None:
    open_cases().rows(record=UUID(int=0))
    [words] = kept().values()
    assert '"client_id" = $1' in words
    assert "'open'" in words


def test_people_of_the_same_rights_share_a_plan_and_each_sees_their_own() -> None:
    team, question = make_team(), seen_by()
    maria, devon = (make_user("case_manager", team) for _ in range(2))
    client = make_case(make_client(), team, maria).client
    assert question.rows(make_actor(maria), record=client.pk) == [client]
    assert question.rows(make_actor(devon), record=client.pk) == []
    assert len(kept()) == 1


def test_only_the_last_plans_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planned, "MOST", 2)
    anybody, every_case = (Prepared(lambda pk, of=of: [of.objects.unscoped(WHY).filter(pk=pk)]) for of in (Client, Case))
    first = open_cases()
    for question in (first, anybody, every_case, first):
        assert question.rows(record=UUID(int=0)) == []
    assert sorted(("clients_client" in words, "'open'" in words) for words in kept().values()) == [(False, False), (False, True)]


def test_behind_a_pooler_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    case, question = make_case(), open_cases()
    found, words = asked(question, record=case.client_id)
    assert (found, kept()) == ([case], {})
    assert words.startswith("SELECT")


def test_what_cannot_be_planned_is_asked_in_full_and_harms_no_transaction() -> None:
    make_client()
    unplannable = planned.Planned("SELECT interval %s", ["2 days"], [0])
    for _ in range(2):
        with connection.cursor() as cursor:
            unplannable.run(cursor, ["2 days"])
            assert cursor.fetchone()[0].days == 2
    assert (kept(), Client.objects.unscoped(WHY).count()) == ({}, 1)
