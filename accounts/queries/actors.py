"""The actor that stands for a person or an API client, with what it may do at this moment."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import ApiClient, Membership, User
from workflow.actor import Actor, Channel, Role


def roles_of(user: User) -> frozenset[Role]:
    rows = Membership.objects.filter(user=user, status=Membership.Status.ACTIVE).values_list("role", "team_id")
    return frozenset(Role(role, team_id) for role, team_id in rows)


def actor_for(
    user: User, channel: Channel, *, opened: Iterable[UUID] = (), confirmed: bool = False, request_id: str = ""
) -> Actor:
    """The person as an actor, with the roles they hold at this moment."""
    return Actor(
        kind="user", id=user.pk, name=user.name, channel=channel, roles=roles_of(user), acts_for=frozenset({user.pk}),
        opened=frozenset(opened), confirmed=confirmed, request_id=request_id,
    )  # fmt: skip


def api_client_actor(client: ApiClient, scopes: Iterable[str], request_id: str = "") -> Actor:
    """The calling system as an actor; a scope taken from it since its token was given no longer counts."""
    return Actor(
        kind="api_client", id=client.pk, name=client.name, channel="api", scopes=frozenset(scopes) & frozenset(client.scopes),
        request_id=request_id,
    )  # fmt: skip
