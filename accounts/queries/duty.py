"""Who answers what is urgent: the ladder of people to tell, one after another, and the rota it is read from."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import AgencyRole, DutyShift, Membership, Team, TeamRole, User
from accounts.queries.covers import coverers_of
from accounts.queries.hours import away_at, hours_of


def on_duty(team: Team | None, at: datetime) -> "QuerySet[DutyShift]":
    """Shifts that run at a moment: the team's own first, then the agency's."""
    rows = DutyShift.objects.filter(status=DutyShift.Status.PLANNED, starts_at__lte=at, ends_at__gt=at)
    wanted = Q(team=None) | Q(team=team) if team else Q(team=None)
    return rows.filter(wanted).select_related("person").order_by(F("team_id").asc(nulls_last=True), "starts_at", "id")


def responders(owner: User | None, team: Team | None, at: datetime) -> list[User]:
    """Whom something urgent is told, one after another until somebody acknowledges it; never anybody away or gone.

    While the owner is away: their coverer. While the owner works: the owner. Then whoever is on duty for the team,
    then for the agency, then the team's supervisors. A coverer who is off at that hour comes after the rota and
    before the supervisors: being asked to cover is no duty shift. With nobody on this list at all it reaches the
    owner off hours, and without one the administrators, because nothing urgent may reach nobody.
    """
    coverer = coverers_of([owner.pk], at).get(owner.pk) if owner else None
    shifts = [shift.person for shift in on_duty(team, at)]
    supervisors = _holding(TeamRole.SUPERVISOR, team) if team else []
    here = _here([owner, coverer, *shifts, *supervisors], at)
    working = {pk for pk, hours in hours_of(here.values()).items() if hours.is_working(at)}
    first = [person for person in (coverer, owner) if person and person.pk in working]
    ladder = _each_once([*first, *shifts, coverer, *supervisors], here)
    return ladder or _each_once([owner], here) or _last_resort(at)


def _here(people: Iterable[User | None], at: datetime) -> dict[UUID, User]:
    """Those who still work here and are not away."""
    active = {person.pk: person for person in people if person is not None and person.is_active}
    gone = away_at(active, at)
    return {pk: person for pk, person in active.items() if pk not in gone}


def _each_once(people: Iterable[User | None], here: dict[UUID, User]) -> list[User]:
    return list({person.pk: here[person.pk] for person in people if person is not None and person.pk in here}.values())


def _last_resort(at: datetime) -> list[User]:
    administrators = _holding(AgencyRole.ADMINISTRATOR, None)
    return _each_once(administrators, _here(administrators, at)) or administrators


def _holding(role: str, team: Team | None) -> list[User]:
    held = Membership.objects.filter(role=role, team=team, status=Membership.Status.ACTIVE, user__status=User.Status.ACTIVE)
    return [membership.user for membership in held.select_related("user").order_by("user__name", "user_id")]
