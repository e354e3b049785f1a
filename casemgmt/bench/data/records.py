"""The clients' own records and cases: some rows a client, made here and sent by COPY."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from casemgmt.bench.data import lives as stage
from casemgmt.bench.data.lives import Life, id_at
from casemgmt.bench.data.staff import Staff
from casemgmt.bench.data.tables import copy_rows
from casemgmt.demo.names import LANGUAGES, RACES, STREETS, TOWNS
from casemgmt.demo.needs import REFERRALS, SUPPORT
from clients.models import Address, Case, Client, Consent, Identifier, Phone, RestrictedAccess, SupportPerson
from clients.queries.identity import identifier_index
from clients.queries.names import folded, phonetic_codes
from workflow.sealed import seal

CLIENT = (
    "id", "given_name", "family_name", "birth_date", "gender", "race", "language", "interpreter_needed", "may_text", "may_voicemail",
    "safe_contact_note", "restricted", "search_text", "phonetic", "created_at",
)  # fmt: skip
CASE = (
    "id", "client_id", "number", "status", "team_id", "case_manager_id", "tier", "referred_on", "source", "source_name", "need",
    "urgency", "referred_by_client_id", "opened_at", "assigned_at", "accepted_at", "closed_at", "closing_reason", "outcome",
    "decline_reason", "created_at",
)  # fmt: skip
CONSENT = ("client_id", "kind", "grantee", "grantee_client_id", "scope", "starts_on", "signed_on", "method")


def write_records(people: list[Life], staff: Staff, chance: random.Random, now: datetime) -> None:
    copy_rows(Client, CLIENT, (_client(life, chance) for life in people))
    copy_rows(Phone, ("id", "client_id", "number", "e164"), (_phone(life, n, chance) for n, life in enumerate(people)))
    copy_rows(
        Identifier,
        ("id", "client_id", "kind", "issuer", "value", "value_index", "ending"),
        (_identifier(life, n, chance) for n, life in enumerate(people)),
    )
    copy_rows(
        Address, ("id", "client_id", "street", "city", "subdivision", "postal_code"), (_address(life, chance) for life in people)
    )
    copy_rows(
        SupportPerson,
        ("id", "client_id", "name", "relationship", "caregiver", "emergency_contact", "phone"),
        (_support(life, chance) for life in people if chance.random() < 0.5),
    )
    copy_rows(Case, CASE, _cases(people, staff, chance, now))
    copy_rows(Consent, ("id", *CONSENT), ((id_at(life.since, chance), *row) for life in people for row in _consents(life, staff)))
    copy_rows(
        RestrictedAccess,
        ("id", "client_id", "user_id"),
        ((id_at(now, chance), life.id, staff.workers[life.worker].pk) for life in people if life.restricted),
    )


@lru_cache(maxsize=10_000)
def _codes(name: str) -> list[str]:
    return phonetic_codes([name])


@lru_cache(maxsize=1_000)
def _sealed(common: str) -> str:
    return seal(common)


def _client(life: Life, chance: random.Random) -> tuple[Any, ...]:
    language, careful = chance.choice(LANGUAGES), chance.random() < 0.12
    codes = sorted({*_codes(life.given_name), *_codes(life.family_name)})
    return (
        life.id, life.given_name, life.family_name, life.birth_date, chance.choice(("female", "male")), [chance.choice(RACES)],
        language, language != "en", not careful, not careful, "Ask for them by first name only" if careful else "", life.restricted,
        folded(f"{life.given_name} {life.family_name}"), codes, life.since,
    )  # fmt: skip


def _phone(life: Life, n: int, chance: random.Random) -> tuple[Any, ...]:
    return id_at(life.since, chance), life.id, f"617 {n // 10_000:03d} {n % 10_000:04d}", f"+1617{n:07d}"


def _identifier(life: Life, n: int, chance: random.Random) -> tuple[Any, ...]:
    value = f"MR{n:08d}"
    return id_at(life.since, chance), life.id, "MR", "Harbor General Hospital", seal(value), identifier_index(value), value[-4:]


def _address(life: Life, chance: random.Random) -> tuple[Any, ...]:
    city, postal_code = chance.choice(TOWNS)
    street = f"{chance.randint(2, 280)} {chance.choice(STREETS)} Street"
    return id_at(life.since, chance), life.id, seal(street), _sealed(city), "MA", _sealed(postal_code)


def _support(life: Life, chance: random.Random) -> tuple[Any, ...]:
    relation, caregiver = chance.choice(SUPPORT)
    return id_at(life.since, chance), life.id, f"June {life.family_name}", relation, caregiver, True, "617 555 0190"


def _consents(life: Life, staff: Staff) -> Iterator[tuple[Any, ...]]:
    day = life.since.date()
    if life.stage in (stage.OPEN, stage.CLOSED):
        yield life.id, "services", "", None, [], day, day, "paper"
    if life.by_partner and life.stage == stage.OPEN:
        yield life.id, "share", staff.partner.name, staff.partner.pk, ["demographics", "cases", "contacts"], day, day, "paper"


def _cases(people: list[Life], staff: Staff, chance: random.Random, now: datetime) -> Iterator[tuple[Any, ...]]:
    for life in people:
        if life.came_back:
            middle = life.since + (now - life.since) / 2
            yield _case(life, staff, chance, 1, stage.CLOSED, life.since, middle)
            yield _case(life, staff, chance, 2, life.stage, middle, now)
        else:
            yield _case(life, staff, chance, 1, life.stage, life.since, now)


STATUS = {stage.OPEN: "open", stage.ASKED: "open", stage.WAITING: "open", stage.DECLINED: "declined", stage.CLOSED: "closed"}


def _case(
    life: Life, staff: Staff, chance: random.Random, number: int, at: str, start: datetime, end: datetime
) -> tuple[Any, ...]:
    source, name, need = chance.choice(REFERRALS)
    opened = (
        start + (end - start) * min(0.02, 3 / max((end - start).days, 1)) if at not in (stage.TO_SCREEN, stage.DECLINED) else None
    )
    closed = opened + (end - opened) * chance.uniform(0.2, 0.95) if at == stage.CLOSED and opened else None
    held = at in (stage.OPEN, stage.ASKED, stage.CLOSED)
    status = STATUS.get(at) or chance.choice(("referred", "screening"))
    return (
        id_at(start, chance), life.id, number, status, staff.team_of(life.worker) if opened else None,
        staff.workers[life.worker].pk if held else None, chance.choice((1, 2, 2, 3, 3, 4)) if opened else None, start.date(), source,
        name, need, chance.choice(("routine", "routine", "routine", "soon", "urgent")),
        staff.partner.pk if life.by_partner else None, opened, opened if held else None,
        opened + timedelta(hours=3) if held and opened and at != stage.ASKED else None, closed, "goals_met" if closed else "",
        "met" if closed else "", "not_eligible" if at == stage.DECLINED else "", start,
    )  # fmt: skip
