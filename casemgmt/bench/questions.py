"""What is measured: each page with the SQL that answers the same question, written by hand.

The SQL reads what the page shows of the same rows under the same rule of sight, and writes the same
disclosure row, since nobody may read without it. It is the best we could write, not what the page runs.
"""

from dataclasses import dataclass

WORKER, SUPERVISOR, INTAKE = "worker-0@bench.example", "supervisor-0@bench.example", "intake@bench.example"

DISCLOSE = """
    INSERT INTO clients_disclosure (id, at, clients, actor_kind, actor_id, actor_name, channel, view, reason, emergency, request_id)
    VALUES (gen_random_uuid(), now(), %(shown)s::uuid[], 'user', %(actor)s, 'Benchmark', 'web', 'bench', '', false, '')
"""

ROW = """
    SELECT c.id, c.given_name, c.preferred_name, c.family_name, c.birth_date, c.birth_precision, c.restricted, c.may_phone,
           c.may_voicemail, c.may_text, c.may_email, c.may_post, c.may_visit, c.may_name_agency, c.safe_from, c.safe_until,
           c.safe_contact_note, k.number, k.tier, k.accepted_at, u.name
    FROM clients_client c
    LEFT JOIN clients_case k ON k.client_id = c.id AND k.status IN ('referred', 'screening', 'open')
    LEFT JOIN accounts_user u ON u.id = k.case_manager_id
"""
OWN = "c.id IN (SELECT client_id FROM clients_case WHERE case_manager_id = %(actor)s AND status <> 'declined')"
FOR_INTAKE = "NOT c.restricted AND NOT EXISTS (SELECT FROM clients_case o WHERE o.client_id = c.id AND o.status = 'open')"
LIKE = "(c.search_text LIKE %(part)s OR c.search_text %%> %(text)s OR c.phonetic @> %(codes)s::varchar[])"
NEAREST = "ORDER BY word_similarity(%(text)s, c.search_text) DESC, c.family_name, c.id LIMIT 25"

OVERVIEW = (
    f"""SELECT c.*, k.*, u.name, t.name, EXISTS (SELECT FROM clients_consent s WHERE s.client_id = c.id AND s.status = 'active'
               AND s.kind = 'services' AND s.starts_on <= current_date AND (s.ends_on IS NULL OR s.ends_on >= current_date)) AS agreed
        FROM clients_client c
        LEFT JOIN clients_case k ON k.client_id = c.id AND k.status IN ('referred', 'screening', 'open')
        LEFT JOIN accounts_user u ON u.id = k.case_manager_id LEFT JOIN accounts_team t ON t.id = k.team_id
        WHERE c.id = %(client)s AND {OWN}""",
    "SELECT client_id, kind, number, e164, calls_allowed, voicemail_allowed, texts_allowed, note FROM clients_phone WHERE client_id = %(client)s",
    "SELECT client_id, use, street, city, subdivision, postal_code, confidential, substitute FROM clients_address WHERE client_id = %(client)s",
    "SELECT client_id, kind, issuer, ending FROM clients_identifier WHERE client_id = %(client)s",
    "SELECT client_id, use, given_name, family_name FROM clients_formername WHERE client_id = %(client)s",
    """SELECT client_id, name, relationship, phone FROM clients_supportperson
       WHERE client_id = %(client)s AND status = 'current' AND emergency_contact""",
    """SELECT l.client_id, l.at, l.channel, (SELECT count(*) FROM clients_contact a WHERE a.client_id = %(client)s AND a.status = 'recorded'
                                  AND a.result <> 'reached' AND a.at > l.at)
       FROM clients_contact l WHERE l.client_id = %(client)s AND l.status = 'recorded' AND l.result = 'reached'
       ORDER BY l.at DESC LIMIT 1""",
    """SELECT l.client_id, l.id, l.at, l.channel, l.result, l.status, l.minutes, l.summary, l.author_name, n.id, n.status, n.author_name,
              n.due_at, n.late_entry
       FROM (SELECT * FROM clients_contact WHERE client_id = %(client)s ORDER BY at DESC, id DESC LIMIT 3) l
       LEFT JOIN clients_note n ON n.contact_id = l.id AND n.status <> 'discarded' ORDER BY l.at DESC, l.id DESC""",
    """SELECT f.client_id, f.id, f.kind, f.title, f.why, f.due_at, f.urgency, f.waiting_on, f.hold_until, f.case_id, f.object_id, f.version,
              u.name, t.name
       FROM followups_followup f LEFT JOIN accounts_user u ON u.id = f.owner_id LEFT JOIN accounts_team t ON t.id = f.team_id
       WHERE f.client_id = %(client)s AND f.status = 'open' ORDER BY f.due_at, f.id LIMIT 10""",
    "SELECT client_id, id, source, created_at FROM interop_detailproposal WHERE client_id = %(client)s AND status = 'open'",
    """SELECT r.client_id, r.id, r.why, r.created_at, d.id, d.given_name, d.family_name, d.birth_date
       FROM clients_recordlink r JOIN clients_client d ON d.id = r.duplicate_id WHERE r.client_id = %(client)s AND r.status = 'linked'""",
    # Whether the case may be closed.
    """SELECT c.client_id, count(*) FROM clients_note n JOIN clients_contact c ON c.id = n.contact_id
       WHERE c.client_id = %(client)s AND n.status = 'draft' GROUP BY c.client_id""",
)

TODAY = (
    """SELECT c.id, f.id, f.kind, f.title, f.why, f.due_at, f.urgency, f.case_id, f.object_id, f.source_key, k.version,
              c.given_name, c.preferred_name, c.family_name, c.safe_contact_note
       FROM followups_followup f JOIN clients_client c ON c.id = f.client_id LEFT JOIN clients_case k ON k.id = f.case_id
       WHERE f.owner_id = %(actor)s AND f.status = 'open' ORDER BY f.due_at, f.id LIMIT 201""",
    """SELECT c.id, c.given_name, c.preferred_name, c.family_name, k.tier, k.opened_at,
              (SELECT at FROM clients_contact x WHERE x.case_id = k.id AND x.result = 'reached' AND x.status = 'recorded'
               ORDER BY at DESC LIMIT 1) AS reached
       FROM clients_case k JOIN clients_client c ON c.id = k.client_id
       WHERE k.case_manager_id = %(actor)s AND k.status = 'open' AND k.accepted_at IS NOT NULL ORDER BY reached, k.id LIMIT 200""",
    """SELECT NULL, f.case_id, min(f.due_at) FILTER (WHERE f.kind = 'hold_review'), count(*) FILTER (WHERE f.kind = 'commitment' AND f.waiting_on = ''),
              count(*) FILTER (WHERE f.kind = 'commitment' AND f.waiting_on <> '')
       FROM followups_followup f JOIN clients_case k ON k.id = f.case_id
       WHERE k.case_manager_id = %(actor)s AND k.status = 'open' AND k.accepted_at IS NOT NULL AND f.status = 'open'
         AND f.kind IN ('commitment', 'hold_review') GROUP BY f.case_id""",
)

# Days without a two-way contact by tier, as clients/queries/caseload.py has them.
LOST = """
    (now() - CASE k.tier WHEN 4 THEN interval '7 days' WHEN 3 THEN interval '14 days' WHEN 1 THEN interval '92 days'
                         ELSE interval '31 days' END)
"""
OF_TEAM = f"""
    FROM clients_case k
    LEFT JOIN LATERAL (SELECT at FROM clients_contact x WHERE x.case_id = k.id AND x.result = 'reached' AND x.status = 'recorded'
                       ORDER BY at DESC LIMIT 1) r ON true
    CROSS JOIN LATERAL (SELECT k.accepted_at IS NOT NULL AND greatest(k.opened_at, r.at) < {LOST} AS lost) d
    JOIN clients_client c ON c.id = k.client_id LEFT JOIN accounts_user u ON u.id = k.case_manager_id
    WHERE k.team_id = %(team)s AND k.status = 'open'
"""
LATE = "due_at < now()"
OPEN_OF_TEAM = """SELECT k.client_id FROM clients_case k JOIN clients_client c ON c.id = k.client_id
                  WHERE k.team_id = %(team)s AND k.status = 'open' AND NOT c.restricted"""
PEOPLE = "SELECT user_id FROM accounts_membership WHERE team_id = %(team)s AND role = 'case_manager'"
# Left in the last 90 days, for the measures of transitions (transitions/queries/tallies.py).
STAYS = """
    FROM transitions_transition t JOIN clients_case k ON k.id = t.case_id JOIN clients_client c ON c.id = t.client_id
    {joined} WHERE k.team_id = %(team)s AND NOT c.restricted AND t.discharged_at >= current_date - 90
      AND t.status NOT IN ('anticipated', 'cancelled')
"""
# Died, or to come back as planned.
NO_RETURN_COUNTED = "('20', '40', '41', '42', '81', '86')"
INPATIENT = "('hospital', 'psychiatric', 'rehabilitation', 'long_term_hospital', 'snf')"
TEAM = (
    f"""SELECT c.id, c.given_name, c.preferred_name, c.family_name, k.id, k.urgency, k.opened_at, k.need, r.at {OF_TEAM}
        AND k.case_manager_id IS NULL AND NOT c.restricted ORDER BY k.opened_at, k.id LIMIT 10""",
    f"""SELECT c.id, c.given_name, c.preferred_name, c.family_name, u.name, k.tier, r.at {OF_TEAM}
        AND lost AND NOT c.restricted ORDER BY r.at NULLS FIRST, k.id LIMIT 10""",
    """SELECT f.client_id, f.id, f.kind, f.title, f.why, f.due_at, f.urgency, f.version, c.given_name, c.preferred_name, c.family_name,
              c.restricted, o.name, k.version
       FROM followups_followup f JOIN clients_client c ON c.id = f.client_id LEFT JOIN accounts_user o ON o.id = f.owner_id
       LEFT JOIN clients_case k ON k.id = f.case_id
       WHERE f.team_id = %(team)s AND f.status = 'open' AND (f.kind = 'review_emergency_access'
         OR (f.kind = 'safety_flag' AND f.acknowledged_at IS NULL)
         OR (f.owner_id IS NULL AND f.kind NOT IN ('assign_case', 'screen_referral')))
       ORDER BY f.due_at, f.id LIMIT 10""",
    f"""SELECT NULL, owner_kind, count(*) FILTER (WHERE status = 'kept'), count(*) FILTER (WHERE status = 'missed'),
              count(*) FILTER (WHERE status = 'accepted'), count(*) FILTER (WHERE status = 'accepted' AND due_on < current_date)
       FROM careplans_commitment WHERE (status = 'accepted' OR settled_on >= current_date - 90) AND client_id IN ({OPEN_OF_TEAM})
       GROUP BY owner_kind""",
    f"""SELECT NULL, u.name, u.id, count(*) FILTER (WHERE k.accepted_at IS NOT NULL), count(*) FILTER (WHERE k.accepted_at IS NULL),
               count(*) FILTER (WHERE k.tier >= 3), count(*) FILTER (WHERE lost), count(*) FILTER (WHERE u.status = 'deactivated')
        {OF_TEAM} GROUP BY u.id""",
    f"""SELECT NULL, f.owner_id, count(*) FILTER (WHERE {LATE} AND waiting_on = ''), count(*) FILTER (WHERE {LATE} AND waiting_on <> ''),
              count(*) FILTER (WHERE {LATE} AND kind = 'write_note'), min(due_at) FILTER (WHERE {LATE} AND kind = 'write_note'),
              count(*) FILTER (WHERE {LATE} AND kind = 'hold_review' AND waiting_on = ''),
              count(*) FILTER (WHERE {LATE} AND kind = 'plan_answer' AND waiting_on <> ''),
              count(*) FILTER (WHERE {LATE} AND kind = 'commitment' AND waiting_on <> ''), count(*) FILTER (WHERE o.status = 'deactivated')
       FROM followups_followup f LEFT JOIN accounts_user o ON o.id = f.owner_id
       WHERE f.team_id = %(team)s AND f.status = 'open' GROUP BY f.owner_id""",
    # Who is there: the people, their week, and who is away and covered.
    f"SELECT NULL, u.id, u.name, u.time_zone, u.status FROM accounts_user u WHERE u.id IN ({PEOPLE}) ORDER BY u.name, u.id",
    f"SELECT NULL, user_id, weekday, starts, ends FROM accounts_workinghours WHERE user_id IN ({PEOPLE})",
    f"""SELECT NULL, user_id, starts_at, ends_at, status FROM accounts_timeoff
        WHERE user_id IN ({PEOPLE}) AND ends_at > now() - interval '8 days' AND status <> 'cancelled'""",
    f"""SELECT NULL, v.away_id, v.starts_at, v.ends_at, v.status, o.name FROM accounts_cover v JOIN accounts_user o ON o.id = v.coverer_id
        WHERE (v.away_id IN ({PEOPLE}) OR v.coverer_id IN ({PEOPLE})) AND v.ends_at > now() AND v.status IN ('accepted', 'begun')""",
    # What is learned: the latest misses, feedback that waits for an answer, and what was in time after discharges.
    f"""SELECT NULL, m.id, m.what, m.in_the_way, m.changes_next, m.settled_on FROM careplans_commitment m
        WHERE m.status = 'missed' AND m.settled_on >= current_date - 90 AND m.client_id IN ({OPEN_OF_TEAM})
        ORDER BY m.settled_on DESC, m.id DESC LIMIT 5""",
    f"""SELECT f.client_id, f.id, f.words, f.created_at, c.given_name, c.family_name
        FROM careplans_feedback f JOIN clients_client c ON c.id = f.client_id
        WHERE f.status = 'given' AND f.direction = 'from_client' AND f.client_id IN ({OPEN_OF_TEAM}) ORDER BY f.id LIMIT 5""",
    f"""SELECT NULL, p.key || ':' || l.key AS measure, count(*) FILTER (WHERE l.status = 'met' AND NOT l.late),
               count(*) FILTER (WHERE l.status = 'met' AND l.late OR l.status = 'missed' OR l.status = 'running' AND l.{LATE}),
               count(*) FILTER (WHERE l.status = 'running' AND NOT l.{LATE})
        {STAYS.format(joined="JOIN transitions_clock l ON l.transition_id = t.id JOIN transitions_protocol p ON p.id = l.protocol_id")}
          AND t.status <> 'deceased' AND NOT (t.status = 'readmitted' AND p.key = 'trc') AND (p.key, l.key) IN (
            ('tcm', 'contact'), ('tcm', 'visit'), ('trc', 'admission'), ('trc', 'information'), ('trc', 'engagement'), ('trc', 'medicines'))
        GROUP BY measure""",
    f"""SELECT NULL, count(*) FILTER (WHERE t.status = 'readmitted'),
               count(*) FILTER (WHERE t.status <> 'readmitted' AND t.discharged_at < current_date - 30),
               count(*) FILTER (WHERE t.status <> 'readmitted' AND t.discharged_at >= current_date - 30)
        {STAYS.format(joined="")} AND t.from_setting IN {INPATIENT} AND t.to_setting NOT IN {INPATIENT} AND t.to_setting <> 'hospice'
          AND t.disposition NOT IN {NO_RETURN_COUNTED}""",
)

PLAN = (
    *OVERVIEW[:1],
    "SELECT p.client_id, p.* FROM careplans_careplan p WHERE p.client_id = %(client)s AND p.status IN ('draft', 'proposed', 'active', 'on_hold')",
    "SELECT n.client_id, n.id, n.title, n.domain, n.status, n.client_words, n.source_item FROM careplans_need n WHERE n.client_id = %(client)s",
    "SELECT g.client_id, g.* FROM careplans_goal g WHERE g.client_id = %(client)s ORDER BY g.rank, g.id",
    """SELECT c.client_id, c.*, u.name, s.name FROM careplans_commitment c LEFT JOIN accounts_user u ON u.id = c.worker_id
       LEFT JOIN clients_supportperson s ON s.id = c.support_person_id WHERE c.client_id = %(client)s ORDER BY c.due_on, c.id""",
    "SELECT b.client_id, b.* FROM careplans_barrier b WHERE b.client_id = %(client)s",
    "SELECT a.client_id, a.* FROM careplans_agreement a WHERE a.client_id = %(client)s",
)

MINE = "SELECT client_id FROM clients_case WHERE case_manager_id = %(actor)s AND status = 'open'"
LEDGER = (
    f"""SELECT NULL, owner_kind, count(*) FILTER (WHERE status = 'kept'), count(*) FILTER (WHERE status = 'missed'),
               count(*) FILTER (WHERE status = 'accepted'), count(*) FILTER (WHERE status = 'accepted' AND due_on < current_date)
        FROM careplans_commitment WHERE client_id IN ({MINE}) AND (status = 'accepted' OR settled_on >= current_date - 90) GROUP BY owner_kind""",
    f"""SELECT p.client_id, p.*, c.given_name, c.family_name, u.name FROM careplans_commitment p JOIN clients_client c ON c.id = p.client_id
        LEFT JOIN accounts_user u ON u.id = p.worker_id WHERE p.client_id IN ({MINE}) ORDER BY p.id DESC LIMIT 26""",
)


def _listed(table: str, columns: str, only: str = "true") -> str:
    """What belongs to the clients of an API page, who were found first."""
    return f"SELECT p.client_id, {columns} FROM {table} p WHERE {only} AND p.client_id = ANY(%(found)s::uuid[])"


def _api(rule: str) -> tuple[str, ...]:
    return (
        f"SELECT c.* FROM clients_client c WHERE {rule} ORDER BY c.id DESC LIMIT 26",
        _listed("clients_phone", "p.id, kind, number, calls_allowed, voicemail_allowed, texts_allowed, note"),
        _listed("clients_address", "p.id, use, subdivision, country, confidential, substitute"),
        _listed("clients_identifier", "p.id, kind, issuer, ending"),
        _listed("clients_formername", "p.id, use, given_name, family_name"),
        # What decides which steps each of them offers, and which record to use instead.
        _listed(
            "clients_case", "p.id, status, team_id, case_manager_id, version", "p.status IN ('referred', 'screening', 'open')"
        ),
        _listed("careplans_careplan", "p.id, status", "p.status IN ('draft', 'proposed', 'active', 'on_hold')"),
        """SELECT r.duplicate_id, k.id, k.given_name, k.family_name FROM clients_recordlink r JOIN clients_client k ON k.id = r.client_id
           WHERE r.status = 'linked' AND r.duplicate_id = ANY(%(found)s::uuid[])""",
    )


FOR_PARTNER = """NOT c.restricted AND c.id IN (
    SELECT client_id FROM clients_case WHERE referred_by_client_id = %(partner)s
    UNION SELECT client_id FROM clients_consent WHERE grantee_client_id = %(partner)s AND status = 'active'
      AND starts_on <= current_date AND (ends_on IS NULL OR ends_on >= current_date))"""


@dataclass(frozen=True)
class Question:
    """One page or endpoint: its address, who asks (an e-mail, or the name of a token), and the SQL of its answer."""

    name: str
    path: str
    who: str
    sql: tuple[str, ...]
    searches: bool = False

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


QUESTIONS = (
    Question("Client list, case manager", "/clients/", WORKER, (f"{ROW} WHERE {OWN} ORDER BY c.id DESC LIMIT 26",)),
    Question("Client list, intake", "/clients/", INTAKE, (f"{ROW} WHERE {FOR_INTAKE} ORDER BY c.id DESC LIMIT 26",)),
    Question("Search with a typo, case manager", "/clients/search/", WORKER, (f"{ROW} WHERE {OWN} AND {LIKE} {NEAREST}",), True),
    Question("Search with a typo, intake", "/clients/search/", INTAKE, (f"{ROW} WHERE {FOR_INTAKE} AND {LIKE} {NEAREST}",), True),
    Question("Client page", "/clients/{client}/", WORKER, OVERVIEW),
    Question("Plan page", "/clients/{client}/plan/", WORKER, PLAN),
    Question("Ledger of a caseload", "/promises/", WORKER, LEDGER),
    Question("Today", "/today/", WORKER, TODAY),
    Question("Team", "/team/", SUPERVISOR, TEAM),
    Question("API: clients, case manager", "/api/v1/clients/", "worker_token", _api(OWN)),
    Question("API: clients, partner", "/api/v1/clients/", "partner_token", _api(FOR_PARTNER)),
)

# Parts of names as people type them: a letter lost, doubled, exchanged or misheard.
TYPOS = (
    "hernndez",
    "jonson",
    "rodrigez mar",
    "fernandes",
    "washingtn",
    "gonzales an",
    "mc kinley",
    "okonkow",
    "stevenson jon",
    "tomson",
)
