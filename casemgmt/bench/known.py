"""Whom the questions are about: ids found once in the data set."""

from typing import Any

from django.db.models import Count

from accounts.models import ApiClient, Membership, User
from casemgmt.bench.questions import INTAKE, SUPERVISOR, WORKER
from clients.models import Case, Contact

WHY = "the benchmark chooses whom it asks about"


def known_ids() -> dict[str, Any]:
    """Each person's id by their e-mail, the supervisor's team, the partner, and the worker's client with the longest history."""
    people = {user.email: user.pk for user in User.objects.filter(email__in=(WORKER, SUPERVISOR, INTAKE))}
    partner = ApiClient.objects.get()
    team = Membership.objects.get(user_id=people[SUPERVISOR]).team_id
    own = Case.objects.unscoped(WHY).filter(case_manager_id=people[WORKER], status=Case.Status.OPEN).values("pk")
    longest = Contact.objects.unscoped(WHY).filter(case_id__in=own).values("client_id").annotate(n=Count("pk")).order_by("-n")
    return {
        **people, "worker_token": people[WORKER], "partner_token": partner.pk, "partner": partner.pk, "team": team,
        "client": longest[0]["client_id"],
    }  # fmt: skip
