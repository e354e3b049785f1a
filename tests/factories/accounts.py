"""Agency, teams, people, API clients and the actors that stand for them."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.actions.api_clients import new_application
from accounts.models import AccessToken, Agency, AgencyRole, ApiClient, Membership, Team, User
from accounts.models.access_tokens import fingerprint_of
from accounts.queries import actor_for
from workflow.actor import Actor, Channel
from workflow.identifiers import new_id
from workflow.sealed import seal

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
    return Actor(kind="api_client", id=id or new_id(), name=name, channel="api", scopes=frozenset(scopes))


def make_api_client(
    *scopes: str, name: str = "", secret: str = "a-secret-of-the-tests", client_id: str = "", **fields: Any
) -> ApiClient:
    """A registered system that can ask for tokens with this secret."""
    name = name or f"Partner {next(_numbers)}"
    application = new_application(name, client_id or f"client-{next(_numbers)}", secret)
    return ApiClient.objects.create(name=name, scopes=list(scopes), application=application, **fields)


def make_access_token(user: User, token: str = "cmp_token-of-the-tests", **fields: Any) -> AccessToken:
    """A personal access token that can be sent as it is given here."""
    fields = {"name": "Script", "expires_at": timezone.now() + timedelta(days=30), **fields}
    return AccessToken.objects.unscoped("a test makes it").create(user=user, fingerprint=fingerprint_of(token), **fields)


def give_second_factor(user: User) -> Authenticator:
    """An authenticator app; its secret does not matter to most tests."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal("JBSWY3DPEHPK3PXP")})
