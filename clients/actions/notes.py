"""Steps of notes: drafted under a client-made id, autosaved, signed once, then only added to."""

from datetime import timedelta

from django.utils import timezone

from accounts.queries import the_agency
from clients.actions.contacts import authorship
from clients.forms.contacts import AddendumForm, AutosaveForm, SignNoteForm, StartNoteForm
from clients.models import Addendum, Client, Note
from clients.policy import contacts as policy
from workflow.forms import StepForm
from workflow.identifiers import new_id
from workflow.steps import Step, Taken

DRAFT, SIGNED = Note.Status.DRAFT, Note.Status.SIGNED
SCOPE = "contacts:write"

START = Step(
    name="note.start", event="note.started", label="Write a note", done="Draft saved.", model=Note, target=DRAFT, parent=Client,
    parent_field="client", may=policy.may_write, form=StartNoteForm, scope=SCOPE,
)  # fmt: skip


@START.rule
def start_note(client: Client, taken: Taken) -> Note:
    """Begin a draft; its clock runs from the contact, so that what was said is written while it is remembered."""
    contact = taken.data["contact"]
    since = contact.at if contact else taken.now
    return Note(
        id=taken.data["id"] or new_id(), client=client, contact=contact, body=taken.data["body"],
        due_at=since + timedelta(hours=the_agency().note_due_hours), **authorship(taken),
    )  # fmt: skip


# Quiet: a draft is not yet part of the record, and a timeline of every keystroke would tell nothing.
AUTOSAVE = Step(
    name="note.autosave", event="note.autosaved", label="Save the draft", done="Draft saved.", model=Note, source={DRAFT},
    target=DRAFT, may=policy.may_finish_draft, form=AutosaveForm, scope=SCOPE, quiet=True, edits=True,
)  # fmt: skip


@AUTOSAVE.rule
def autosave_note(note: Note, taken: Taken) -> None:
    """Keep what was typed on the server, so that a dead session or battery costs nobody their words."""
    note.body = taken.data["body"]


SIGN = Step(
    name="note.sign", event="note.signed", label="Sign the note", done="Note signed.", model=Note, source={DRAFT}, target=SIGNED,
    may=policy.may_finish_draft, form=SignNoteForm, scope=SCOPE, edits=True,
)  # fmt: skip


@SIGN.rule
def sign_note(note: Note, taken: Taken) -> None:
    """Sign once; from then on the text is locked and changes only by addendum."""
    note.body = taken.data["body"]
    note.signed_at = taken.now
    note.late_entry = taken.now > note.due_at
    taken.notes["late_entry"] = note.late_entry


DISCARD = Step(
    name="note.discard", event="note.discarded", label="Discard the draft", done="Draft discarded.", model=Note, source={DRAFT},
    target=Note.Status.DISCARDED, may=policy.may_finish_draft, form=StepForm, scope=SCOPE, danger=True,
)  # fmt: skip


@DISCARD.rule
def discard_note(note: Note, taken: Taken) -> None:
    """Throw a draft away; if its contact wants a note, that stays due."""


ADD_ADDENDUM = Step(
    name="note.add_addendum", event="note.addendum_added", label="Add an addendum", done="Addendum added.", model=Note,
    source={SIGNED}, may=policy.may_add_addendum, form=AddendumForm, scope=SCOPE,
)  # fmt: skip


@ADD_ADDENDUM.rule
def add_addendum(note: Note, taken: Taken) -> None:
    """Add to a signed note under one's own name and date; what was signed stays as it was."""
    Addendum.objects.create(
        client_id=note.client_id, note=note, body=taken.data["body"], author_name=taken.actor.name[:120],
        author_id=taken.actor.id, at=timezone.now(),
    )  # fmt: skip
