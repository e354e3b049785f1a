"""Input of a saved filter."""

from urllib.parse import parse_qsl, urlencode

from django import forms

from followups.models import SavedFilter
from workflow.forms import StepForm

MOST_CHARACTERS = 500


class SaveFilterForm(StepForm):
    name = forms.CharField(label="Name", max_length=60, help_text="As you will look for it, for example “Late promises”.")
    place = forms.ChoiceField(choices=SavedFilter.Place.choices, widget=forms.HiddenInput)
    query = forms.CharField(max_length=MOST_CHARACTERS, widget=forms.HiddenInput, required=False)

    def clean_query(self) -> str:
        """Only what filters: where the page began and what the form left empty are no part of it."""
        pairs = [(name, value) for name, value in parse_qsl(self.cleaned_data["query"]) if name != "at"]
        if not pairs:
            raise forms.ValidationError("Nothing is filtered yet. Choose a filter first, then save it.")
        return urlencode(pairs)
