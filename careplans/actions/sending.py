"""Sending a private link by e-mail: a step that makes a new address, and what follows after commit.

Only the fingerprint of a link's secret is kept, so an address that was given out cannot be sent again: a
new one takes its place. Until it is sent it waits sealed, and is forgotten with the sending.
"""

import secrets

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.translation import gettext as _

from accounts.queries import the_agency
from careplans.actions.links import SCOPE, SECRET_BYTES, S
from careplans.actions.unattended import WORKER
from careplans.forms.links import NoteSentForm
from careplans.models import PrivateLink
from careplans.models.links import fingerprint_of
from careplans.policy import plans as policy
from careplans.policy.sending import address_of, foresee_sending, why_not_by_email
from clients.models import Channel
from followups.actions.gateways import Message, Undeliverable, the_gateway
from followups.models import Delivery
from workflow.actor import Actor
from workflow.models import Event
from workflow.steps import Step, Taken

# Days as they are said, and not as a table abbreviates them.
DAYS = {"en": "F j, Y", "es": r"j \d\e F \d\e Y"}
WHY = "the link whose sending was asked for"


def _may_be_sent(actor: Actor, link: PrivateLink) -> str:
    return why_not_by_email(link)


SEND = Step(
    name="private_link.send", event="private_link.sending_asked", label="Send by e-mail", done="The link is on its way.", model=PrivateLink,
    source={S.ISSUED}, may=policy.may_plan, ready=_may_be_sent, foresee=foresee_sending, scope=SCOPE,
    help="A neutral message in the person's language, without the agency's name. It holds a new address; one given before no longer opens.",
)  # fmt: skip


@SEND.rule
def send_link(link: PrivateLink, taken: Taken) -> None:
    """Spare the client a trip where e-mail is safe: never otherwise, and in words that tell nobody anything."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link.fingerprint, link.to_send = fingerprint_of(secret), secret
    link.channel, link.sent_at, link.not_sent_because = Channel.EMAIL, None, ""
    taken.notes["to_support_person"] = link.support_person_id is not None


# Quiet: that it was asked for stands on the timeline, and the link says whether it left.
NOTE_SENT = Step(
    name="private_link.note_sent", event="private_link.sent", label="Note the sending", done="The link was sent.", model=PrivateLink,
    source=set(S), may=policy.may_follow, form=NoteSentForm, scope=SCOPE, quiet=True,
)  # fmt: skip


@NOTE_SENT.rule
def note_link_sent(link: PrivateLink, taken: Taken) -> None:
    """Whether it left, or why not; the address that waited is forgotten either way."""
    link.to_send = ""
    link.not_sent_because = taken.data["not_sent_because"]
    link.sent_at = None if link.not_sent_because else taken.now


def deliver_link(event: Event) -> None:
    """After commit: looked at again, sent once, noted. A blocked way raises, and the outbox tries again."""
    rows = PrivateLink.objects.unscoped(WHY).select_related("client", "support_person")
    link = rows.filter(pk=event.object_id).first()
    if link is None or not link.to_send:
        return
    because = why_not_by_email(link) or _sent(link, str(event.pk))
    note_link_sent(link.pk, actor=WORKER, version=link.version, not_sent_because=because[:200])


def _sent(link: PrivateLink, key: str) -> str:
    try:
        the_gateway().send(message_for(link, key))
    except Undeliverable as error:
        return str(error)
    return ""


def message_for(link: PrivateLink, key: str) -> Message:
    """Whoever else reads it learns that there is a page and until when, and no more: no name, no agency, no plan."""
    with translation.override(link.language):
        until = formats.date_format(link.expires_at.astimezone(the_agency().zone), DAYS[link.language])
        context = {"link": f"{settings.PUBLIC_URL}/p/{link.to_send}/", "until": until}
        subject = _("A page for you")
        body = render_to_string("careplans/email/link.txt", context)
    return Message(f"private-link:{key}", Delivery.Channel.CLIENT_EMAIL, address_of(link), subject, body, link.language)
