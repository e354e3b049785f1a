"""Steps against their bare transaction: the same rows stored by plain INSERT and UPDATE, by turns in one process.

The process is set up as a web process is, and both sides have warmed up before they are timed, as the pages have.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import cycle
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from accounts.models import User
from accounts.queries import actor_for
from casemgmt.bench.data.tables import new_row
from casemgmt.bench.figures import Times
from casemgmt.local.console import Bar
from clients.actions.contacts import log_contact
from clients.actions.notes import sign_note, start_note
from clients.models import Case, Contact, Note
from followups.models import Delivery, FollowUp
from workflow.actor import Actor
from workflow.identifiers import new_id

# Not the one whose Today is measured: what is logged here becomes due there.
COLLEAGUE = "worker-1@bench.example"
TURNS = 200
# The first turns make SQL and load what loads late; a web process has taken steps before.
WARMING = 3
WHY = "the benchmark's own colleague"
BODY = "Spoke with the client for about twenty minutes; agreed on what comes next."


@dataclass(frozen=True)
class Insert:
    """A row with these columns as SQL; the others get what the model gives a new row, so that a new column needs no change here."""

    model: type[Model]
    columns: dict[str, str]
    source: str = ""

    @cached_property
    def sql(self) -> str:
        rest = new_row(self.model, self.columns)
        with connection.cursor() as cursor:
            words = [cursor.mogrify("%s", [value]).decode().replace("%", "%%") for value in rest.values()]
        names = ", ".join(map(connection.ops.quote_name, (*self.columns, *rest)))
        return f"INSERT INTO {self.model._meta.db_table} ({names}) SELECT {', '.join((*self.columns.values(), *words))} {self.source}"  # our own words


HEAD = """INSERT INTO workflow_chainhead (record, position, hash, checkpointed) VALUES (%(client)s, 1, '', 0)
          ON CONFLICT (record) DO UPDATE SET position = workflow_chainhead.position + 1 RETURNING position"""
EVENT = """INSERT INTO workflow_event (id, at, record, position, name, step, object_type, object_id, before, after, version, actor_kind,
               actor_id, actor_name, channel, reason, request_id, correlation, data, previous_hash, hash)
           SELECT %(event)s, now(), record, position, 'bench', 'bench', 'clients.contact', %(object)s, '', 'recorded', 1, 'user',
               %(author)s, 'Worker 1', 'web', '', '', %(event)s, '{}', md5(hash), md5(hash) FROM workflow_chainhead WHERE record = %(client)s"""
CHAINED = "UPDATE workflow_chainhead SET hash = md5(hash) WHERE record = %(client)s"
CONTACT = Insert(Contact, {
    "id": "%(object)s", "client_id": "%(client)s", "case_id": "%(case)s", "at": "now()", "channel": "'phone'", "result": "'reached'",
    "minutes": "12", "summary": "'Agreed on the next step.'", "author_id": "%(author)s", "author_name": "'Worker 1'",
})  # fmt: skip
DUE = Insert(FollowUp, {
    "id": "%(due)s", "kind": "'write_note'", "client_id": "%(client)s", "case_id": "%(case)s", "title": "'Write the note'", "why": "'Phone'",
    "owner_id": "%(author)s", "team_id": "%(team)s", "due_at": "now() + interval '48 hours'",
    "source_key": "'contact:' || %(object)s || ':note'", "object_id": "%(object)s",
})  # fmt: skip
# As many as the step has just planned for its own.
REMINDERS = Insert(Delivery, {
    "id": "gen_random_uuid()", "key": "%(due)s || ':' || g", "follow_up_id": "%(due)s", "rung": "'due'", "to": "'owner'", "channel": "'in_app'",
    "recipient_id": "%(author)s", "lane": "'default'", "due_at": "now() + interval '48 hours'", "wakes_at": "now() + interval '48 hours'",
}, "FROM generate_series(1, %(reminders)s) AS g")  # fmt: skip
NOTE = Insert(Note, {
    "id": "%(note)s", "client_id": "%(client)s", "contact_id": "%(object)s", "author_id": "%(author)s", "author_name": "'Worker 1'",
    "due_at": "now()",
})  # fmt: skip
SIGNED = "UPDATE clients_note SET status = 'signed', body = %(body)s, signed_at = now(), version = 2 WHERE id = %(note)s"
DONE = (
    "UPDATE followups_followup SET status = 'done', closed_at = now(), outcome = 'Note signed.', version = 2 WHERE id = %(due)s"
)
OVER = "UPDATE followups_delivery SET state = 'cancelled', because = 'It is closed.' WHERE follow_up_id = %(due)s AND state = 'waiting'"
BARE_LOG = (CONTACT, HEAD, EVENT, CHAINED, DUE, REMINDERS)
# Signing closes what was due, and both are events.
BARE_SIGN = (SIGNED, HEAD, EVENT, CHAINED, DONE, OVER, HEAD, EVENT.replace("%(event)s", "%(second)s"), CHAINED)


@dataclass
class StepTimes:
    name: str
    bare: Times = field(default_factory=Times)
    step: Times = field(default_factory=Times)

    @property
    def ratio(self) -> float:
        return self.step.p99 / self.bare.p99


def measure_steps(bar: Bar) -> list[StepTimes]:
    """What is loaded before the first request and set aside from the garbage collector there, is so here."""
    import_module("casemgmt.wsgi")
    person = User.objects.get(email=COLLEAGUE)
    actor = actor_for(person, "web")
    cases = cycle(Case.objects.unscoped(WHY).filter(case_manager=person, status=Case.Status.OPEN))
    for _ in range(WARMING):
        _turn(next(cases), actor, StepTimes(""), StepTimes(""))
    logging, signing = StepTimes("Log a contact"), StepTimes("Sign a note")
    for turn in range(TURNS):
        _turn(next(cases), actor, logging, signing)
        bar.show(turn + 1, TURNS, "steps")
    return [logging, signing]


def _turn(case: Case, actor: Actor, logging: StepTimes, signing: StepTimes) -> None:
    names = ("object", "event", "second", "due", "note")
    ids: dict[str, Any] = {name: new_id() for name in names}
    facts = {**ids, "client": case.client_id, "case": case.pk, "team": case.team_id, "author": actor.id, "body": BODY}
    contact = _timed(logging.step, lambda: _log(case.client_id, actor))
    facts["reminders"] = Delivery.waiting(WHY).filter(follow_up__object_id=contact.pk).count()
    _timed(logging.bare, lambda: _run(BARE_LOG, facts))
    _run((NOTE,), facts)
    note = start_note(case.client_id, actor=actor, contact=contact.pk, body="")
    _timed(signing.bare, lambda: _run(BARE_SIGN, facts | {"event": new_id()}))
    _timed(signing.step, lambda: sign_note(note.pk, actor=actor, version=note.version, body=BODY))


def _log(client: UUID, actor: Actor) -> Any:
    return log_contact(client, actor=actor, channel="phone", result="reached", minutes=12, summary="Agreed on the next step.")


@transaction.atomic
def _run(statements: tuple[str | Insert, ...], facts: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql.sql if isinstance(sql, Insert) else sql, facts)


def _timed(times: Times, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    result = work()
    times.add(time.perf_counter() - began)
    return result
