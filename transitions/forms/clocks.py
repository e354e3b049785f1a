"""Inputs about clocks and confirmations."""

from typing import Any

from django import forms
from django.utils import timezone

from clients.models import Contact
from transitions.forms.fields import moment_field, not_in_future
from transitions.models import Clock, Confirmation, MedicinesWorksheet, Protocol
from workflow.forms import KnownChoice, StepForm

WHY = "named by the transition's own reaction"


class StartClockForm(StepForm):
    """What the arithmetic says; only unattended work takes this step."""

    protocol = KnownChoice(queryset=Protocol.objects.all())
    key = forms.SlugField(max_length=40)
    opens_on = forms.DateField()
    due_at = forms.DateTimeField()


class MoveClockForm(StepForm):
    opens_on = forms.DateField()
    due_at = forms.DateTimeField()


class MeetClockForm(StepForm):
    """When it took place and what proves it."""

    met_at = moment_field("When it took place", required=False, help_text="Now, if left empty.")
    evidence = forms.CharField(
        label="What proves it", max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who, where, and what is on file. It counts although it is late.",
    )  # fmt: skip
    contact = forms.ModelChoiceField(queryset=Contact.objects.none(), required=False, widget=forms.HiddenInput)

    worksheet = forms.ModelChoiceField(queryset=MedicinesWorksheet.objects.none(), required=False, widget=forms.HiddenInput)

    def narrow(self) -> None:
        clock: Clock | None = self.obj
        if clock is not None:
            sheets = MedicinesWorksheet.objects.unscoped(WHY).filter(transition_id=clock.transition_id)
            self.limit("worksheet", sheets.filter(status=MedicinesWorksheet.Status.COMPLETED))
            own = Contact.objects.unscoped(WHY).filter(client_id=clock.client_id, status=Contact.Status.RECORDED)
            self.limit("contact", own)

    def clean_met_at(self) -> Any:
        return not_in_future(self.cleaned_data["met_at"] or timezone.now(), "This")


class BookForm(StepForm):
    """An appointment: when, and with whom."""

    booked_for = moment_field("When")
    booked_with = forms.CharField(label="With whom, and where", max_length=120)
    remind_client = forms.BooleanField(
        label="Remind the client", required=False,
        help_text="The day before and on the day, only with their consent, on safe channels and at safe hours.",
    )  # fmt: skip

    def clean_booked_for(self) -> Any:
        moment = self.cleaned_data["booked_for"]
        if moment < timezone.now():
            raise forms.ValidationError("This time is over. If the visit took place, record it with “Met”.")
        return moment


class ConfirmationForm(StepForm):
    party = forms.ChoiceField(label="Whose word it is", choices=Confirmation.Party, widget=forms.RadioSelect)
    confirmed = forms.BooleanField(label="Confirmed that the hand-over took place", required=False)
    by_name = forms.CharField(label="Who said so", max_length=120, required=False)
    why_not = forms.CharField(label="If not confirmed: why", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("confirmed") and not data.get("why_not"):
            self.add_error("why_not", "Say why it is not confirmed, or tick that it is.")
        if data.get("confirmed") and data.get("why_not"):
            self.add_error("why_not", "Either it is confirmed, or there is a reason why not. Clear one of them.")
        return data
