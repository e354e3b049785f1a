"""Inputs about needs."""

from typing import Any

from django import forms

from assessments.models import Assessment
from assessments.models.domains import DOMAINS
from careplans.models import Need
from clients.forms.fields import day_field, long_text, not_in_future
from workflow.forms import StepForm

WHY = "the assessment that suggests the need, named by the reaction to it"


class NeedForm(StepForm):
    """A need in plain words, and in the client's own."""

    domain = forms.ChoiceField(label="What it is about", choices=list(DOMAINS.items()))
    title = forms.CharField(label="The need, in a few words", max_length=160)
    client_words = long_text("In the client's words", rows=2, max_length=2000, required=False)
    icd10 = forms.RegexField(
        label="ICD-10-CM code", regex=r"^[A-TV-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$", required=False, max_length=8,
        help_text="Only if a clinician documents it, for example Z59.41.",
        error_messages={"invalid": "An ICD-10-CM code looks like Z59.41. Check it, or leave it empty."},
    )  # fmt: skip


class IdentifyNeedForm(NeedForm):
    source = forms.ChoiceField(label="Where it showed", choices=Need.Source, required=False)

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Need.Source.CONVERSATION


class SuggestNeedForm(NeedForm):
    """What a screening says about a possible need."""

    source_item = forms.CharField(max_length=300)
    source_assessment = forms.ModelChoiceField(queryset=Assessment.objects.unscoped(WHY), required=False)
    source = forms.ChoiceField(choices=Need.Source)


class ConfirmNeedForm(NeedForm):
    """A person looked at it and spoke with the client: the words may be put right."""


class AcceptNeedForm(StepForm):
    answered_on = day_field("The client said so on", required=False, help_text="Today, if left empty.")
    client_words = long_text("In the client's words", rows=2, max_length=2000, required=False)

    def clean_answered_on(self) -> Any:
        return not_in_future(self.cleaned_data["answered_on"], "The day of the answer")


class DeclineNeedForm(StepForm):
    answered_on = day_field("The client said so on", required=False, help_text="Today, if left empty.")
    reason = forms.CharField(label="Why, if the client said", max_length=300, required=False)

    def clean_answered_on(self) -> Any:
        return not_in_future(self.cleaned_data["answered_on"], "The day of the answer")


class NeedReasonForm(StepForm):
    reason = forms.CharField(label="Why", max_length=300, help_text="One sentence for whoever reads it next.")
