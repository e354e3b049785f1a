"""The plan of every client somebody works with: two needs, two goals, six promises of whom and what came of them."""

from careplans.models import CarePlan, Commitment, Goal, Need
from casemgmt.bench.data.history import id_from
from casemgmt.bench.data.tables import insert_select

OPENED = "FROM worked WHERE running"
# Each of two needs, goals; each of six promises.
TWICE = "FROM worked CROSS JOIN generate_series(1, 2) AS g WHERE running"
SIX_TIMES = "FROM worked CROSS JOIN generate_series(1, 6) AS g WHERE running"
BEGAN = {"created_at": "start", "updated_at": "start"}


def _id(of: str, each: str = "''") -> str:
    return id_from("start", f"md5('{of}' || case_id::text || {each})")


def write_plans() -> None:
    """Needs the table of worked cases that write_history has made."""
    insert_select(CarePlan, {
        "id": _id("plan"), "client_id": "client_id", "case_id": "case_id", "title": "'At home and safe'", "status": "'active'",
        "starts_on": "start::date", "review_on": "now()::date + (n %% 90)::int", "proposed_revision": "1", "agreed_revision": "1", **BEGAN,
    }, OPENED)  # fmt: skip
    insert_select(Need, {
        "id": _id("need", "g"), "client_id": "client_id", "domain": "CASE g WHEN 1 THEN 'housing-instability' ELSE 'food-insecurity' END",
        "title": "CASE g WHEN 1 THEN 'A place that stays mine' ELSE 'Enough to eat' END", "status": "'addressed'", **BEGAN,
    }, TWICE)  # fmt: skip
    insert_select(Goal, {
        "id": _id("goal", "g"), "client_id": "client_id", "plan_id": _id("plan"), "need_id": _id("need", "g"), "status": "'accepted'",
        "client_words": "'I want to stay where I am and not worry about the month.'", "measure": "'Rent paid three months running'",
        "target_date": "now()::date + 60", "rank": "g", "importance": "9", "confidence": "7", "no_barriers": "true", **BEGAN,
    }, TWICE)  # fmt: skip
    _promises()


def _promises() -> None:
    insert_select(Commitment, {
        "id": _id("promise", "g"), "client_id": "client_id", "plan_id": _id("plan"), "goal_id": _id("goal", "(1 + g %% 2)"),
        "owner_kind": "(ARRAY['client','case_manager','partner','client','case_manager','client'])[g]",
        "worker_id": "CASE WHEN g IN (2, 5) THEN worker END", "partner_name": "CASE g WHEN 3 THEN 'Bay Housing' ELSE '' END",
        "what": "(ARRAY['Bring the letters','Call the landlord','Answer the application','Pay the June rent','Write the plan down','Come to the class'])[g]",
        "status": "(ARRAY['kept','kept','missed','accepted','accepted','accepted'])[g]",
        "due_on": "now()::date + (ARRAY[-40,-30,-20,3,14,30])[g] + (n %% 7)::int",
        "settled_on": "CASE WHEN g <= 3 THEN now()::date - 12 END", "accepted_on": "start::date", **BEGAN,
    }, SIX_TIMES)  # fmt: skip
