"""Inputs of follow-ups."""

from django import forms

from accounts.models import Team, User
from clients.models import Case
from followups.models import FollowUp
from workflow.forms import KnownChoice, StepForm


class OpenFollowUpForm(StepForm):
    """What a reaction says about the thing that became due."""

    kind = forms.ChoiceField(choices=FollowUp.Kind)
    why = forms.CharField(max_length=300)
    case = KnownChoice(queryset=Case.objects.unscoped("named by the step that opens it"), required=False)
    owner = KnownChoice(queryset=User.objects.all(), required=False)
    team = KnownChoice(queryset=Team.objects.all(), required=False)
    due_at = forms.DateTimeField()
    urgency = forms.ChoiceField(choices=FollowUp.Urgency)
    waiting_on = forms.CharField(max_length=120, required=False)
    remind_client = forms.BooleanField(required=False)
    source_key = forms.CharField(max_length=120)
    object_id = forms.UUIDField()


class CloseFollowUpForm(StepForm):
    outcome = forms.CharField(
        label="What happened",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One sentence for whoever reads it next.",
    )
