"""Who is assigned to a restricted record: the case manager whose case counts, and the people named."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from clients.models import Case, Client, RestrictedAccess

WHY = "who is assigned to a record found through visible_to"


def named_people(client: Client) -> "QuerySet[User]":
    """The people named for this record, beside its case manager."""
    named = RestrictedAccess.objects.unscoped(WHY).filter(client=client).values("user_id")
    return User.objects.filter(pk__in=named).order_by("name")


def case_manager_of(client: Client) -> User | None:
    """The case manager of the newest episode that has one; they see a restricted record without being named."""
    case = counting_case(client)
    return case.case_manager if case else None


def counting_case(client: Client) -> Case | None:
    cases = Case.objects.unscoped(WHY).filter(client=client, case_manager__isnull=False).exclude(status=Case.Status.DECLINED)
    found: Case | None = cases.select_related("case_manager").order_by("-number").first()
    return found


def somebody_is_left(client: Client, without: UUID) -> bool:
    """Whether anybody still sees the restricted record when this person no longer does."""
    return case_manager_of(client) is not None or named_people(client).exclude(pk=without).exists()
