"""Telling somebody that hospital notices wait: intake each business day, and the supervisors once one waits longer than that."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Membership, TeamRole, User
from accounts.queries import closed_days
from accounts.queries.agency import the_agency
from followups.actions.due import business_deadline
from followups.actions.planning import plan_notice
from followups.models import Delivery
from interop.models import AdtMessage
from workflow.business_days import is_business_day

WHY = "unattended work looks whether a notice waits, and for how long"
WHERE = "/adt/?status=waiting_for_match"
WAITS = "Hospital notices wait until somebody says whom they are about"
WAITS_LONG = "Hospital notices have waited for more than a business day for somebody to say whom they are about"
# How long it may wait before the supervisors hear of it: the contact after a discharge is due in two business days.
DAYS = 1


def tell_of_waiting(now: datetime | None = None) -> None:
    """A notice about nobody is nobody's follow-up, so it is said to all who may decide, once each business day while one waits.

    Its client's clocks run from the discharge, whoever learns of it when: what is forgotten here is late from its first minute.
    """
    now = now or timezone.now()
    waiting = AdtMessage.objects.unscoped(WHY).filter(status=AdtMessage.Status.WAITING).order_by("id")
    since = waiting.values_list("created_at", flat=True).first()
    if since is None:
        return
    agency = the_agency()
    today = now.astimezone(agency.zone).date()
    if not is_business_day(today, closed_days(agency)):
        return
    supervisors = _people(TeamRole.SUPERVISOR)
    _tell(_people(TeamRole.INTAKE) or supervisors, f"adt-waiting:{today}", WAITS)
    if business_deadline(agency, since, DAYS) < now:
        _tell(supervisors, f"adt-waiting-long:{today}", WAITS_LONG)


def _people(role: TeamRole) -> "QuerySet[User]":
    holding = Membership.objects.filter(role=role, status=Membership.Status.ACTIVE)
    return User.objects.filter(pk__in=holding.values("user_id"), status=User.Status.ACTIVE).order_by("id")


def _tell(people: "QuerySet[User]", key: str, words: str) -> None:
    """Asked every few seconds, said once a day."""
    keys = {f"{key}:{person.pk}": person for person in people}
    told = set(
        Delivery.objects.unscoped(WHY)
        .filter(key__in=[f"{each}:{Delivery.Channel.IN_APP}" for each in keys])
        .values_list("key", flat=True)
    )
    for each, person in keys.items():
        if f"{each}:{Delivery.Channel.IN_APP}" not in told:
            plan_notice(person, each, words, WHERE, by_email=True)
