"""Inputs about API clients and access tokens."""

from typing import Any

from django import forms

from accounts.forms.fields import team_field
from accounts.models import ApiClient, Scope
from workflow.forms import StepForm

LONGEST_DAYS = 90


class ScopesForm(StepForm):
    scopes = forms.MultipleChoiceField(
        label="Scopes", choices=Scope, widget=forms.CheckboxSelectMultiple, help_text="Grant only what this system needs."
    )


class RegisterApiClientForm(ScopesForm):
    name = forms.CharField(label="Name", max_length=120, help_text="Shown on the timeline of each record it changes.")
    team = team_field(required=False, empty_label="No team", help_text="The team its referrals go to.")
    field_order = ("name", "team", "scopes")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if ApiClient.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("There is an API client of this name. Choose another, or rotate that one's secret.")
        return name


class AccessTokenForm(StepForm):
    name = forms.CharField(label="What it is for", max_length=120)
    days = forms.IntegerField(label="Days until it ends", min_value=1, max_value=LONGEST_DAYS, required=False, initial=30)

    def clean_days(self) -> Any:
        return self.cleaned_data["days"] or 30
