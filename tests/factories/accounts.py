"""Agency, teams, people, API clients and the actors that stand for them."""

from itertools import count
from typing import Any
from uuid import UUID

from accounts.models import Agency, AgencyRole, Membership, Team, User
from accounts.queries import actor_for
from workflow.actor import Actor, Channel

PASSWORD = "keep-every-promise"

_numbers = count(1)


def make_agency(**fields: Any) -> Agency:
    """The one agency; a second call gives the same row."""
    defaults = {"name": "Harbor Care", "subdivision": "MA", "crisis_line": "988", **fields}
    agency, _ = Agency.objects.get_or_create(status=Agency.Status.CURRENT, defaults=defaults)
    return agency


def make_team(name: str = "", **fields: Any) -> Team:
    return Team.objects.create(name=name or f"Team {next(_numbers)}", **fields)


def make_user(role: str | None = None, team: Team | None = None, password: str | None = None, **fields: Any) -> User:
    """A person; with a role they hold it at once, a team role in `team` or in a new one."""
    n = next(_numbers)
    fields = {"email": f"person{n}@agency.example", "name": f"Person {n}", **fields}
    user = User(**fields)
    # Hashing costs a tenth of a second: only tests that sign in by the form pay for it.
    user.set_password(password)
    user.save(force_insert=True)
    if role is not None:
        give_role(user, role, team)
    return user


def give_role(user: User, role: str, team: Team | None = None) -> Membership:
    where = None if role in AgencyRole.values else team or make_team()
    return Membership.objects.create(user=user, role=role, team=where)


def make_actor(who: User | str, team: Team | None = None, *, channel: Channel = "web", **more: Any) -> Actor:
    """The actor of a person, or of a new person in a role: make_actor("supervisor", team)."""
    user = make_user(who, team) if isinstance(who, str) else who
    return actor_for(user, channel, **more)


def make_api_actor(*scopes: str, id: UUID | None = None, name: str = "Partner hospital") -> Actor:
    """A partner system as an actor, with these scopes."""
    from workflow.identifiers import new_id

    return Actor(kind="api_client", id=id or new_id(), name=name, channel="api", scopes=frozenset(scopes))
