"""Inputs of contacts and notes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from clients.forms.fields import long_text, safe_channels_of
from clients.models import Channel, Client, Contact, SupportPerson
from workflow.forms import StepForm

# Clocks of two machines differ; a contact typed as "now" must not be refused for it.
CLOCK_TOLERANCE = timedelta(minutes=5)
WHY = "the support people of the client the form is about"


class LogContactForm(StepForm):
    """An attempt or a conversation; four answers are enough, the rest is there when it matters."""

    result = forms.ChoiceField(label="What came of it", choices=Contact.Result, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label="How", choices=Channel, initial=Channel.PHONE, widget=forms.RadioSelect)
    minutes = forms.IntegerField(label="Minutes", min_value=0, max_value=1440, required=False)
    summary = forms.CharField(label="In a few words", max_length=300, required=False)
    at = forms.DateTimeField(
        label="When", required=False, help_text="Now, if left empty.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M"],
    )  # fmt: skip
    direction = forms.ChoiceField(label="Who contacted whom", choices=Contact.Direction, required=False)
    party = forms.ChoiceField(label="With", choices=Contact.Party, required=False)
    support_person = forms.ModelChoiceField(label="Which support person", queryset=SupportPerson.objects.none(), required=False)
    with_name = forms.CharField(label="Name of somebody else", max_length=120, required=False)
    interpreter_used = forms.BooleanField(label="With an interpreter", required=False)

    folded = ("More, if it matters",)
    groups = (
        ("", ("result", "channel", "summary", "minutes")),
        ("More, if it matters", ("at", "direction", "party", "support_person", "with_name", "interpreter_used")),
    )

    def narrow(self) -> None:
        client: Client | None = self.obj
        if client is None:
            return
        # Whoever called us chose the channel; what we choose must be safe for the client.
        if self.data.get("direction") != Contact.Direction.INCOMING:
            self.limit_choices("channel", safe_channels_of(client))
            if Channel.PHONE not in client.safe_channels:
                self.fields["channel"].initial = None
        people = client.support_people.unscoped(WHY).filter(status=SupportPerson.Status.CURRENT)
        self.limit("support_person", people)

    def clean_channel(self) -> str:
        return str(self.cleaned_data["channel"])

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"] or timezone.now()
        if at > timezone.now() + CLOCK_TOLERANCE:
            raise forms.ValidationError("A contact that lies ahead cannot be logged yet. Check the date and time.")
        return at

    def clean_direction(self) -> str:
        return self.cleaned_data["direction"] or Contact.Direction.OUTGOING

    def clean_party(self) -> str:
        return self.cleaned_data["party"] or Contact.Party.CLIENT

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "channel" in self.errors and self.obj is not None:
            safe = ", ".join(label.lower() for key, label in Channel.choices if key in self.obj.safe_channels)
            self.errors["channel"] = self.error_class([f"This is not a safe way to contact this client. Safe: {safe}."])
        self._check_party(data)
        self._check_voicemail(data)
        return data

    def _check_party(self, data: dict[str, Any]) -> None:
        if data.get("party") == Contact.Party.SUPPORT and not data.get("support_person"):
            self.add_error("support_person", "Choose which support person it was.")
        if data.get("party") in (Contact.Party.PROVIDER, Contact.Party.OTHER) and not data.get("with_name"):
            self.add_error("with_name", "Say who it was.")

    def _check_voicemail(self, data: dict[str, Any]) -> None:
        left_message = data.get("result") == Contact.Result.LEFT_MESSAGE and data.get("channel") in (
            Channel.PHONE,
            Channel.VOICEMAIL,
        )
        if left_message and self.obj is not None and not self.obj.may_voicemail:
            self.add_error("result", "Voicemail is not safe for this client. Leave no message; log it as no answer.")


class MarkErrorForm(StepForm):
    reason = long_text("What was wrong", rows=2, max_length=200)


class StartNoteForm(StepForm):
    """A draft under an id its maker chose, so that sending it twice makes one draft."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    contact = forms.ModelChoiceField(label="About the contact", queryset=Contact.objects.none(), required=False)
    body = long_text("Note", rows=12, max_length=50_000, required=False)

    def narrow(self) -> None:
        if self.obj is not None:
            contacts = Contact.objects.unscoped(WHY).filter(client=self.obj, status=Contact.Status.RECORDED).order_by("-at")
            self.limit("contact", contacts)


class AutosaveForm(StepForm):
    body = long_text("Note", rows=12, max_length=50_000, required=False)


class SignNoteForm(StepForm):
    """Signing sends the text once more, so that nothing typed in the last second is lost."""

    body = long_text("Note", rows=12, max_length=50_000)

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).strip()


class AddendumForm(StepForm):
    body = long_text("Addendum", rows=6, max_length=20_000)
