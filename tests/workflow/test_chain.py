"""The hash chains: whatever is done to the log behind the application's back is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_agency
from tests.factories.clients import make_client
from tests.services import APP, OWNER
from tests.workflow.probes import Probe
from workflow import chain, tasks
from workflow.actor import system_actor
from workflow.chain import SEALED_FIELDS, Fault, faults, hash_of, take_checkpoint
from workflow.models import ChainHead, Checkpoint, CheckpointHead, Event, Heartbeat

pytestmark = pytest.mark.django_db

NIGHT = system_actor("night work")


@contextmanager
def as_owner() -> Iterator[Any]:
    """What the application cannot do, somebody with the database's owner role can."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
        yield cursor
        cursor.execute(f"SET ROLE {APP}")


def a_chain(events: int = 4) -> UUID:
    make_agency()
    client = make_client()
    step = Probe().step(target=None)
    for version in range(1, events + 1):
        step(client.pk, actor=NIGHT, version=version, word=f"w{version}")
    return client.pk  # type: ignore[no-any-return]  # the factory is typed loosely


@pytest.fixture
def record() -> UUID:
    return a_chain()


def found(record: UUID | None = None) -> list[Fault]:
    return list(faults(record))


def tamper(sql: str, *values: object) -> None:
    with as_owner() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0


def test_each_event_follows_the_one_before_it(record: UUID) -> None:
    events = list(Event.objects.unscoped("result").filter(record=record).order_by("position"))
    assert [event.position for event in events] == [1, 2, 3, 4]
    assert [event.previous_hash for event in events] == ["", *[event.hash for event in events[:3]]]
    assert all(hash_of(event) == event.hash for event in events)
    head = ChainHead.objects.get(record=record)
    assert (head.position, head.hash) == (4, events[3].hash)
    assert found() == []


def test_chains_of_different_records_do_not_wait_for_each_other(record: UUID) -> None:
    other = a_chain(2)
    assert sorted(ChainHead.objects.values_list("position", flat=True)) == [2, 4]
    assert (found(record), found(other)) == ([], [])


ALTERED: dict[str, object] = {
    "id": "0190d5f2-0000-7000-8000-000000000000", "at": "2020-01-01T00:00:00+00:00", "name": "client.loved", "step": "client.other",
    "object_type": "clients.case", "object_id": "0190d5f2-0000-7000-8000-000000000000", "before": "x", "after": "x", "version": 99,
    "actor_kind": "user", "actor_id": "0190d5f2-0000-7000-8000-000000000000", "actor_name": "Somebody else", "channel": "api",
    "reason": "invented", "request_id": "invented", "correlation": "0190d5f2-0000-7000-8000-000000000000", "data": '{"word": "w9"}',
}  # fmt: skip


@pytest.mark.parametrize("field", ALTERED)
def test_an_altered_field_is_found(record: UUID, field: str) -> None:
    tamper(f'UPDATE workflow_event SET "{field}" = %s WHERE record = %s AND position = 2', ALTERED[field], record)
    assert found() == [Fault(record, 2, "the event was altered")]


def test_every_sealed_field_is_among_those_altered() -> None:
    elsewhere = {"record", "position", "previous_hash"}
    assert set(SEALED_FIELDS) == set(ALTERED) | elsewhere
    assert {f.name for f in Event._meta.concrete_fields} == set(SEALED_FIELDS) | {"hash"}


def test_an_event_moved_to_another_record_is_missing_here_and_altered_there(record: UUID) -> None:
    other = uuid4()
    tamper("UPDATE workflow_event SET record = %s WHERE record = %s AND position = 4", other, record)
    assert {(fault.record, fault.position, fault.problem) for fault in found()} == {
        (record, 4, "the newest events are missing or replaced"),
        (other, 1, "an event is missing"),
        (other, 4, "the event was altered"),
    }


def test_an_event_deleted_from_the_middle_is_found(record: UUID) -> None:
    tamper("DELETE FROM workflow_event WHERE record = %s AND position = 2", record)
    assert found() == [Fault(record, 2, "an event is missing")]


def test_the_first_event_deleted_is_found(record: UUID) -> None:
    tamper("DELETE FROM workflow_event WHERE record = %s AND position = 1", record)
    assert found() == [Fault(record, 1, "an event is missing")]


def test_two_events_that_changed_places_are_found(record: UUID) -> None:
    tamper("UPDATE workflow_event SET position = 99 WHERE record = %s AND position = 2", record)
    tamper("UPDATE workflow_event SET position = 2 WHERE record = %s AND position = 3", record)
    tamper("UPDATE workflow_event SET position = 3 WHERE record = %s AND position = 99", record)
    assert {(fault.position, fault.problem) for fault in found()} == {
        (2, "it does not follow the event before it"), (2, "the event was altered"),
        (3, "it does not follow the event before it"), (3, "the event was altered"),
        (4, "it does not follow the event before it"),
    }  # fmt: skip


def test_a_cut_tail_is_found_by_the_head(record: UUID) -> None:
    tamper("DELETE FROM workflow_event WHERE record = %s AND position > 2", record)
    assert found() == [Fault(record, 4, "the newest events are missing or replaced")]


def test_a_cut_tail_with_its_head_turned_back_is_found_by_the_checkpoint(record: UUID) -> None:
    take_checkpoint()
    tamper("DELETE FROM workflow_event WHERE record = %s AND position > 2", record)
    tamper(
        "UPDATE workflow_chainhead SET position = 2, hash = (SELECT hash FROM workflow_event WHERE record = %s AND position = 2)",
        record,
    )
    assert found() == [Fault(record, 4, "the newest events are missing or replaced")]


def test_a_chain_that_vanished_with_its_head_is_found_by_the_checkpoint(record: UUID) -> None:
    take_checkpoint()
    tamper("DELETE FROM workflow_event WHERE record = %s", record)
    tamper("DELETE FROM workflow_chainhead WHERE record = %s", record)
    assert found() == [Fault(record, 4, "the newest events are missing or replaced")]


def test_a_chain_written_anew_with_good_hashes_is_found_by_the_checkpoint(record: UUID) -> None:
    """Who can compute hashes can forge a chain; they cannot forge what was sealed before."""
    take_checkpoint()
    with as_owner() as cursor:
        previous = ""
        for event in Event.objects.unscoped("forging").filter(record=record).order_by("position"):
            event.actor_name, event.previous_hash = "Somebody else", previous
            event.hash = previous = hash_of(event)
            cursor.execute(
                "UPDATE workflow_event SET actor_name = %s, previous_hash = %s, hash = %s WHERE id = %s",
                [event.actor_name, event.previous_hash, event.hash, event.pk],
            )
        cursor.execute("UPDATE workflow_chainhead SET hash = %s WHERE record = %s", [previous, record])
    assert found() == [Fault(record, 4, "the newest events are missing or replaced")]


def test_a_checkpoint_seals_what_grew_since_the_last(record: UUID) -> None:
    first = take_checkpoint()
    assert (first.heads, first.previous_digest, len(first.digest)) == (1, "", 64)
    assert take_checkpoint().heads == 0
    other = a_chain(1)
    third = take_checkpoint()
    assert (third.heads, list(third.entries.values_list("record", "position"))) == (1, [(other, 1)])
    assert Checkpoint.objects.order_by("id")[1].digest == third.previous_digest
    assert found() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE workflow_checkpoint SET digest = repeat('0', 64) WHERE previous_digest = ''",
        "UPDATE workflow_checkpoint SET previous_digest = repeat('0', 64) WHERE previous_digest <> ''",
        "UPDATE workflow_checkpointhead SET position = position + 1",
        "DELETE FROM workflow_checkpointhead",
        "UPDATE workflow_checkpointhead SET hash = repeat('0', 64)",
    ],
)
def test_an_altered_checkpoint_is_found(record: UUID, sql: str) -> None:
    take_checkpoint()
    a_chain(1)
    take_checkpoint()
    assert found() == []
    tamper(sql)
    assert "the checkpoint was altered" in {fault.problem for fault in found()}


def test_a_checkpoint_taken_out_is_found(record: UUID) -> None:
    first = take_checkpoint()
    a_chain(1)
    second = take_checkpoint()
    tamper("DELETE FROM workflow_checkpointhead WHERE checkpoint_id = %s", first.pk)
    tamper("DELETE FROM workflow_checkpoint WHERE id = %s", first.pk)
    assert found() == [Fault(second.pk, 0, "the checkpoint was altered")]


def test_one_record_can_be_checked_by_itself(record: UUID) -> None:
    other = a_chain(2)
    tamper("UPDATE workflow_event SET reason = 'invented' WHERE record = %s AND position = 1", other)
    assert (found(record), found(other)) == ([], [Fault(other, 1, "the event was altered")])


PLAIN = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_characters="\x00", codec="utf-8"))
)
DATA = st.dictionaries(
    st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=10),
    st.recursive(
        PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abé", max_size=3), inner, max_size=3)
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=DATA, words=st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=40))
def test_whatever_an_event_tells_reads_back_with_the_same_hash(data: dict[str, Any], words: str) -> None:
    """The database keeps JSON in its own way; that must not look like tampering."""
    event = Event(
        at=datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC), record=uuid4(), name="probe", object_type="x", object_id=uuid4(), actor_kind="user",
        actor_name=words[:200], channel="web", reason=words, correlation=uuid4(), data=data,
    )  # fmt: skip
    chain.append(event)
    again = Event.objects.unscoped("result").get(pk=event.pk)
    assert (hash_of(again), list(faults(event.record))) == (event.hash, [])


def test_the_command_says_that_the_log_holds_and_names_the_newest_seal(record: UUID) -> None:
    said = StringIO()
    call_command("verify_events", stdout=said)
    assert said.getvalue() == "The log holds. No checkpoint yet.\n"
    sealed = StringIO()
    call_command("checkpoint_chains", stdout=sealed)
    digest = Checkpoint.objects.get().digest
    assert sealed.getvalue() == f"{digest} over 1 chain(s)\n"
    said = StringIO()
    call_command("verify_events", record=record, stdout=said)
    assert said.getvalue() == f"The log holds. Newest checkpoint: {digest}\n"


def test_the_command_names_each_fault_and_fails(record: UUID) -> None:
    tamper("UPDATE workflow_event SET reason = 'invented' WHERE record = %s AND position = 2", record)
    told = StringIO()
    with pytest.raises(CommandError, match=r"^1 fault\(s\): the log was altered\. Keep the database as it is"):
        call_command("verify_events", stderr=told)
    assert told.getvalue() == f"{record} at 2: the event was altered\n"


def test_the_daily_task_seals_and_says_that_it_did(record: UUID) -> None:
    digest = tasks.checkpoint_chains()
    assert Checkpoint.objects.get().digest == digest
    assert Heartbeat.objects.filter(name="checkpoint").exists()
    assert CheckpointHead.objects.get().record == record
