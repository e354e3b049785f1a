"""Reads of contacts and notes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Agency
from clients.models import Addendum, Client, Contact, Note
from clients.policy.contacts import is_author, may_mark_error
from workflow.actor import Actor
from workflow.together import together

WHY = "shown with contacts found through visible_to"
SHOWN = {"attempts": ~Q(result=Contact.Result.REACHED), "conversations": Q(result=Contact.Result.REACHED)}


def contacts_alone(actor: Actor, client_id: UUID, shown: str = "") -> "QuerySet[Contact]":
    """Contacts of one client, without their notes."""
    rows: QuerySet[Contact] = Contact.objects.visible_to(actor).filter(client_id=client_id).select_related("support_person")
    return rows.filter(SHOWN[shown], status=Contact.Status.RECORDED) if shown in SHOWN else rows


def notes_on(contacts: "QuerySet[Contact] | list[Contact]") -> tuple["QuerySet[Note]", "QuerySet[Addendum]"]:
    """The living notes of these contacts, and what was added to them."""
    ids = [contact.pk for contact in contacts] if isinstance(contacts, list) else contacts.values_list("pk", flat=True)
    notes: QuerySet[Note] = Note.objects.unscoped(WHY).filter(contact__in=ids).exclude(status=Note.Status.DISCARDED)
    addenda: QuerySet[Addendum] = Addendum.objects.unscoped(WHY).filter(note__contact__in=ids)
    return notes, addenda


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
    """A page of contacts with their notes: one query for any number of rows."""
    if not contacts:
        return contacts
    notes, addenda, agency = together(*notes_on(contacts), Agency.objects.filter(status=Agency.Status.CURRENT))
    return readable(actor, contacts, notes, addenda, agency[0])


def readable(actor: Actor, contacts: list[Any], notes: list[Any], addenda: list[Addendum], agency: Agency) -> list[Any]:
    """Give each contact its one note and the note's clock, and each note what this actor may read of it."""
    of_contact = {note.contact_id: note for note in notes}
    for note in notes:
        note.added = [addendum for addendum in addenda if addendum.note_id == note.pk]
        note.readable = readable_body(actor, note)
    for contact in contacts:
        recorded = contact.status == Contact.Status.RECORDED
        contact.note = of_contact.get(contact.pk)
        contact.note_due_at = contact.at + timedelta(hours=agency.note_due_hours) if contact.reached and recorded else None
        contact.may_be_error = bool(may_mark_error(actor, contact)) and recorded
    return contacts


def live_note_of(actor: Actor, client: Client, contact_id: UUID) -> Note | None:
    """The draft or signed note of a contact, if it has one."""
    rows: QuerySet[Note] = Note.objects.visible_to(actor).filter(client=client, contact_id=contact_id)
    return rows.exclude(status=Note.Status.DISCARDED).first()


def id_is_taken(pk: UUID) -> bool:
    return bool(Note.objects.unscoped("whether a client-made id is free").filter(pk=pk).exists())
