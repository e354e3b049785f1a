"""Inputs about cases: referring, screening decisions, assignment, closing, reopening."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Team, User
from accounts.queries import active_teams, case_managers_in
from clients.forms.fields import day_field, long_text, not_in_future
from clients.models import Case
from clients.models.cases import TIERS
from workflow.forms import StepForm


class ReferForm(StepForm):
    """What arrives with a referral."""

    source = forms.ChoiceField(label="Referral source", choices=Case.Source)
    source_name = forms.CharField(label="Referred by", max_length=160, required=False)
    source_contact = forms.CharField(label="How to reach the referrer", max_length=160, required=False)
    source_reference = forms.CharField(label="Their own number", max_length=80, required=False)
    referred_on = day_field("Received on", required=False, help_text="Today, if left empty.")
    urgency = forms.ChoiceField(label="Urgency", choices=Case.Urgency, initial=Case.Urgency.ROUTINE)
    need = long_text("What is asked for", rows=3, max_length=2000, help_text="In the client's or referrer's words.")
    programme = forms.CharField(label="Programme", max_length=80, required=False)

    def clean_referred_on(self) -> Any:
        return not_in_future(self.cleaned_data["referred_on"], "The day it was received")


class TeamForm(StepForm):
    """The team a case goes to, and optionally the case manager it is offered to."""

    team = forms.ModelChoiceField(label="Team", queryset=Team.objects.none())
    case_manager = forms.ModelChoiceField(
        label="Case manager", queryset=User.objects.none(), required=False, empty_label="Leave it to the supervisor"
    )

    def narrow(self) -> None:
        teams = active_teams()
        self.limit("team", teams)
        self.limit("case_manager", case_managers_in(team.pk for team in teams))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        team, person = data.get("team"), data.get("case_manager")
        if team and person and not case_managers_in([team.pk]).filter(pk=person.pk).exists():
            self.add_error("case_manager", f"{person.name} is not a case manager in {team.name}.")
        return data


def tier_field(label: str, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[("", "Not yet known"), *TIERS], coerce=int, empty_value=None, required=False, **options
    )


class OpenCaseForm(TeamForm):
    tier = tier_field("Risk tier", help_text="An estimate: once something is assessed, the agency's rule computes it.")


class SetTierForm(StepForm):
    """The tier with its grounds; of an override also its last day and what counts afterwards."""

    tier = tier_field("Risk tier")
    words = forms.CharField(label="On what grounds", max_length=300)
    until = day_field("Until", required=False)
    then = tier_field("Afterwards")


class AssignForm(StepForm):
    case_manager = forms.ModelChoiceField(label="Case manager", queryset=User.objects.none())

    def narrow(self) -> None:
        teams = [self.obj.team_id] if self.obj is not None and self.obj.team_id else []
        self.limit("case_manager", case_managers_in(teams))


class DeclineReferralForm(StepForm):
    decline_reason = forms.ChoiceField(label="Reason", choices=Case.DeclineReason)
    decline_note = long_text("What the referrer should know", rows=3, max_length=1000, required=False)


class DeclineAssignmentForm(StepForm):
    REASONS = (
        ("capacity", "No capacity"),
        ("conflict_of_interest", "Conflict of interest"),
        ("skill", "Needs another skill or language"),
        ("safety", "Safety"),
        ("other", "Other"),
    )
    reason_code = forms.ChoiceField(label="Reason", choices=REASONS)
    reason = long_text("In a sentence", rows=2, max_length=300, required=False)


class CloseCaseForm(StepForm):
    closing_reason = forms.ChoiceField(label="Reason", choices=Case.ClosingReason)
    outcome = forms.ChoiceField(label="Outcome", choices=Case.Outcome)
    closing_summary = long_text("Summary and hand-over", rows=4, max_length=4000)
    client_told = forms.BooleanField(label="The client has been told", required=False)
    why_not_told = forms.CharField(label="If not, why", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("client_told") and not data.get("why_not_told"):
            self.add_error("why_not_told", "Say why the client has not been told, or tick that they have.")
        return data


class ReopenForm(ReferForm):
    """A client who comes back: a new episode, linked to the one before."""


class RecordChangeForm(StepForm):
    """What changed in the client's situation, and when."""

    change = forms.ChoiceField(label="What has changed", choices=Case.Change)
    happened_on = day_field("When", required=False, help_text="Today, if left empty.")

    def clean_happened_on(self) -> Any:
        return not_in_future(self.cleaned_data["happened_on"]) or timezone.localdate()
