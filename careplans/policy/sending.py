"""Whether the agency may send a private link by e-mail itself: to whom, on what consent, and when not."""

from django.utils import timezone

from accounts.queries import the_agency
from careplans.models import PrivateLink
from clients.models import Channel, SupportPerson
from clients.policy.messages import why_no_message


def address_of(link: PrivateLink) -> str:
    return str(link.support_person.email if link.support_person else link.client.email)


def why_not_by_email(link: PrivateLink) -> str:
    """In a sentence, what stands against an e-mail now; empty when nothing does."""
    if not link.is_open:
        return "This link is closed. Give a new one."
    if link.support_person:
        return _not_to_support_person(link.support_person)
    client, now = link.client, timezone.now().astimezone(the_agency().zone)
    if why := why_no_message(client, now.date()):
        return f"{why} Give the link in person."
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
