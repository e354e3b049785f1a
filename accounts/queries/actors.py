"""The actor that stands for a person or an API client, with what it may do at this moment."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import ApiClient, Membership, User
from accounts.queries.covers import covered_now
from workflow.actor import Actor, Channel, Role


def roles_held_by(user_id: UUID) -> QuerySet[Membership, tuple[str, UUID | None]]:
    return Membership.objects.filter(user_id=user_id, status=Membership.Status.ACTIVE).values_list("role", "team_id")


def roles_of(user: User) -> frozenset[Role]:
    return frozenset(Role(role, team_id) for role, team_id in roles_held_by(user.pk))


def actor_for(
    user: User, channel: Channel, *, held: Iterable[tuple[str, UUID | None]] | None = None, covered: Iterable[UUID] | None = None,
    opened: Iterable[UUID] = (), confirmed: bool = False, request_id: str = "",
) -> Actor:  # fmt: skip
    """The person as an actor, with the roles they hold and those they cover at this moment; given where they were read already."""
    roles = roles_of(user) if held is None else frozenset(Role(role, team_id) for role, team_id in held)
    acts_for = frozenset({user.pk, *(covered_now(user.pk) if covered is None else covered)})
    return Actor(
        kind="user", id=user.pk, name=user.name, channel=channel, roles=roles, acts_for=acts_for,
        opened=frozenset(opened), confirmed=confirmed, request_id=request_id,
    )  # fmt: skip


def api_client_actor(client: ApiClient, scopes: Iterable[str], request_id: str = "") -> Actor:
    """The calling system as an actor; a scope taken from it since its token was given no longer counts."""
    return Actor(
        kind="api_client", id=client.pk, name=client.name, channel="api", scopes=frozenset(scopes) & frozenset(client.scopes),
        request_id=request_id,
    )  # fmt: skip
