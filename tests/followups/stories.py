"""A small cast and a referral, made by the same steps as real ones."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Team, User
from clients.actions.cases import accept_assignment, open_case, refer_client
from clients.actions.people import register_client
from clients.models import Case, Client
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from workflow.actor import Actor


@dataclass
class Cast:
    """Ines takes referrals in, Maria and Devon manage cases, Sam supervises them."""

    team: Team
    people: dict[str, User]
    ines: Actor
    maria: Actor
    devon: Actor
    sam: Actor


def cast() -> Cast:
    make_agency(note_due_hours=48, screening_due_days=2, first_contact_due_days=3, time_zone="America/New_York")
    team = make_team("Harbor")
    people = {
        "ines": make_user("intake", team, name="Ines"),
        "maria": make_user("case_manager", team, name="Maria"),
        "devon": make_user("case_manager", team, name="Devon"),
        "sam": make_user("supervisor", team, name="Sam"),
    }
    return Cast(team, people, **{name: make_actor(person) for name, person in people.items()})


def a_client(by: Actor, **fields: Any) -> Client:
    given = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04", "duplicates_checked": True, **fields}
    client: Client = register_client(actor=by, **given)
    return client


def a_referral(who: Cast, **fields: Any) -> Case:
    given = {"source": "hospital", "urgency": "routine", "need": "Home alone after a fall", **fields}
    case: Case = refer_client(a_client(who.ines).pk, actor=who.ines, **given)
    return case


def an_offered_case(who: Cast, **fields: Any) -> Case:
    case = a_referral(who, **fields)
    offered: Case = open_case(
        case.pk, actor=who.ines, version=case.version, team=who.team.pk, case_manager=who.people["maria"].pk
    )
    return offered


def an_accepted_case(who: Cast, **fields: Any) -> Case:
    case = an_offered_case(who, **fields)
    accepted: Case = accept_assignment(case.pk, actor=who.maria, version=case.version)
    return accepted
