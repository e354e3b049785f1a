"""Attempts at the interactive contact: how many were made in time, and how long is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Agency
from clients.models import Contact
from transitions.models import Clock
from workflow.together import together

WHY = "the contacts that count for a clock somebody may see"
MOST = 200
PARTIES = (Contact.Party.CLIENT, Contact.Party.SUPPORT)


@dataclass(frozen=True)
class Standing:
    """What the rule says now, as in “1 of 2 attempts, 4 h left”."""

    wanted: int
    made: int
    left: timedelta
    reached: bool

    @property
    def over(self) -> bool:
        """The last moment has passed; attempts go on all the same."""
        return self.left <= timedelta(0)

    @property
    def kept(self) -> bool:
        """Reached, or as many separate attempts in time as the rule asks for; attempts go on until somebody is reached."""
        return self.reached or self.made >= self.wanted

    @property
    def words(self) -> str:
        if self.reached:
            return "Reached"
        tried = f"{self.made} of {self.wanted} attempts"
        if self.over:
            return f"{tried} in time; go on trying, a late contact still counts"
        return f"{tried}, {duration(self.left)} left"


def duration(left: timedelta) -> str:
    """Whole days from two days on, else whole hours, else minutes: rounded down, never more than there is."""
    minutes = int(left.total_seconds() // 60)
    if minutes >= 48 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"


def standing(clock: Clock, contacts: Iterable[Contact], now: datetime, zone: ZoneInfo) -> Standing:
    """Attempts are the outgoing contacts that failed, each at a moment of its own, from the discharge to the last moment."""
    after = [contact for contact in contacts if counts(clock, contact, zone)]
    failed = {contact.at for contact in after if not contact.reached and contact.at <= clock.due_at}
    return Standing(clock.attempts, len(failed), clock.due_at - now, any(contact.reached for contact in after))


def counts(clock: Clock, contact: Contact, zone: ZoneInfo) -> bool:
    """With the client or a caregiver, after the discharge and not before the first day, and not by the partner the client comes from."""
    transition = clock.transition
    since = transition.discharged_at
    # Whoever sent the client away cannot welcome them: a call from the ward is not ours.
    foreign = contact.author_client_id is not None and contact.author_client_id == transition.opened_by_client_id
    tried = contact.reached or contact.direction == Contact.Direction.OUTGOING
    tried = tried and (contact.party == Contact.Party.CLIENT or clock.takes_caregiver)
    recorded = contact.status == Contact.Status.RECORDED and contact.party in PARTIES
    in_time = since is not None and contact.at >= since and contact.at.astimezone(zone).date() >= clock.opens_on
    return recorded and in_time and tried and not foreign


def with_standing(clocks: Sequence[Any]) -> None:
    """How the attempts stand at each clock that still asks for some, from one query over the contacts of all; None at the others."""
    for clock in clocks:
        clock.standing = None
    asking = [clock for clock in clocks if clock.attempts and clock.still_owed and clock.transition.discharged_at]
    if not asking:
        return
    since = min(clock.transition.discharged_at for clock in asking)
    contacts: dict[UUID, list[Contact]] = {clock.client_id: [] for clock in asking}
    found, agency = together(
        _contacts(contacts, since)[: MOST * len(contacts)], Agency.objects.filter(status=Agency.Status.CURRENT)
    )
    for contact in found:
        contacts[contact.client_id].append(contact)
    now, zone = timezone.now(), agency[0].zone
    for clock in asking:
        clock.standing = standing(clock, contacts[clock.client_id], now, zone)


def contacts_since(client_id: UUID, since: datetime) -> list[Contact]:
    return list(_contacts([client_id], since)[:MOST])


def _contacts(client_ids: Iterable[UUID], since: datetime) -> "QuerySet[Any]":
    rows = Contact.objects.unscoped(WHY).filter(
        client_id__in=list(client_ids), at__gte=since, party__in=PARTIES, status=Contact.Status.RECORDED
    )
    return rows.order_by("at", "id")
