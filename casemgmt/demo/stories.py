"""The demo's stories: clients at every stage, taken there by the same steps as real ones."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Team, User
from accounts.queries import actor_for
from casemgmt.demo.clock import at, working_moment
from casemgmt.demo.names import Person
from casemgmt.demo.needs import ATTEMPTS, NOTES, REACHED, REFERRALS, SUPPORT
from casemgmt.demo.plans import tell_plan
from clients.actions.cases import (
    accept_assignment,
    close_case,
    decline_assignment,
    decline_referral,
    open_case,
    refer_client,
    reopen_case,
    start_screening,
)
from clients.actions.consents import record_consent
from clients.actions.contacts import log_contact
from clients.actions.notes import sign_note, start_note
from clients.actions.people import register_client, set_safe_contact
from clients.actions.support import add_support_person
from clients.models import Case, Client
from workflow.actor import Actor

# How many clients end at which stage; 150 in all.
STAGES = (
    ("referred", 11), ("screening", 4), ("declined", 9), ("unassigned", 5), ("asked", 7), ("handed_back", 2), ("new", 8),
    ("active", 78), ("closed", 22), ("reopened", 4),
)  # fmt: skip


@dataclass
class Teller:
    """Who acts in the stories, and the chance that varies them."""

    people: dict[str, User]
    teams: dict[str, Team]
    chance: random.Random
    zone: ZoneInfo

    def actor(self, who: str) -> Actor:
        return actor_for(self.people[who], "web")

    def moment(self, days_ago: int) -> datetime:
        return working_moment(self.zone, days_ago, self.chance.randint(9, 16), self.chance.choice((0, 10, 25, 40, 55)))


def plan(chance: random.Random) -> list[str]:
    """One stage for each client, in a mixed order."""
    stages = [stage for stage, how_many in STAGES for _ in range(how_many)]
    chance.shuffle(stages)
    return stages


def tell(teller: Teller, person: Person, stage: str) -> None:
    """Take one client to their stage."""
    age = {"referred": (0, 3), "screening": (1, 4), "unassigned": (1, 6), "asked": (0, 2), "handed_back": (2, 4), "new": (1, 5)}
    days = teller.chance.randint(*age.get(stage, (20, 160)))
    case = _referral(teller, person, days)
    if stage == "referred":
        return
    TELLERS[stage](teller, case, days)


def _referral(teller: Teller, person: Person, days: int) -> Case:
    source, name, need = teller.chance.choice(REFERRALS)
    ines = teller.actor("ines")
    with at(teller.moment(days)):
        client = register_client(actor=ines, duplicates_checked=True, **_identity(person))
        urgency = teller.chance.choice(("routine", "routine", "routine", "soon", "urgent"))
        case: Case = refer_client(client.pk, actor=ines, source=source, source_name=name, urgency=urgency, need=need)
    return case


def _identity(person: Person) -> dict[str, Any]:
    return {
        "given_name": person.given_name, "family_name": person.family_name, "birth_date": person.birth_date, "gender": person.gender,
        "language": person.language, "interpreter_needed": person.language not in ("en",), "phone": person.phone,
        "phone_kind": "mobile", "street": person.street, "city": person.city, "subdivision": "MA", "postal_code": person.postal_code,
        "race": [person.race], "ethnicity": person.ethnicity,
    }  # fmt: skip


def _screen(teller: Teller, case: Case, days: int) -> None:
    with at(teller.moment(max(days - 1, 0))):
        start_screening(case.pk, actor=teller.actor("ines"), version=case.version)


def _decline(teller: Teller, case: Case, days: int) -> None:
    reason = teller.chance.choice(("not_eligible", "client_declined", "served_elsewhere"))
    with at(teller.moment(days - 1)):
        decline_referral(case.pk, actor=teller.actor("ines"), version=case.version, decline_reason=reason)


def _open(teller: Teller, case: Case, days: int, who: str = "") -> Case:
    team = teller.teams["Harbor" if who in ("maria", "devon", "") else "Hillside"]
    fields = {"case_manager": teller.people[who].pk} if who else {}
    with at(teller.moment(max(days - 1, 0))):
        opened: Case = open_case(
            case.pk, actor=teller.actor("ines"), version=case.version, team=team.pk, tier=teller.chance.randint(1, 4), **fields
        )
    return opened


def _worker(teller: Teller) -> str:
    return teller.chance.choice(("maria", "maria", "devon", "lena", "tomas"))


def _ask(teller: Teller, case: Case, days: int) -> None:
    _open(teller, case, days, "maria" if teller.chance.random() < 0.6 else "devon")


def _hand_back(teller: Teller, case: Case, days: int) -> None:
    case = _open(teller, case, days, "devon")
    with at(teller.moment(max(days - 2, 0))):
        decline_assignment(case.pk, actor=teller.actor("devon"), version=case.version, reason_code="capacity")


def _accept(teller: Teller, case: Case, days: int) -> tuple[Case, str]:
    who = _worker(teller)
    case = _open(teller, case, days, who)
    with at(teller.moment(max(days - 2, 0))):
        return accept_assignment(case.pk, actor=teller.actor(who), version=case.version), who


def _begin(teller: Teller, case: Case, days: int) -> None:
    _accept(teller, case, days)


def _work(teller: Teller, case: Case, days: int) -> tuple[Case, str]:
    case, who = _accept(teller, case, days)
    _around(teller, case.client_id, who, days)
    last = teller.chance.choice((0, 1, 2, 3, 5, 9, 16, 30, 45))
    for day in range(days - 3, last, -teller.chance.choice((6, 9, 13, 19))):
        _talk(teller, case, who, day)
    tell_plan(teller, case, who, days)
    return case, who


def _talk(teller: Teller, case: Case, who: str, day: int) -> None:
    """An attempt or a conversation; most notes get signed, the newest sometimes wait."""
    chance, actor = teller.chance, teller.actor(who)
    moment = teller.moment(day)
    with at(moment):
        if chance.random() < 0.3:
            log_contact(case.client_id, actor=actor, channel="phone", result="no_answer", summary=chance.choice(ATTEMPTS))
            return
        channel = chance.choice(("phone", "phone", "office_visit", "video"))
        contact = log_contact(
            case.client_id,
            actor=actor,
            channel=channel,
            result="reached",
            minutes=chance.randint(8, 55),
            summary=chance.choice(REACHED),
        )
    if day > 3 or chance.random() < 0.5:
        with at(min(moment + timedelta(hours=chance.choice((1, 3, 20, 30, 60))), timezone.now())):
            note = start_note(case.client_id, actor=actor, contact=contact.pk, body=chance.choice(NOTES))
            sign_note(note.pk, actor=actor, version=1, body=note.body)


def _around(teller: Teller, client_id: Any, who: str, days: int) -> None:
    """The support system, the consent, and for some a safe-contact rule."""
    chance, actor = teller.chance, teller.actor(who)
    moment = teller.moment(days - 2)
    with at(moment):
        signed = timezone.localdate()
        record_consent(client_id, actor=actor, kind="services", signed_on=signed, method=chance.choice(("paper", "electronic")))
        if chance.random() < 0.7:
            relation, caregiver = chance.choice(SUPPORT)
            add_support_person(
                client_id, actor=actor, name=f"{chance.choice(('Ana', 'Paul', 'June', 'Ravi', 'Mona'))} {chance.choice(('Hill', 'Lake', 'Stone'))}",
                relationship=relation, caregiver=caregiver, emergency_contact=True, phone="617 555 0190",
            )  # fmt: skip
        if chance.random() < 0.12:
            _be_careful(client_id, actor)


def _be_careful(client_id: Any, actor: Actor) -> None:
    client = Client.objects.visible_to(actor).get(pk=client_id)
    rules = {
        "may_phone": True,
        "may_text": False,
        "may_voicemail": False,
        "may_email": True,
        "may_post": False,
        "may_visit": False,
    }
    set_safe_contact(
        client_id, actor=actor, version=client.version, safe_contact_note="Ask for her by first name only", safe_from="09:00",
        safe_until="12:00", **rules,
    )  # fmt: skip


def _close(teller: Teller, case: Case, days: int) -> Case:
    case, who = _work(teller, case, days)
    reason, outcome = teller.chance.choice((("goals_met", "met"), ("moved", "partly_met"), ("unable_to_reach", "unknown")))
    with at(teller.moment(1)):
        closed: Case = close_case(
            case.pk, actor=teller.actor(who), version=case.version, closing_reason=reason, outcome=outcome, client_told=True,
            closing_summary="The client knows whom to call. Papers handed over to the clinic's social worker.",
        )  # fmt: skip
    return closed


def _come_back(teller: Teller, case: Case, days: int) -> None:
    case = _close(teller, case, days)
    with at(teller.moment(0)):
        reopen_case(
            case.pk,
            actor=teller.actor("ines"),
            source="self",
            urgency="soon",
            need="Back after a new fall; asks for the same help.",
        )


def _wait(teller: Teller, case: Case, days: int) -> None:
    _open(teller, case, days)


TELLERS: dict[str, Callable[[Teller, Case, int], Any]] = {
    "screening": _screen, "declined": _decline, "unassigned": _wait, "asked": _ask, "handed_back": _hand_back, "new": _begin,
    "active": _work, "closed": _close, "reopened": _come_back,
}  # fmt: skip
