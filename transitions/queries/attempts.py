"""Attempts at the interactive contact: how many were made in time, and how long is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from clients.models import Contact
from transitions.models import Clock

WHY = "the contacts that count for a clock somebody may see"
PARTIES = (Contact.Party.CLIENT, Contact.Party.SUPPORT)


@dataclass(frozen=True)
class Standing:
    """What the rule says now, as in “1 of 2 attempts, 4 h left”."""

    wanted: int
    made: int
    left: timedelta
    reached: bool

    @property
    def kept(self) -> bool:
        """Reached, or as many separate attempts in time as the rule asks for; attempts go on until somebody is reached."""
        return self.reached or self.made >= self.wanted

    @property
    def words(self) -> str:
        if self.reached:
            return "Reached"
        tried = f"{self.made} of {self.wanted} attempts"
        if self.left > timedelta(0):
            return f"{tried}, {duration(self.left)} left"
        return f"{tried} in time; go on trying, a late contact still counts"


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


def contacts_since(client_id: UUID, since: datetime) -> list[Contact]:
    rows = Contact.objects.unscoped(WHY).filter(
        client_id=client_id, at__gte=since, party__in=PARTIES, status=Contact.Status.RECORDED
    )
    return list(rows.order_by("at", "id")[:200])
