"""Inputs of instruments: an imported definition, and the confirmation that its terms were read."""

from typing import Any

from django import forms

from assessments.forms.definitions import LARGEST
from assessments.forms.reading import Unusable, definition_from, parsed
from workflow.forms import StepForm


class DefinitionField(forms.JSONField):
    """A questionnaire as JSON in a format we read; refused with the item and the reason of each problem."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return definition_from(parsed(value) if isinstance(value, str) else value)
        except Unusable as refused:
            raise forms.ValidationError([forms.ValidationError(problem) for problem in refused.problems]) from refused

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class ImportInstrumentForm(StepForm):
    """The questionnaire itself, as text or as a file."""

    definition = DefinitionField(
        label="Questionnaire", required=False, widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text="A FHIR R4 Questionnaire, or our own format, as JSON.",
    )  # fmt: skip
    file = forms.FileField(
        label="Or a file", required=False, widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        uploaded = data.pop("file", None)
        if uploaded is not None and not data.get("definition"):
            data["definition"] = self._from_file(uploaded)
        if not data.get("definition") and not self.errors:
            self.add_error("definition", "Paste the questionnaire, or choose its file.")
        return data

    def _from_file(self, uploaded: Any) -> Any:
        if uploaded.size > LARGEST:
            self.add_error("file", f"The file is larger than {LARGEST:,} bytes. Split the questionnaire.")
            return None
        try:
            return definition_from(parsed(uploaded.read().decode()))
        except UnicodeDecodeError:
            self.add_error("file", "This is not a text file in UTF-8.")
        except Unusable as refused:
            for problem in refused.problems:
                self.add_error("file", problem)
        return None


class SwitchOnForm(StepForm):
    """Using an instrument whose terms are not confirmed yet takes somebody who has read them."""

    terms_read = forms.BooleanField(label="I have read the terms of this instrument, and they allow us to use it", required=False)

    def narrow(self) -> None:
        if self.obj is not None and not self.obj.release_gate:
            del self.fields["terms_read"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "terms_read" in self.fields and not data.get("terms_read"):
            self.add_error("terms_read", f"Before this instrument is used: {self.obj.release_gate}")
        return data
