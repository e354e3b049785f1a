"""Input of the steps of hospital notices."""

from typing import Any

from django import forms

from clients.models import Client
from interop.forms.hl7_heads import head_of
from interop.forms.hl7_text import bytes_of
from workflow.forms import KnownChoice, StepForm, VisibleChoice

MOST_BYTES = 5 * 1024 * 1024


class MessageField(forms.CharField):
    """A message byte for byte, one character a byte; text (as in JSON) is put into the character set it names itself."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_BYTES, strip=False, **kwargs)
        # Dirt is kept as well: even a zero byte, which the sealed text can hold.
        self.validators = [
            check for check in self.validators if not hasattr(check, "code") or check.code != "null_characters_not_allowed"
        ]

    def to_python(self, value: Any) -> str:
        if isinstance(value, bytes):
            return value.decode("latin-1")
        text = super().to_python(value) or ""
        head = head_of(text)
        return bytes_of(text, head.charset if head else "").decode("latin-1")


class ReceiveForm(StepForm):
    message = MessageField(required=False, help_text="One HL7 v2 message, its segments ended by carriage returns.")


class RefuseForm(StepForm):
    error = forms.CharField(max_length=500)


class ApplyForm(StepForm):
    client = KnownChoice(queryset=Client.objects.unscoped("found by the numbers of the notice"))
    how = forms.CharField(max_length=200)


class WaitForm(StepForm):
    error = forms.CharField(max_length=500)
    client = KnownChoice(queryset=Client.objects.unscoped("found by the number that a merge keeps"), required=False)
    prior_client = KnownChoice(queryset=Client.objects.unscoped("found by the number that a merge gives up"), required=False)


class SetAsideForm(StepForm):
    error = forms.CharField(label="Why", max_length=500, help_text="One sentence, for example: not a client of ours.")


class TakeBackForm(StepForm):
    error = forms.CharField(
        label="Why it is not about this client",
        max_length=400,
        help_text="One sentence that names nobody, for example: another birth date.",
    )


class MatchForm(StepForm):
    client = VisibleChoice(
        Client, label="Client", widget=forms.HiddenInput,
        error_messages={
            "required": "Go back to the notice and choose the client there.",
            "invalid_choice": "There is no such record, or it is not yours to see.",
        },
    )  # fmt: skip


class LinkProposalForm(StepForm):
    why = forms.CharField(
        label="Why they are the same person",
        max_length=300,
        initial="The hospital gave both numbers to one person.",
        help_text="What you compared, for example: name, birth date and address.",
    )
