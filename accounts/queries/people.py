"""People and teams: who can be chosen, and the lists of the settings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import Membership, Team, TeamRole, User
from accounts.policy.second_factor import with_second_factor
from workflow.actor import Actor

PEOPLE_ORDER = ("name", "id")


def active_teams() -> QuerySet[Team]:
    return Team.objects.filter(status=Team.Status.ACTIVE)


def case_managers_in(team_ids: Iterable[UUID]) -> QuerySet[User]:
    """Active people who can be given cases in these teams."""
    holding = Membership.objects.filter(team_id__in=team_ids, role=TeamRole.CASE_MANAGER, status=Membership.Status.ACTIVE).values(
        "user_id"
    )
    return User.objects.filter(pk__in=holding, status=User.Status.ACTIVE).order_by("name")


def people_in(team_ids: Iterable[UUID]) -> QuerySet[User]:
    """Active people with a role in one of these teams."""
    holding = Membership.objects.filter(team_id__in=team_ids, status=Membership.Status.ACTIVE).values("user_id")
    return User.objects.filter(pk__in=holding, status=User.Status.ACTIVE).order_by("name")


def people_in_teams() -> QuerySet[User]:
    """Active people with a role in some team: those who work with clients."""
    holding = Membership.objects.filter(role__in=TeamRole.values, status=Membership.Status.ACTIVE).values("user_id")
    return User.objects.filter(pk__in=holding, status=User.Status.ACTIVE).order_by("name")


def colleagues_of(actor: Actor, also: UUID | None = None) -> QuerySet[User]:
    """Active people of the teams the actor belongs to, and one more who is asked for by id."""
    teams = {role.team_id for role in actor.roles if role.team_id is not None}
    holding = Membership.objects.filter(team_id__in=teams, status=Membership.Status.ACTIVE).values("user_id")
    return User.objects.filter(Q(pk__in=holding, status=User.Status.ACTIVE) | Q(pk=also)).order_by("name")


def holds_role(user_id: UUID, role: str, team: Team | None) -> bool:
    return Membership.objects.filter(
        user_id=user_id, role=role, team=team, status=Membership.Status.ACTIVE, user__status=User.Status.ACTIVE
    ).exists()


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people."""

    person: User
    roles: list[Membership]
    has_second_factor: bool


def people_like(filters: Mapping[str, Any]) -> QuerySet[User]:
    """People by part of name or address, role, team and status; filters that are empty do not count."""
    rows = User.objects.all()
    if text := filters.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if status := filters.get("status"):
        rows = rows.filter(status=status)
    held = {name: filters[name] for name in ("role", "team") if filters.get(name)}
    if held:
        rows = rows.filter(pk__in=Membership.objects.filter(status=Membership.Status.ACTIVE, **held).values("user_id"))
    return rows


def person_rows(people: Sequence[User]) -> list[PersonRow]:
    """With their roles and whether they have a second factor: two queries however many they are."""
    ids = [person.pk for person in people]
    held: dict[UUID, list[Membership]] = defaultdict(list)
    for membership in roles_held().filter(user_id__in=ids):
        held[membership.user_id].append(membership)
    protected = with_second_factor(ids)
    return [PersonRow(person, held[person.pk], person.pk in protected) for person in people]


def roles_held() -> QuerySet[Membership]:
    """Roles that count now, with their teams."""
    rows = Membership.objects.filter(status=Membership.Status.ACTIVE)
    return rows.select_related("team", "user").order_by("team__name", "role", "user__name")


def teams_with_size() -> QuerySet[Team]:
    working = Q(memberships__status=Membership.Status.ACTIVE, memberships__user__status=User.Status.ACTIVE)
    return Team.objects.annotate(size=Count("memberships__user", filter=working, distinct=True)).order_by("status", "name")


class DemoAccount(NamedTuple):
    name: str
    email: str
    role: str


def demo_accounts(domain: str) -> list[DemoAccount]:
    """The invented people one can sign in as, with a role each."""
    held = roles_held().filter(user__email__endswith=f"@{domain}", user__status=User.Status.ACTIVE)
    first = {m.user_id: DemoAccount(m.user.name, m.user.email, m.get_role_display()) for m in held}
    return sorted(first.values(), key=lambda account: (account.role, account.name))
