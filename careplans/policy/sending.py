"""Whether the agency may send a private link by e-mail itself: to whom, on what consent, and when not."""

from datetime import datetime

from django.utils import timezone

from accounts.queries import the_agency
from careplans.models import PrivateLink
from clients.models import Channel, Client, Consent, SupportPerson

WHY = "the client's own rules for messages, of a link found through visible_to"


def address_of(link: PrivateLink) -> str:
    return str(link.support_person.email if link.support_person else link.client.email)


def foresee_sending(links: list[PrivateLink]) -> None:
    """Which clients agreed to messages, and what time it is for them: two queries for any number of links."""
    now = timezone.now().astimezone(the_agency().zone)
    rows = Consent.objects.unscoped(WHY).filter(kind=Consent.Kind.MESSAGES, status=Consent.Status.ACTIVE)
    agreed = {
        consent.client_id
        for consent in rows.filter(client__in={link.client_id for link in links})
        if consent.in_force_on(now.date())
    }
    for link in links:
        link.seen_for_sending = (link.client_id in agreed, now)  # type: ignore[attr-defined]  # kept on the link for why_not_by_email, so that a list asks once


def why_not_by_email(link: PrivateLink) -> str:
    """In a sentence, what stands against an e-mail now; empty when nothing does."""
    if not link.is_open:
        return "This link is closed. Give a new one."
    if link.support_person:
        return _not_to_support_person(link.support_person)
    if not hasattr(link, "seen_for_sending"):
        foresee_sending([link])
    return _not_to_client(link.client, *link.seen_for_sending)  # type: ignore[attr-defined]  # kept there by foresee_sending, here or for the whole list


def _not_to_client(client: Client, agreed: bool, now: datetime) -> str:
    if client.status != Client.Status.ACTIVE:
        return "The client has died."
    if not agreed:
        return "The client has not agreed to messages, or no longer does. Give the link in person."
    if not client.channel_is_safe(Channel.EMAIL):
        return "E-mail is not a safe way to reach this client. Give the link in person."
    if not client.email:
        return "No e-mail address of this client is known. Add one, or give the link in person."
    return (
        ""
        if client.time_is_safe(now.time())
        else f"Not at this hour: safe is {client.safe_from:%H:%M} to {client.safe_until:%H:%M}."
    )


def _not_to_support_person(person: SupportPerson) -> str:
    if person.status != SupportPerson.Status.CURRENT:
        return f"{person.name} is no longer among the client's people."
    return "" if person.email else f"No e-mail address of {person.name} is known. Add one, or give the link in person."
