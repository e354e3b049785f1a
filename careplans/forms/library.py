"""Input of a start from the library."""

from django import forms

from careplans.queries.library import choices
from workflow.forms import StepForm


class FromLibraryForm(StepForm):
    template = forms.ChoiceField(label="For the need", choices=choices)
    language = forms.ChoiceField(label="In the client's language", choices=(("en", "English"), ("es", "Español")), required=False)

    def narrow(self) -> None:
        self.fields["language"].initial = self._clients_own()

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self._clients_own()

    def _clients_own(self) -> str:
        return "es" if self.obj is not None and self.obj.client.language.startswith("es") else "en"
