"""Inputs of emergency access: naming a record one cannot see, and reviewing the use that was made of it."""

from typing import Any

from django import forms

from clients.forms.fields import day_field, long_text
from clients.models import EmergencyAccess
from workflow.forms import StepForm


class ExactlyNamed(forms.Form):
    """The record is named exactly, never chosen from a list: a list would show who is hidden."""

    identifier = forms.CharField(
        label="Number",
        max_length=80,
        required=False,
        help_text="The whole number, for example a medical record or Medicaid number.",
    )
    given_name = forms.CharField(label="Given name", max_length=100, required=False)
    family_name = forms.CharField(label="Family name", max_length=100, required=False)
    birth_date = day_field("Birth date", required=False)
    client = forms.UUIDField(
        label="Record", required=False, widget=forms.HiddenInput, help_text="The client's id, where it is known already."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        by_name = all(data.get(name) for name in ("given_name", "family_name", "birth_date"))
        if not (data.get("client") or data.get("identifier") or by_name or self.errors):
            raise forms.ValidationError("Give the whole number, or both names and the birth date.")
        return data


class OpenEmergencyForm(ExactlyNamed, StepForm):
    """Whose record, and why now."""

    reason_code = forms.ChoiceField(label="Reason", choices=[("", "Choose a reason"), *EmergencyAccess.ReasonCode.choices])
    explanation = long_text("What happened", rows=3, max_length=2000, help_text="Read by whoever reviews this access.")

    groups = (
        ("Whose record, by a number", ("identifier",)),
        ("Or by both names and the birth date", ("given_name", "family_name", "birth_date")),
        ("Why now", ("reason_code", "explanation")),
    )


class ReviewEmergencyForm(StepForm):
    finding = forms.ChoiceField(label="Finding", choices=EmergencyAccess.Finding, widget=forms.RadioSelect)
    review_note = long_text("Note", rows=3, max_length=2000, required=False, help_text="What was looked at, and what follows.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("finding") not in (None, EmergencyAccess.Finding.JUSTIFIED) and not data.get("review_note"):
            self.add_error("review_note", "Say what was not right, and what follows from it.")
        return data
