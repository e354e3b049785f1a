"""Who is doing this: the mandatory companion of every read and every change."""

from dataclasses import dataclass, field, replace
from typing import Literal, Self
from uuid import UUID

Kind = Literal["user", "api_client", "guest", "system"]
Channel = Literal["web", "api", "task", "command", "admin"]

# Names no row.
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Role:
    """A role, held in one team or (without a team) in the whole agency."""

    name: str
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, an API client, a guest or a named piece of unattended work, with what it may do.

    A guest has no account: they came by a private link, whose id is theirs. `acts_for` holds the ids of
    the people whose work this is (oneself and those covered today), `opened` the records opened in an
    emergency, `confirmed` whether the person has just proved again who they are.
    """

    kind: Kind
    id: UUID | None
    name: str
    channel: Channel
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[str] = frozenset()
    acts_for: frozenset[UUID] = frozenset()
    opened: frozenset[UUID] = frozenset()
    confirmed: bool = False
    reason: str = ""
    request_id: str = field(default="", compare=False)

    @property
    def own_id(self) -> UUID:
        """What one's own rows are found by; unattended work without an id has none and finds none."""
        return self.id or NOBODY

    @property
    def is_person(self) -> bool:
        return self.kind == "user"

    @property
    def is_api_client(self) -> bool:
        return self.kind == "api_client"

    @property
    def is_guest(self) -> bool:
        return self.kind == "guest"

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    def has(self, role: str) -> bool:
        return any(held.name == role for held in self.roles)

    def teams(self, role: str) -> frozenset[UUID]:
        return frozenset(held.team_id for held in self.roles if held.name == role and held.team_id is not None)

    def because(self, reason: str) -> Self:
        return replace(self, reason=reason)

    def through(self, channel: Channel) -> Self:
        return replace(self, channel=channel)

    def __str__(self) -> str:
        return self.name


def system_actor(name: str, *roles: str, channel: Channel = "task") -> Actor:
    """Unattended work under its own name, holding only the roles it is given here."""
    return Actor(kind="system", id=None, name=name, channel=channel, roles=frozenset(Role(role) for role in ("system", *roles)))
