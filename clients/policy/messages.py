"""Whether, how and when a message may go to a client by itself: their consent, their safe channels, their safe hours."""

from datetime import date, datetime, time, timedelta

from clients.models import Channel, Client, Consent, Phone
from clients.models.codes import PhoneKind

WHY = "a message to the client asks for their own rules first"
# Nobody's telephone rings at night; a safe window of the client's own narrows it further.
EARLIEST, LATEST = time(9), time(20)
STEP = timedelta(minutes=15)
A_DAY = 4 * 24


def why_no_message(client: Client, today: date) -> str:
    """Why nothing may be sent to this client at all; empty when it may."""
    if client.status != Client.Status.ACTIVE:
        return "The client has died."
    consents = Consent.objects.unscoped(WHY).filter(client=client, kind=Consent.Kind.MESSAGES, status=Consent.Status.ACTIVE)
    if not any(consent.in_force_on(today) for consent in consents):
        return "The client has not agreed to messages, or no longer does."
    return "" if safe_way(client) else "No channel is safe for messages to this client."


def safe_way(client: Client) -> tuple[Channel, str] | None:
    """A text message where that is safe, else an e-mail: the channel and the number or address."""
    if client.channel_is_safe(Channel.SMS):
        phones = Phone.objects.unscoped(WHY).filter(client=client, texts_allowed=True).exclude(e164="").order_by("id")
        if known := sorted(phones, key=lambda phone: phone.kind != PhoneKind.MOBILE):
            return Channel.SMS, known[0].e164
    if client.email and client.channel_is_safe(Channel.EMAIL):
        return Channel.EMAIL, client.email
    return None


def message_time_is_safe(client: Client, local: time) -> bool:
    return EARLIEST <= local < LATEST and client.time_is_safe(local)


def next_safe_moment(client: Client, local: datetime) -> datetime:
    """`local` itself when safe, else the next quarter of an hour that is; a day later when the rules leave none."""
    if message_time_is_safe(client, local.time()):
        return local
    quarter = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
    coming = (quarter + STEP * n for n in range(1, A_DAY + 1))
    return next((moment for moment in coming if message_time_is_safe(client, moment.time())), local + timedelta(days=1))
