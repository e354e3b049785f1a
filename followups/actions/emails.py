"""E-mail to colleagues: that something is due and where to look, never what or about whom.

Mail is read on other people's screens and kept on other people's servers. Each message names itself
by its delivery's key, so that a mailbox that sees it twice can tell.
"""

import hashlib
import smtplib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import the_agency
from followups.actions.gateways import ChannelDown, Undeliverable
from followups.models import Delivery, FollowUp, Rung

# The answers of a mail server that no further attempt will change (RFC 5321: 5yz is permanent).
PERMANENT = 500


def subject_of(delivery: Delivery) -> str:
    if delivery.rung == Rung.URGENT:
        return _("Urgent: somebody has to look at this now")
    if delivery.rung == Rung.DIGEST:
        return _("Your day")
    return _("A note for you") if delivery.rung == Rung.NOTICE else _("Something is due")


def links_of(delivery: Delivery, follow_up: FollowUp | None) -> dict[str, str]:
    """Where to look, and the step in one press; both ask for the sign-in first."""
    if follow_up is None:
        path = delivery.url if delivery.rung == Rung.DIGEST and delivery.url else reverse("notifications")
        return {"link": settings.PUBLIC_URL + path}
    acknowledge = follow_up.wants_acknowledging
    step = reverse(f"step-follow_up.{'acknowledge' if acknowledge else 'complete'}", args=[follow_up.pk])
    return {"link": settings.PUBLIC_URL + reverse("notifications"), "step": settings.PUBLIC_URL + step}


def message_id(key: str) -> str:
    """The same for the same key at every attempt, and telling nothing of it."""
    host = settings.PUBLIC_URL.partition("://")[2].partition("/")[0].partition(":")[0] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def send_to(people: Sequence[User], delivery: Delivery, follow_up: FollowUp | None, counts: Mapping[str, int]) -> None:
    """One message each, over one connection."""
    try:
        with get_connection() as connection:
            for person in people:
                _message(person, delivery, follow_up, counts, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(error) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise ChannelDown(f"The mail server cannot be reached: {type(error).__name__}.") from error


def _message(
    person: User, delivery: Delivery, follow_up: FollowUp | None, counts: Mapping[str, int], connection: Any
) -> EmailMessage:
    with translation.override(person.language):
        subject = subject_of(delivery)
        context = {"person": person, "agency": the_agency(), "rung": delivery.rung, **counts, **links_of(delivery, follow_up)}
        body = render_to_string("followups/email/reminder.txt", context)
    headers = {"Message-ID": message_id(f"{delivery.key}:{person.pk}"), "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, None, [person.email], headers=headers, connection=connection)


def _refused(error: smtplib.SMTPRecipientsRefused) -> Exception:
    codes = [code for code, _ in error.recipients.values()]
    if all(code >= PERMANENT for code in codes):
        return Undeliverable("The mail server does not know this address.")
    return ChannelDown("The mail server takes nothing for this address just now.")


def _answered(error: smtplib.SMTPResponseException) -> Exception:
    if error.smtp_code >= PERMANENT and isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return Undeliverable(f"The mail server refused the message with {error.smtp_code}.")
    return ChannelDown(f"The mail server answered {error.smtp_code}.")
