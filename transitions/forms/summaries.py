"""Input of a hand-over summary: for whom, and for what."""

from django import forms

from transitions.models import HandoverSummary
from workflow.forms import StepForm


class MakeSummaryForm(StepForm):
    recipient = forms.CharField(
        label="For whom", max_length=200,
        help_text="The facility of this transition, a support person, or whom a consent was given to, named as it is there.",
    )  # fmt: skip
    purpose = forms.ChoiceField(label="For what", choices=HandoverSummary.Purpose, widget=forms.RadioSelect)
