"""Inputs about the plan as a whole."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from accounts.queries import case_managers_in
from careplans.models import CarePlan
from clients.forms.fields import day_field, long_text
from workflow.forms import StepForm


def not_past(day: Any, what: str) -> Any:
    if day and day < timezone.localdate():
        raise forms.ValidationError(f"{what} lies in the past. Check the date.")
    return day


class PlanForm(StepForm):
    """The frame of a plan; goals and promises are added to it one by one."""

    title = forms.CharField(label="Title", max_length=160, help_text="What the client would call it.")
    strengths = long_text("Strengths and preferences", rows=3, max_length=4000, required=False)
    back_up_plan = long_text("Risks, and what we do if something falls through", rows=3, max_length=4000, required=False)
    next_contact_on = day_field("Next contact", required=False)
    next_contact_how = forms.CharField(label="How", max_length=120, required=False)
    monitored_by = forms.ModelChoiceField(label="Who watches over it", queryset=User.objects.none(), required=False)
    review_on = day_field(
        "Next review", required=False, help_text="Left empty, the agency's own rule sets it when the plan starts."
    )

    def narrow(self) -> None:
        teams = [team.team_id for team in self.actor.roles if team.team_id]
        self.limit("monitored_by", case_managers_in(teams))

    def clean_review_on(self) -> Any:
        return not_past(self.cleaned_data["review_on"], "The next review")


class ActivateForm(StepForm):
    """Nothing to say when everybody agreed; otherwise the reason is part of the record."""

    without_agreement = forms.ChoiceField(
        label="In force without full agreement because",
        required=False,
        choices=[("", "The client has agreed"), *CarePlan.WithoutAgreement.choices],
    )
    without_agreement_words = long_text("In a few sentences", rows=3, max_length=2000, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("without_agreement") and not data.get("without_agreement_words"):
            self.add_error("without_agreement_words", "Say in a sentence what happened and when agreement will be sought.")
        return data


class PlanReasonForm(StepForm):
    reason = forms.CharField(label="Why", max_length=300, help_text="One sentence for whoever reads it next.")


class CompletePlanForm(StepForm):
    """How it ended, and the one thing the next plan should know."""

    reason = forms.CharField(label="How it ended", max_length=300)
    lesson = long_text(
        "One lesson", rows=3, max_length=1000,
        help_text="What would you do again, or differently, for the same need? Name nobody: others will read it.",
    )  # fmt: skip
