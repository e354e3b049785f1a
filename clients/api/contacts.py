"""/api/v1/contacts/ and /api/v1/notes/: attempts, conversations, and what was written about them."""

from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from clients.actions.contacts import log_contact
from clients.actions.notes import start_note
from clients.models import Addendum, Contact, Note
from clients.queries.contacts import WHY, readable_body
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class ContactSerializer(RecordSerializer):
    class Meta:
        model = Contact
        fields = (
            *RecordSerializer.common, "client", "case", "at", "channel", "direction", "party", "support_person", "with_name",
            "result", "reached", "minutes", "summary", "interpreter_used", "late_entry", "author", "author_name", "error_reason",
        )  # fmt: skip


class AddendumSerializer(serializers.ModelSerializer[Addendum]):
    class Meta:
        model = Addendum
        fields = ("id", "body", "author_name", "at")


class NoteSerializer(RecordSerializer):
    body = serializers.SerializerMethodField(help_text="The text; null for a draft of somebody else.")
    addenda = AddendumSerializer(many=True, source="added", read_only=True)

    class Meta:
        model = Note
        fields = (
            *RecordSerializer.common, "client", "contact", "body", "author", "author_name", "due_at", "signed_at", "late_entry",
            "addenda",
        )  # fmt: skip

    def get_body(self, note: Note) -> str | None:
        return readable_body(self.context["actor"], note)


class OfClientFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's.")


class ContactFilters(OfClientFilters):
    result = forms.ChoiceField(required=False, choices=[("", ""), *Contact.Result.choices])


class NoteFilters(OfClientFilters):
    status = forms.ChoiceField(required=False, choices=[("", ""), *Note.Status.choices])


def contact_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Contact]":
    return one_contact(actor).filter(**{name: value for name, value in filters.items() if value})


def one_contact(actor: Actor) -> "QuerySet[Contact]":
    rows: QuerySet[Contact] = Contact.objects.visible_to(actor)
    return rows


def note_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Note]":
    return one_note(actor).filter(**{name: value for name, value in filters.items() if value})


def one_note(actor: Actor) -> "QuerySet[Note]":
    rows: QuerySet[Note] = Note.objects.visible_to(actor)
    return rows.prefetch_related(Prefetch("addenda", queryset=Addendum.objects.unscoped(WHY), to_attr="added"))


CONTACTS = register(
    Resource(
        model=Contact,
        serializer=ContactSerializer,
        scope="contacts",
        rows=contact_rows,
        one=one_contact,
        filters=ContactFilters,
        create=log_contact,
        summary="Attempts and conversations, newest entry first. POST logs one.",
    )
)
NOTES = register(
    Resource(
        model=Note,
        serializer=NoteSerializer,
        scope="contacts",
        rows=note_rows,
        one=one_note,
        filters=NoteFilters,
        create=start_note,
        summary="Notes. POST starts a draft, under an id you choose if you like.",
    )
)
