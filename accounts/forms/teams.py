"""Inputs about teams."""

from django import forms

from accounts.models import Team
from workflow.actor import NOBODY
from workflow.forms import StepForm


class TeamForm(StepForm):
    name = forms.CharField(label="Name", max_length=120)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Team.objects.filter(name__iexact=name).exclude(pk=self.obj.pk if self.obj else NOBODY).exists():
            raise forms.ValidationError("There is a team of this name, perhaps a closed one. Choose another name.")
        return name
