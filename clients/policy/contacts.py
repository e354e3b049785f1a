"""Who may log contacts and write notes about them."""

from typing import Any

from django.db.models import Q

from clients.models import Consent, Contact, Note
from clients.policy.cases import is_staff, stands_in_for_staff
from clients.policy.sight import consented_to, of_visible_client
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def may_log(actor: Actor, client: Any) -> Verdict:
    """Whoever works with the client logs what happened; a partner logs what it did itself."""
    return allowed_if(
        is_staff(actor) or actor.is_api_client, "Only people and partners who work with this client can log a contact."
    )


def is_author(actor: Actor, record: Any) -> bool:
    return actor.id is not None and actor.id in (record.author_id, record.author_client_id)


def may_mark_error(actor: Actor, contact: Contact) -> Verdict:
    permitted = is_author(actor, contact) or stands_in_for_staff(actor) or actor.has("supervisor")
    return allowed_if(permitted, "Only whoever logged it, or a supervisor, can mark it as an error.")


def may_write(actor: Actor, client: Any) -> Verdict:
    return allowed_if(
        is_staff(actor) or actor.is_api_client, "Only people and partners who work with this client can write notes."
    )


def may_finish_draft(actor: Actor, note: Note) -> Verdict:
    """A draft is its author's alone: others wait until it is signed."""
    return allowed_if(is_author(actor, note), f"Only {note.author_name}, who is writing it, can change this draft.")


def may_add_addendum(actor: Actor, note: Note) -> Verdict:
    return allowed_if(
        is_staff(actor) or is_author(actor, note), "Only staff who see this client, or the author, can add to a note."
    )


def contact_visibility(actor: Actor) -> Q:
    """With the client; a partner sees its own, and the rest only while the client consents to it."""
    seen = of_visible_client(actor)
    if not actor.is_api_client or stands_in_for_staff(actor):
        return seen
    return seen & (Q(author_client_id=actor.id) | Q(client_id__in=consented_to(actor, Consent.Scope.CONTACTS)))


def note_visibility(actor: Actor) -> Q:
    """Like contacts, but a draft is seen by its author; others see only that there is one."""
    return contact_visibility(actor)
