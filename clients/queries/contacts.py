"""Reads of contacts and notes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from accounts.queries import the_agency
from clients.models import Addendum, Client, Contact, Note
from clients.policy.contacts import is_author, may_mark_error
from workflow.actor import Actor

WHY = "shown with contacts found through visible_to"
SHOWN = {"attempts": ~Q(result=Contact.Result.REACHED), "conversations": Q(result=Contact.Result.REACHED)}


def contacts_of(actor: Actor, client: Client, shown: str = "") -> "QuerySet[Contact]":
    """Contacts with their notes and addenda, three queries for any number of rows."""
    rows: QuerySet[Contact] = Contact.objects.visible_to(actor).filter(client=client).select_related("support_person")
    if shown in SHOWN:
        rows = rows.filter(SHOWN[shown], status=Contact.Status.RECORDED)
    return rows.prefetch_related(Prefetch("notes", queryset=_live_notes(), to_attr="live_notes"))


def _live_notes() -> "QuerySet[Note]":
    notes: QuerySet[Note] = Note.objects.unscoped(WHY).exclude(status=Note.Status.DISCARDED)
    return notes.prefetch_related(Prefetch("addenda", queryset=Addendum.objects.unscoped(WHY), to_attr="added"))


def loose_notes(actor: Actor, client: Client) -> "QuerySet[Note]":
    """Notes that are about no single contact, newest first."""
    rows: QuerySet[Note] = Note.objects.visible_to(actor).filter(client=client, contact__isnull=True)
    return rows.exclude(status=Note.Status.DISCARDED).order_by("-id")[:20]


def note_of(actor: Actor, client: Client, pk: UUID) -> Note | None:
    rows: QuerySet[Note] = Note.objects.visible_to(actor).filter(client=client).select_related("contact")
    return (
        rows.prefetch_related(Prefetch("addenda", queryset=Addendum.objects.unscoped(WHY), to_attr="added")).filter(pk=pk).first()
    )


def readable_body(actor: Actor, note: Note) -> str | None:
    """The text of a signed note, or of one's own draft; None for somebody else's draft."""
    return note.body if note.status == Note.Status.SIGNED or is_author(actor, note) else None


def own_draft(actor: Actor, pk: UUID) -> Note | None:
    """One's own note under this id, for autosaving."""
    rows: QuerySet[Note] = Note.objects.visible_to(actor).filter(pk=pk)
    return rows.filter(Q(author_id=actor.id) | Q(author_client_id=actor.id)).first()


def with_readable_notes(actor: Actor, contacts: list[Any]) -> list[Any]:
    """Give each contact its one note and the note's clock, and each note what this actor may read of it."""
    if not contacts:
        return contacts
    hours = timedelta(hours=the_agency().note_due_hours)
    for contact in contacts:
        contact.note = contact.live_notes[0] if contact.live_notes else None
        contact.note_due_at = contact.at + hours if contact.reached and contact.status == Contact.Status.RECORDED else None
        contact.may_be_error = bool(may_mark_error(actor, contact)) and contact.status == Contact.Status.RECORDED
        if contact.note:
            contact.note.readable = readable_body(actor, contact.note)
    return contacts


def live_note_of(actor: Actor, client: Client, contact_id: UUID) -> Note | None:
    """The draft or signed note of a contact, if it has one."""
    rows: QuerySet[Note] = Note.objects.visible_to(actor).filter(client=client, contact_id=contact_id)
    return rows.exclude(status=Note.Status.DISCARDED).first()


def id_is_taken(pk: UUID) -> bool:
    return bool(Note.objects.unscoped("whether a client-made id is free").filter(pk=pk).exists())
