"""Steps against their bare transaction: the same rows stored by plain INSERT and UPDATE, by turns in one process."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from accounts.queries import actor_for
from casemgmt.bench.figures import Times
from casemgmt.local.console import Bar
from clients.actions.contacts import log_contact
from clients.actions.notes import sign_note, start_note
from clients.models import Case
from workflow.actor import Actor
from workflow.identifiers import new_id

# Not the one whose Today is measured: what is logged here becomes due there.
COLLEAGUE = "worker-1@bench.example"
TURNS = 200
WHY = "the benchmark's own colleague"
BODY = "Spoke with the client for about twenty minutes; agreed on what comes next."

HEAD = """INSERT INTO workflow_chainhead (record, position, hash, checkpointed) VALUES (%(client)s, 1, '', 0)
          ON CONFLICT (record) DO UPDATE SET position = workflow_chainhead.position + 1 RETURNING position"""
EVENT = """INSERT INTO workflow_event (id, at, record, position, name, step, object_type, object_id, before, after, version, actor_kind,
               actor_id, actor_name, channel, reason, request_id, correlation, data, previous_hash, hash)
           SELECT %(event)s, now(), record, position, 'bench', 'bench', 'clients.contact', %(object)s, '', 'recorded', 1, 'user',
               %(author)s, 'Worker 1', 'web', '', '', %(event)s, '{}', md5(hash), md5(hash) FROM workflow_chainhead WHERE record = %(client)s"""
CHAINED = "UPDATE workflow_chainhead SET hash = md5(hash) WHERE record = %(client)s"
CONTACT = """INSERT INTO clients_contact (id, version, created_at, updated_at, status, client_id, case_id, at, channel, direction, party,
                 with_name, result, minutes, summary, interpreter_used, late_entry, author_id, author_name, error_reason)
             VALUES (%(object)s, 1, now(), now(), 'recorded', %(client)s, %(case)s, now(), 'phone', 'outgoing', 'client', '', 'reached',
                 12, 'Agreed on the next step.', false, false, %(author)s, 'Worker 1', '')"""
DUE = """INSERT INTO followups_followup (id, version, created_at, updated_at, status, kind, client_id, case_id, title, why, owner_id,
             team_id, due_at, urgency, waiting_on, source_key, object_id, acknowledged_by_name, outcome)
         VALUES (%(due)s, 1, now(), now(), 'open', 'write_note', %(client)s, %(case)s, 'Write the note', 'Phone', %(author)s, %(team)s,
             now() + interval '48 hours', 'routine', '', 'contact:' || %(object)s || ':note', %(object)s, '', '')"""
NOTE = """INSERT INTO clients_note (id, version, created_at, updated_at, status, client_id, contact_id, body, author_id, author_name,
              due_at, late_entry)
          VALUES (%(note)s, 1, now(), now(), 'draft', %(client)s, %(object)s, '', %(author)s, 'Worker 1', now(), false)"""
SIGNED = "UPDATE clients_note SET status = 'signed', body = %(body)s, signed_at = now(), version = 2 WHERE id = %(note)s"
DONE = (
    "UPDATE followups_followup SET status = 'done', closed_at = now(), outcome = 'Note signed.', version = 2 WHERE id = %(due)s"
)
BARE_LOG = (CONTACT, HEAD, EVENT, CHAINED, DUE)
# Signing closes what was due, and both are events.
BARE_SIGN = (SIGNED, HEAD, EVENT, CHAINED, DONE, HEAD, EVENT.replace("%(event)s", "%(second)s"), CHAINED)


@dataclass
class StepTimes:
    name: str
    bare: Times = field(default_factory=Times)
    step: Times = field(default_factory=Times)

    @property
    def ratio(self) -> float:
        return self.step.p99 / self.bare.p99


def measure_steps(bar: Bar) -> list[StepTimes]:
    person = User.objects.get(email=COLLEAGUE)
    actor = actor_for(person, "web")
    cases = list(Case.objects.unscoped(WHY).filter(case_manager=person, status=Case.Status.OPEN))
    logging, signing = StepTimes("Log a contact"), StepTimes("Sign a note")
    for turn in range(TURNS):
        case = cases[turn % len(cases)]
        _turn(case, actor, logging, signing)
        bar.show(turn + 1, TURNS, "steps")
    return [logging, signing]


def _turn(case: Case, actor: Actor, logging: StepTimes, signing: StepTimes) -> None:
    names = ("object", "event", "second", "due", "note")
    ids: dict[str, Any] = {name: new_id() for name in names}
    facts = {**ids, "client": case.client_id, "case": case.pk, "team": case.team_id, "author": actor.id, "body": BODY}
    _timed(logging.bare, lambda: _run(BARE_LOG, facts))
    contact = _timed(logging.step, lambda: _log(case.client_id, actor))
    _run((NOTE,), facts)
    note = start_note(case.client_id, actor=actor, contact=contact.pk, body="")
    _timed(signing.bare, lambda: _run(BARE_SIGN, facts | {"event": new_id()}))
    _timed(signing.step, lambda: sign_note(note.pk, actor=actor, version=note.version, body=BODY))


def _log(client: UUID, actor: Actor) -> Any:
    return log_contact(client, actor=actor, channel="phone", result="reached", minutes=12, summary="Agreed on the next step.")


@transaction.atomic
def _run(statements: tuple[str, ...], facts: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql, facts)


def _timed(times: Times, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    result = work()
    times.add(time.perf_counter() - began)
    return result
