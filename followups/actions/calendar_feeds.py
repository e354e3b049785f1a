"""Steps of the calendar address: made (which ends the one before), revoked."""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from followups.models import CalendarFeed
from followups.policy import ones_own as policy
from workflow.steps import Step, Taken

ACTIVE, SCOPE = CalendarFeed.Status.ACTIVE, "follow-ups:write"
SECRET_BYTES = 32

MAKE = Step(
    name="calendar_feed.make", event="calendar_feed.made", label="Make a calendar address", done="Calendar address made.",
    model=CalendarFeed, target=ACTIVE, parent=User, parent_field="user", may=policy.may_make_address, scope=SCOPE,
    help="Your calendar programme reads it by itself. It says what is due and when, never for whom. Whoever has the address can read it.",
)  # fmt: skip


@MAKE.rule
def make_calendar_feed(person: User, taken: Taken) -> CalendarFeed:
    """Let your own calendar programme fetch what is due. The address is shown once; a new one ends the one before."""
    for earlier in CalendarFeed.objects.visible_to(taken.actor).filter(user=person, status=ACTIVE):
        revoke_calendar_feed(earlier.pk, actor=taken.actor, version=earlier.version)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = CalendarFeed(user=person, fingerprint=fingerprint_of(secret))
    made.shown_once = {"address": f"{settings.PUBLIC_URL}{reverse('calendar_feed', args=[secret])}"}
    return made


REVOKE = Step(
    name="calendar_feed.revoke", event="calendar_feed.revoked", label="Revoke the address", done="Calendar address revoked.",
    model=CalendarFeed, source={ACTIVE}, target=CalendarFeed.Status.REVOKED, may=policy.may_remove, scope=SCOPE, danger=True,
)  # fmt: skip


@REVOKE.rule
def revoke_calendar_feed(feed: CalendarFeed, taken: Taken) -> None:
    """End the address at once, for a device that was lost or an address that went round."""


def fingerprint_of(secret: str) -> str:
    """The secret has 256 bits of chance, so a plain hash is as strong as a slow one and costs nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
