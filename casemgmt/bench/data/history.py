"""What happened with the clients: the tables with millions of rows, made by the database itself.

Rows are written in order of time, as work writes them, so that one client's history lies scattered
over the table and not side by side.
"""

import random

from django.db import connection

from casemgmt.bench.data.size import Size
from casemgmt.bench.data.tables import copy_into, insert_select
from clients.models import Contact, Disclosure, Note
from followups.models import FollowUp
from workflow.models import Event

# The cases somebody worked on, with how often they talked and how often nobody answered.
WORKED = """
    CREATE TEMPORARY TABLE worked ON COMMIT DROP AS
    SELECT c.id AS case_id, c.client_id, c.case_manager_id AS worker, u.name, c.team_id, c.accepted_at AS start,
           coalesce(c.closed_at, now()) AS until, c.status = 'open' AS running,
           row_number() OVER (ORDER BY c.id) AS n, dense_rank() OVER (ORDER BY c.case_manager_id) - 1 AS worker_n
    FROM clients_case c JOIN accounts_user u ON u.id = c.case_manager_id WHERE c.accepted_at IS NOT NULL
"""
TIMES = "CREATE TEMPORARY TABLE times (n bigint, talks int, attempts int) ON COMMIT DROP"


def id_from(moment: str, mark: str) -> str:
    """SQL for a UUID of version 7 made at the moment, its chance taken from a hexadecimal mark."""
    stamp = f"lpad(to_hex((extract(epoch FROM {moment}) * 1000)::bigint), 12, '0')"
    return f"({stamp} || '7' || substr({mark}, 1, 3) || '8' || substr({mark}, 4, 15))::uuid"


# Sorted once: every table below is then filled in order of time by reading this one through.
DRAWN = f"""
    CREATE TEMPORARY TABLE drawn ON COMMIT DROP AS
    SELECT d.*, {id_from("at", "mark")} AS contact_id FROM (
        SELECT w.*, g, start + (until - start) * random() AS at, g <= t.talks AS reached, md5(w.case_id::text || g) AS mark, random() AS r
        FROM worked w JOIN times t USING (n) CROSS JOIN LATERAL generate_series(1, t.talks + t.attempts) g
    ) d ORDER BY at
"""


def write_history(size: Size, chance: random.Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setseed({chance.random()})")
        cursor.execute(WORKED)
        cursor.execute("SELECT count(*) FROM worked")
        cases = cursor.fetchone()[0]
        cursor.execute(TIMES)
        spread = zip(range(1, cases + 1), shares(size.notes, cases, chance), shares(size.attempts, cases, chance), strict=True)
        copy_into("times", ("n", "talks", "attempts"), spread)
        cursor.execute(DRAWN)
    _contacts()
    _notes()
    _closed_follow_ups(size)
    _open_follow_ups(size)
    _what_waits()
    _events()
    _disclosures(size)


def shares(total: int, among: int, chance: random.Random) -> list[int]:
    """The total in whole parts, unequal as life is: most get few, some get ten times the average."""
    drawn = [chance.expovariate(1) for _ in range(among)]
    scale = total / sum(drawn)
    parts = [int(part * scale) for part in drawn]
    for n in range(total - sum(parts)):
        parts[n % among] += 1
    return parts


def _contacts() -> None:
    columns = {
        "id": "contact_id", "client_id": "client_id", "case_id": "case_id", "at": "at", "author_id": "worker",
        "author_name": "name", "channel": "(ARRAY['phone','phone','phone','office_visit','video','home_visit'])[1 + floor(r * 6)::int]",
        "result": "CASE WHEN reached THEN 'reached' WHEN r < 0.7 THEN 'no_answer' ELSE 'left_message' END",
        "minutes": "CASE WHEN reached THEN 5 + floor(r * 50)::int END",
        "summary": "CASE WHEN reached THEN 'Talked through the week and agreed on the next step.' ELSE 'Rang out.' END",
        "created_at": "at", "updated_at": "at",
    }  # fmt: skip
    insert_select(Contact, columns, "FROM drawn")


NOTE_BODY = """'Spoke with the client for about twenty minutes. They feel heard at the clinic but tired of repeating their story. '
    || 'Agreed that I call the cardiology desk today and that they weigh themselves each morning and write it down. ' || mark"""


def _notes() -> None:
    columns = {
        "id": id_from("at", "md5(mark)"), "client_id": "client_id", "contact_id": "contact_id", "body": NOTE_BODY,
        "author_id": "worker", "author_name": "name", "status": "'signed'", "due_at": "at + interval '48 hours'",
        "signed_at": "at + interval '60 hours' * r", "late_entry": "r > 0.8", "created_at": "at", "updated_at": "at",
    }  # fmt: skip
    insert_select(Note, columns, "FROM drawn WHERE reached")


def _closed_follow_ups(size: Size) -> None:
    columns = {
        "id": id_from("at", "md5('f' || mark)"), "client_id": "client_id", "case_id": "case_id", "owner_id": "worker",
        "team_id": "team_id", "kind": "'write_note'", "title": "'Write the note'", "why": "'Phone call'", "status": "'done'",
        "due_at": "at + interval '48 hours'", "source_key": "'contact:' || contact_id || ':note'",
        "object_id": "contact_id", "closed_at": "at + interval '60 hours' * r", "outcome": "'Note signed.'",
        "created_at": "at", "updated_at": "at",
    }  # fmt: skip
    insert_select(FollowUp, columns, f"FROM drawn WHERE reached LIMIT {size.follow_ups_closed}")


# By turns over the case managers, and for each over their open cases.
OPEN = """
    FROM generate_series(0, {total} - 1) AS i
    JOIN (SELECT *, row_number() OVER (PARTITION BY worker_n ORDER BY n) - 1 AS place, count(*) OVER (PARTITION BY worker_n) AS held
          FROM worked WHERE running) c ON c.worker_n = i %% {workers} AND c.place = (i / {workers}) %% c.held
    CROSS JOIN LATERAL (SELECT md5('o' || i) AS mark, (i * 7919 %% 1000) / 1000.0 AS r) x ORDER BY i
"""


def _open_follow_ups(size: Size) -> None:
    kind = "CASE WHEN r < 0.6 THEN 'write_note' WHEN r < 0.95 THEN 'first_contact' ELSE 'answer_assignment' END"
    title = "CASE WHEN r < 0.6 THEN 'Write the note' WHEN r < 0.95 THEN 'First contact' ELSE 'Answer the assignment' END"
    columns = {
        "id": id_from("now()", "mark"), "client_id": "client_id", "case_id": "case_id", "owner_id": "worker", "team_id": "team_id",
        "kind": kind, "title": title, "why": "'Phone call last week'", "status": "'open'",
        "urgency": "CASE WHEN i %% 17 = 0 THEN 'urgent' ELSE 'routine' END", "due_at": "now() + interval '1 day' * (32 * r - 2)",
        "waiting_on": "CASE WHEN i %% 20 = 3 THEN 'Bay Housing' ELSE '' END",
        "source_key": "'contact:' || case_id || ':' || i", "object_id": "case_id",
    }  # fmt: skip
    insert_select(FollowUp, columns, OPEN.format(total=size.follow_ups_open, workers=size.workers))


def _what_waits() -> None:
    """Referrals to screen and cases without a case manager: due from nobody yet."""
    columns = {
        "id": id_from("now()", "md5('w' || id)"), "client_id": "client_id", "case_id": "id", "team_id": "team_id",
        "kind": "CASE status WHEN 'open' THEN 'assign_case' ELSE 'screen_referral' END",
        "title": "CASE status WHEN 'open' THEN 'Assign a case manager' ELSE 'Screen the referral' END", "why": "'Routine referral'",
        "status": "'open'", "due_at": "now() + interval '1 day' * (12 * random() - 6)", "source_key": "'case:' || id", "object_id": "id",
    }  # fmt: skip
    insert_select(
        FollowUp, columns, "FROM clients_case WHERE case_manager_id IS NULL AND status IN ('referred', 'screening', 'open')"
    )


def _events() -> None:
    columns = {
        "id": id_from("at", "md5('e' || mark)"), "at": "at", "record": "client_id",
        "position": "row_number() OVER (PARTITION BY client_id ORDER BY at)", "name": "'contact.logged'", "step": "'contact.log'",
        "object_type": "'clients.contact'", "object_id": "contact_id", "after": "'recorded'", "version": "1",
        "actor_kind": "'user'", "actor_id": "worker", "actor_name": "name", "channel": "'web'",
        "correlation": "md5(mark)::uuid", "data": """'{"channel": "phone"}'""", "hash": "md5(mark) || mark",
        "previous_hash": "mark || md5(mark)",
    }  # fmt: skip
    insert_select(Event, columns, "FROM drawn WHERE g %% 5 < 2")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workflow_chainhead (record, position, hash, checkpointed) "
            "SELECT DISTINCT ON (record) record, position, hash, 0 FROM workflow_event ORDER BY record, position DESC"
        )


def _disclosures(size: Size) -> None:
    columns = {
        "id": id_from("at", "md5('d' || mark)"), "at": "at", "clients": "ARRAY[client_id]", "actor_kind": "'user'",
        "actor_id": "worker", "actor_name": "name", "channel": "'web'", "view": "'overview'",
    }  # fmt: skip
    insert_select(Disclosure, columns, f"FROM drawn LIMIT {size.disclosures}")
