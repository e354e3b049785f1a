"""Sending invitations: what follows, after commit, when a person was added or invited again."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from accounts.queries import the_agency
from accounts.queries.invitations import invitation_link
from workflow.models import Event


def send_invitation(event: Event) -> None:
    """By e-mail, in the person's language; sent again after a failure, the older link works as well until one is used."""
    person = User.objects.get(pk=event.object_id)
    if person.has_usable_password() or not person.is_active:
        return
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    context = {"person": person, "agency": the_agency(), "link": invitation_link(person), "hours": hours}
    with translation.override(person.language):
        subject = translation.gettext("Your account at %(agency)s") % {"agency": context["agency"]}
        send_mail(subject, render_to_string("accounts/email/invitation.txt", context), None, [person.email])
