"""Steps of contacts: every attempt and conversation."""

from typing import Any

from django.utils import timezone

from clients.forms.contacts import LogContactForm, MarkErrorForm
from clients.models import Case, Client, Contact
from clients.policy import contacts as policy
from clients.policy.sight import RUNNING
from workflow.steps import Step, Taken
from workflow.together import Prepared

RECORDED = Contact.Status.RECORDED
SCOPE = "contacts:write"
WHY = "the running case of the client the contact is about"

LOG = Step(
    name="contact.log", event="contact.logged", label="Log contact", done="Contact logged.", model=Contact, target=RECORDED,
    parent=Client, parent_field="client", may=policy.may_log, form=LogContactForm, scope=SCOPE,
)  # fmt: skip


@LOG.rule
def log_contact(client: Client, taken: Taken) -> Contact:
    """Log every attempt, not only successes: who tried what, when, tells the next person what to try. An attempt is never a contact."""
    contact = Contact(client=client, case=_running_case(client), **authorship(taken), **taken.data)
    # A late entry keeps the date of writing and of the event, and says that it is late (never back-dated).
    contact.late_entry = timezone.localdate(contact.at) < timezone.localdate(taken.now)
    taken.notes.update(channel=contact.channel, result=contact.result)
    return contact


def _running_case(client: Client) -> Case | None:
    """A client has one at most."""
    running: Case | None = next(iter(_RUNNING.rows(record=client.pk)), None)
    if running:
        running.client = client
    return running


_RUNNING = Prepared(lambda client: [Case.objects.unscoped(WHY).filter(client_id=client, status__in=RUNNING)])


def authorship(taken: Taken) -> dict[str, Any]:
    """Who writes it, person or partner system."""
    actor = taken.actor
    return {
        "author_id": actor.id if actor.is_person else None,
        "author_client_id": actor.id if actor.is_api_client else None,
        "author_name": actor.name[:120],
    }


MARK_ERROR = Step(
    name="contact.mark_error", event="contact.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=Contact, source={RECORDED}, target=Contact.Status.ENTERED_IN_ERROR, may=policy.may_mark_error, form=MarkErrorForm,
    scope=SCOPE, danger=True,
)  # fmt: skip


@MARK_ERROR.rule
def mark_contact_error(contact: Contact, taken: Taken) -> None:
    """A wrong entry stays readable and counts for nothing; deleting it would hide that it was there."""
    contact.error_reason = taken.data["reason"]
