"""Input of a start from the library."""

from django import forms

from careplans.queries.library import choices
from workflow.forms import StepForm


class FromLibraryForm(StepForm):
    template = forms.ChoiceField(label="For the need", choices=choices)
    language = forms.ChoiceField(label="In the client's language", choices=(("en", "English"), ("es", "Español")), required=False)

    def clean_language(self) -> str:
        own = self.obj.client.language if self.obj is not None else "en"
        return self.cleaned_data["language"] or ("es" if own.startswith("es") else "en")
