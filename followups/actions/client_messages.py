"""Reminders to clients: only with their consent, on a way they called safe, at an hour they called safe, in words that tell nothing.

Whoever else reads the message learns that somebody asked to be reminded of a day, and no more: no
name, no agency, no health or social matter, neither in the words nor in the sender.
"""

from datetime import datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _

from accounts.queries import the_agency
from clients.models import Channel, Client
from clients.policy.messages import next_safe_moment, safe_way, why_no_message
from followups.actions.gateways import Message
from followups.models import Delivery, FollowUp

DAY = {"en": "l, F j", "es": r"l j \d\e F"}
OUR_CHANNEL = {Channel.SMS: Delivery.Channel.CLIENT_SMS, Channel.EMAIL: Delivery.Channel.CLIENT_EMAIL}


class Refused(Exception):
    """The client's own rules do not allow it."""


def may_be_sent_to_client(client: Client, now: datetime) -> None:
    if why := why_no_message(client, now.astimezone(the_agency().zone).date()):
        raise Refused(why)


def safe_moment(client: Client, now: datetime) -> datetime:
    """The next moment that is safe, by the agency's clock: of the client's own we know none."""
    return next_safe_moment(client, now.astimezone(the_agency().zone))


def message_for(delivery: Delivery, follow_up: FollowUp) -> Message:
    """The message by the way that is safe at this moment."""
    way = safe_way(follow_up.client)
    if way is None:
        raise Refused("No channel is safe for messages to this client.")
    channel, to = way
    language = _language(follow_up.client)
    with translation.override(language):
        day = formats.date_format(follow_up.due_at.astimezone(the_agency().zone), DAY[language])
        subject = _("Reminder")
        body = _("You asked to be reminded: %(day)s. To change or stop these reminders, tell the person you work with.") % {
            "day": day
        }
    return Message(delivery.key, OUR_CHANNEL[channel], to, subject, body, language)


def _language(client: Client) -> str:
    spoken = client.language.split("-")[0]
    return spoken if spoken in DAY else "en"
