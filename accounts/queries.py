"""Reads about people, teams and the agency, and the actor that stands for a person or an API client."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

import holidays
from django.db.models import QuerySet

from accounts.models import Agency, Membership, Team, TeamRole, User
from workflow.actor import Actor, Channel, Role


def roles_of(user: User) -> frozenset[Role]:
    rows = Membership.objects.filter(user=user, status=Membership.Status.ACTIVE).values_list("role", "team_id")
    return frozenset(Role(role, team_id) for role, team_id in rows)


def actor_for(user: User, channel: Channel, *, opened: Iterable[UUID] = (), confirmed: bool = False, request_id: str = "") -> Actor:
    """The person as an actor, with the roles they hold at this moment."""
    return Actor(
        kind="user", id=user.pk, name=user.name, channel=channel, roles=roles_of(user), acts_for=frozenset({user.pk}),
        opened=frozenset(opened), confirmed=confirmed, request_id=request_id,
    )  # fmt: skip


def the_agency() -> Agency:
    return Agency.objects.get(status=Agency.Status.CURRENT)


def closed_days(agency: Agency) -> Callable[[date], bool]:
    """Which days the agency is closed: public holidays of its state and its own closures."""
    own = set(agency.closures.values_list("day", flat=True))
    public = _public_holidays(agency.country, agency.subdivision)
    return lambda day: day in own or day in public


@lru_cache(maxsize=8)
def _public_holidays(country: str, subdivision: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision or None)


def active_teams() -> QuerySet[Team]:
    return Team.objects.filter(status=Team.Status.ACTIVE)


def case_managers_in(team_ids: Iterable[UUID]) -> QuerySet[User]:
    """Active people who can be given cases in these teams."""
    holding = Membership.objects.filter(
        team_id__in=team_ids, role=TeamRole.CASE_MANAGER, status=Membership.Status.ACTIVE
    ).values("user_id")
    return User.objects.filter(pk__in=holding, status=User.Status.ACTIVE).order_by("name")


def holds_role(user_id: UUID, role: str, team_id: UUID | None) -> bool:
    return Membership.objects.filter(
        user_id=user_id, role=role, team_id=team_id, status=Membership.Status.ACTIVE, user__status=User.Status.ACTIVE
    ).exists()
