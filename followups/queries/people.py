"""Who can be asked to take something on: the people of the team it belongs to."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Membership, TeamRole, User
from clients.models import Case, Client
from clients.policy.sight import RUNNING

WHY = "the case a follow-up of this client belongs to"


def members_of(team_id: UUID) -> QuerySet[User]:
    """Active people with a role in this team."""
    holding = Membership.objects.filter(team_id=team_id, role__in=TeamRole.values, status=Membership.Status.ACTIVE)
    return User.objects.filter(pk__in=holding.values("user_id"), status=User.Status.ACTIVE).order_by("name")


def works_in(person: User, team_id: UUID) -> bool:
    return members_of(team_id).filter(pk=person.pk).exists()


def case_of(client: Client) -> Case | None:
    """The referral or open case of a client, with its team and case manager."""
    rows = Case.objects.unscoped(WHY).filter(client=client, status__in=RUNNING).select_related("team", "case_manager")
    found: Case | None = rows.first()
    return found
