"""Inputs about deliveries that failed."""

from django import forms

from followups.models import Delivery
from workflow.forms import StepForm


class OpenDeadLetterForm(StepForm):
    delivery = forms.ModelChoiceField(queryset=Delivery.objects.unscoped("named by the dispatcher that gave it up"))
    why = forms.CharField(max_length=300)
    attempts = forms.IntegerField(min_value=0)


class DecideForm(StepForm):
    decided_because = forms.CharField(
        label="Why", max_length=200, help_text="One sentence, for example: the mail server is back."
    )
