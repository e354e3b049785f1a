"""Input of the steps of proposed changes."""

import json
from typing import cast

from django import forms

from interop.models import AdtMessage
from interop.models.proposals import SPOKEN_OF
from interop.queries.proposals import lines_of, record_of
from workflow.forms import KnownChoice, StepForm


class ProposeForm(StepForm):
    """What differs, as JSON; only unattended work says so."""

    notice = KnownChoice(queryset=AdtMessage.objects.unscoped("the notice that was just applied"))
    said = forms.CharField()

    def clean_said(self) -> str:
        said: str = self.cleaned_data["said"]
        try:
            values = json.loads(said)
        except ValueError:
            values = None
        if not isinstance(values, dict) or not values or not set(values) <= set(SPOKEN_OF):
            raise forms.ValidationError("Give a JSON object of fields of the client, each with a list of values.")
        return said


class AcceptForm(StepForm):
    fields_taken = forms.MultipleChoiceField(
        label="Take over", choices=list(SPOKEN_OF.items()), widget=forms.CheckboxSelectMultiple,
        help_text="What is not ticked stays as it is, and is not asked again.",
        error_messages={"required": "Tick what is right. If nothing is, leave the record as it is instead."},
    )  # fmt: skip

    def narrow(self) -> None:
        """What is proposed, beside what is on record. Where reaching the client may harm them, nothing is ticked beforehand."""
        if self.obj is None:
            return
        record = record_of(self.obj.client)
        lines = lines_of(self.actor, self.obj, record)
        self.limit_choices(
            "fields_taken",
            [(line.field, f"{line.label}: {line.said} (on record: {line.on_record or 'nothing'})") for line in lines],
        )
        guarded = ("phone", "address", "email") if record.is_guarded else ()
        cast(forms.MultipleChoiceField, self.fields["fields_taken"]).initial = [
            line.field for line in lines if line.field not in guarded
        ]


class LeaveForm(StepForm):
    why = forms.CharField(
        label="Why", max_length=300, help_text="One sentence, for example: asked the client, the old number is right."
    )
