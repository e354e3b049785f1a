"""Contacts (every attempt and conversation) and the notes written about them."""

from django.db import models

from accounts.models import User
from clients.models.cases import Case
from clients.models.codes import Channel
from clients.models.people import Client, OfClient
from clients.models.support import ClientPart, SupportPerson
from workflow.actor import Actor


class Contact(ClientPart):
    """An attempt or a conversation: when, how, with whom, and whether anybody was reached."""

    collection = "contacts"

    class Status(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Direction(models.TextChoices):
        OUTGOING = "outgoing", "We contacted them"
        INCOMING = "incoming", "They contacted us"

    class Party(models.TextChoices):
        CLIENT = "client", "Client"
        SUPPORT = "support", "Support person"
        PROVIDER = "provider", "Provider or partner"
        OTHER = "other", "Somebody else"

    class Result(models.TextChoices):
        REACHED = "reached", "Reached: two-way contact"
        NO_ANSWER = "no_answer", "No answer"
        LEFT_MESSAGE = "left_message", "Left a message"
        WRONG_NUMBER = "wrong_number", "Wrong or dead number"
        NOT_HOME = "not_home", "Not at home"
        CANCELLED = "cancelled", "Cancelled or did not come"

    status = models.CharField(max_length=20, choices=Status, default=Status.RECORDED, editable=False)
    # An index below begins with it.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contacts", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts", null=True, blank=True)
    at = models.DateTimeField("when")
    channel = models.CharField("how", max_length=20, choices=Channel)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.OUTGOING)
    party = models.CharField("with", max_length=10, choices=Party, default=Party.CLIENT)
    support_person = models.ForeignKey(SupportPerson, on_delete=models.PROTECT, null=True, blank=True)
    with_name = models.CharField("name", max_length=120, blank=True)
    result = models.CharField(max_length=20, choices=Result)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    summary = models.CharField("in a few words", max_length=300, blank=True)
    interpreter_used = models.BooleanField(default=False)
    late_entry = models.BooleanField(default=False, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="contacts")
    author_name = models.CharField(max_length=120, editable=False)
    author_client_id = models.UUIDField(null=True, editable=False)
    error_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "contact"
        indexes = (
            models.Index(fields=("client", "-at"), name="contact_client_at"),
            models.Index(
                fields=("case", "-at"), condition=models.Q(result="reached", status="recorded"), name="contact_case_reached"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.get_result_display().lower()}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.contacts import contact_visibility

        return contact_visibility(actor)

    @property
    def reached(self) -> bool:
        """An attempt is never a contact: only two-way conversations count."""
        return self.result == self.Result.REACHED

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/contacts/"


class Note(ClientPart):
    """What was said and done. A draft belongs to its author; once signed it is locked for good."""

    collection = "notes"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SIGNED = "signed", "Signed"
        DISCARDED = "discarded", "Discarded"

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    # An index below begins with it.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="notes", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    body = models.TextField(blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="notes", db_index=False)
    author_name = models.CharField(max_length=120, editable=False)
    author_client_id = models.UUIDField(null=True, editable=False)
    due_at = models.DateTimeField(editable=False)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    late_entry = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = "note"
        constraints = (
            models.UniqueConstraint(
                fields=("contact",),
                condition=models.Q(status__in=("draft", "signed")),
                name="one_note_a_contact",
                violation_error_message="This contact already has its note. Open that one.",
            ),
        )
        indexes = (
            models.Index(fields=("client", "-id"), name="note_client_newest"),
            models.Index(fields=("author", "status"), name="note_author_status"),
        )

    def __str__(self) -> str:
        return f"Note, {self.get_status_display().lower()}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.contacts import note_visibility

        return note_visibility(actor)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/notes/{self.pk}/"


class Addendum(OfClient):
    """What is added to a signed note, with its own author and date; the note itself stays as it was."""

    append_only = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="addenda")
    body = models.TextField()
    author_name = models.CharField(max_length=120)
    author_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"Addendum by {self.author_name}"
