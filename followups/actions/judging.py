"""What becomes of a delivery that is due: who is told, or until when it is held, or why it is not sent after all.

Everything is looked at again here, whatever held when it was planned: whether it is still due, whose
it is now, who is away and who covers for them, and whether anybody is working at this hour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Membership, Team, TeamRole, User
from accounts.queries.covers import coverers_of
from accounts.queries.duty import responders
from accounts.queries.hours import hours_of
from followups.actions.client_messages import Refused, may_be_sent_to_client, safe_moment
from followups.models import Delivery, FollowUp, Lane, Rung

To, Open = Delivery.To, FollowUp.Status.OPEN
WHY = "a worker decides what to send"
ORDER = [Rung.BEFORE, Rung.DUE, Rung.OVERDUE]


@dataclass(frozen=True)
class Send:
    """Whom to tell; of something urgent the next of so many on duty, and in whose place when they cover."""

    people: tuple[User, ...] = ()
    on_duty: int = 1
    instead_of: User | None = None


@dataclass(frozen=True)
class Hold:
    until: datetime
    because: str


@dataclass(frozen=True)
class Cancel:
    because: str


Verdict = Send | Hold | Cancel


class Judge:
    """Reads what many deliveries need at once, then decides about each."""

    def __init__(self, deliveries: Sequence[Delivery], now: datetime) -> None:
        self.now = now
        self.follow_ups = _follow_ups(deliveries)
        self.people = _people(deliveries, self.follow_ups.values())
        self.by_team = _by_team(self.follow_ups.values()) if any(_asks_a_team(d) for d in deliveries) else {}
        everybody = {**self.people, **{user.pk: user for users in self.by_team.values() for user in users}}
        covers = coverers_of(list(self.people), now)
        self.covers = {owner: coverer for owner, coverer in covers.items() if coverer.is_active}
        self.hours = hours_of([*everybody.values(), *self.covers.values()])
        self.latest = _latest(deliveries)

    def verdict(self, delivery: Delivery) -> Verdict:
        follow_up = self.follow_ups.get(delivery.follow_up_id) if delivery.follow_up_id else None
        if delivery.expires_at and delivery.expires_at <= self.now:
            return Cancel("Its time has passed.")
        if follow_up is not None and (why := self._outlived(delivery, follow_up)):
            return Cancel(why)
        if delivery.to == To.PERSON or follow_up is None:
            return self._to_person(delivery)
        return {
            To.OWNER: self._to_owner, To.TEAM: self._to_team, To.SUPERVISOR: self._to_team, To.RESPONDER: self._to_responder,
            To.CLIENT: self._to_client,
        }[Delivery.To(delivery.to)](delivery, follow_up)  # fmt: skip

    def _outlived(self, delivery: Delivery, follow_up: FollowUp) -> str:
        if follow_up.status != Open:
            return "It is closed."
        if delivery.rung == Rung.URGENT and follow_up.acknowledged_at is not None:
            return f"Acknowledged by {follow_up.acknowledged_by_name}."
        if delivery.rung in ORDER and ORDER.index(Rung(delivery.rung)) < self.latest.get(_place(delivery), 0):
            return "A later reminder took its place."
        return ""

    def _to_person(self, delivery: Delivery) -> Verdict:
        person = self.people.get(delivery.recipient_id) if delivery.recipient_id else None
        if person is None or not person.is_active:
            return Cancel("Whom it was for no longer works here.")
        return self._within_hours(person, urgent=delivery.lane == Lane.URGENT)

    def _to_owner(self, delivery: Delivery, follow_up: FollowUp) -> Verdict:
        owner = self.people.get(follow_up.owner_id) if follow_up.owner_id else None
        if owner is None or delivery.recipient_id != owner.pk:
            return Cancel("It is somebody else's by now.")
        if not owner.is_active:
            return Cancel("Whom it was for no longer works here.")
        if follow_up.is_urgent and not self.hours[owner.pk].is_working(self.now):
            return self._to_responder(delivery, follow_up)
        coverer = self.covers.get(owner.pk)
        return self._within_hours(coverer, instead_of=owner) if coverer else self._within_hours(owner)

    def _within_hours(self, person: User, *, urgent: bool = False, instead_of: User | None = None) -> Verdict:
        hours = self.hours[person.pk]
        if urgent or hours.is_working(self.now):
            return Send((person,), instead_of=instead_of)
        return Hold(hours.next_working_moment(self.now), f"Outside the working hours of {person.name}.")

    def _to_team(self, delivery: Delivery, follow_up: FollowUp) -> Verdict:
        """Those of them who are working; when nobody is, the first of them to begin."""
        people = self.by_team.get(follow_up.team_id, [])
        if not people:
            return Cancel("Nobody holds the role it is for.")
        if follow_up.is_urgent:
            return self._to_responder(delivery, follow_up)
        if working := tuple(person for person in people if self.hours[person.pk].is_working(self.now)):
            return Send(working)
        until = min(self.hours[person.pk].next_working_moment(self.now) for person in people)
        return Hold(until, "Nobody whom it is for is working.")

    def _to_responder(self, delivery: Delivery, follow_up: FollowUp) -> Verdict:
        owner = self.people.get(follow_up.owner_id) if follow_up.owner_id else None
        ladder = responders(owner, follow_up.team, self.now)
        if not ladder and not (ladder := self.by_team.get(follow_up.team_id, [])):
            return Cancel("Nobody is on duty, and no supervisor is known.")
        return Send((ladder[delivery.turn % len(ladder)],), on_duty=len(ladder))

    def _to_client(self, delivery: Delivery, follow_up: FollowUp) -> Verdict:
        try:
            may_be_sent_to_client(follow_up.client, self.now)
        except Refused as refused:
            return Cancel(str(refused))
        moment = safe_moment(follow_up.client, self.now)
        return Send() if moment <= self.now else Hold(moment, "Outside the client's safe hours.")


def _follow_ups(deliveries: Iterable[Delivery]) -> dict[UUID, FollowUp]:
    ids = {delivery.follow_up_id for delivery in deliveries if delivery.follow_up_id}
    rows = FollowUp.objects.unscoped(WHY).filter(pk__in=ids).select_related("client", "team", "owner") if ids else ()
    return {row.pk: row for row in rows}


def _people(deliveries: Iterable[Delivery], follow_ups: Iterable[FollowUp]) -> dict[UUID, User]:
    owners = {row.owner.pk: row.owner for row in follow_ups if row.owner}
    missing = {delivery.recipient_id for delivery in deliveries if delivery.recipient_id} - set(owners)
    return {**owners, **{user.pk: user for user in (User.objects.filter(pk__in=missing) if missing else ())}}


def _asks_a_team(delivery: Delivery) -> bool:
    return delivery.to in (To.TEAM, To.SUPERVISOR, To.RESPONDER)


def _by_team(follow_ups: Iterable[FollowUp]) -> dict[UUID | None, list[User]]:
    """Supervisors of each team; for what no team has yet, the intake workers, who share it out."""
    rows = Membership.objects.filter(status=Membership.Status.ACTIVE, user__status=User.Status.ACTIVE).select_related("user")
    teams = {row.team_id for row in follow_ups if row.team_id}
    found: dict[UUID | None, list[User]] = {}
    for held in rows.filter(role=TeamRole.SUPERVISOR, team_id__in=teams).order_by("user__name"):
        found.setdefault(held.team_id, []).append(held.user)
    if any(row.team_id is None for row in follow_ups):
        intake = rows.filter(role=TeamRole.INTAKE, team__status=Team.Status.ACTIVE).order_by("user__name")
        found[None] = list({held.user_id: held.user for held in intake}.values())
    return found


def _place(delivery: Delivery) -> tuple[UUID | None, str]:
    return delivery.follow_up_id, delivery.channel


def _latest(deliveries: Iterable[Delivery]) -> dict[tuple[UUID | None, str], int]:
    """Of those due in one batch, the last rung of each follow-up: after a weekend one word is enough."""
    latest: dict[tuple[UUID | None, str], int] = {}
    for delivery in deliveries:
        if delivery.rung in ORDER:
            latest[_place(delivery)] = max(latest.get(_place(delivery), 0), ORDER.index(Rung(delivery.rung)))
    return latest
