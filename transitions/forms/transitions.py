"""Inputs about the move itself."""

from typing import Any

from django import forms

from transitions.forms.fields import DiagnosesField, moment_field, not_in_future
from transitions.models import Transition
from transitions.models.codes import Complexity, Disposition, Setting
from workflow.forms import KnownChoice, StepForm, VisibleChoice

ANY_DISPOSITION = [("", "Not said yet"), *((code, f"{code} {label}") for code, label in Disposition.choices)]
NOT_YET = [("", "Not known yet"), *Setting.choices]
BEFORE = "The discharge lies before the admission. Check both."


class StayForm(StepForm):
    """What is known of a stay; only where it is has to be said."""

    facility = forms.CharField(label="Facility", max_length=120, help_text="Where the client stays, as it calls itself.")
    from_setting = forms.ChoiceField(label="From", choices=Setting, initial=Setting.HOSPITAL, required=False)
    to_setting = forms.ChoiceField(label="To", choices=NOT_YET, required=False)
    visit_number = forms.CharField(label="Visit number", max_length=80, required=False)
    expected_admission_at = moment_field("Admission expected", required=False)
    admitted_at = moment_field("Admitted", required=False)
    expected_discharge_at = moment_field("Discharge expected", required=False)
    discharged_at = moment_field("Discharged", required=False)
    disposition = forms.ChoiceField(label="Where the stay ended", choices=ANY_DISPOSITION, required=False)
    complexity = forms.ChoiceField(
        label="Complexity of decisions", choices=[("", "Not said yet"), *Complexity.choices], required=False,
        help_text="High means a visit within 7 days, moderate within 14. Until somebody says, the shorter time counts.",
    )  # fmt: skip
    diagnoses = DiagnosesField()
    substance_use = forms.BooleanField(
        label="A stay for substance use treatment (42 CFR Part 2)", required=False,
        help_text="What is known of it then leaves the agency only with the client's consent for exactly such records.",
    )  # fmt: skip
    told = forms.CharField(
        label="Who was told", max_length=300, required=False, help_text="For example daughter, clinic, home health."
    )

    folded = ("More, if it is known",)
    groups = (
        ("", ("facility", "from_setting", "to_setting", "admitted_at", "discharged_at", "complexity")),
        (
            "More, if it is known",
            (
                "visit_number",
                "expected_admission_at",
                "expected_discharge_at",
                "disposition",
                "diagnoses",
                "substance_use",
                "told",
            ),
        ),
    )

    def clean_from_setting(self) -> str:
        return self.cleaned_data["from_setting"] or Setting.HOSPITAL

    def clean_admitted_at(self) -> Any:
        return not_in_future(self.cleaned_data["admitted_at"], "The admission")

    def clean_discharged_at(self) -> Any:
        return not_in_future(self.cleaned_data["discharged_at"], "The discharge")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("admitted_at") and data.get("discharged_at") and data["discharged_at"] < data["admitted_at"]:
            self.add_error("discharged_at", BEFORE)
        return data


class ReceiveForm(StayForm):
    """A stay that became known by notices; the partner that sent them sees it."""

    sent_by = forms.UUIDField(required=False)


class LeadForm(StepForm):
    """What all notices of a visit say together; only unattended work says so, and it may leave open what it said before."""

    from_setting = forms.ChoiceField(choices=Setting)
    to_setting = forms.ChoiceField(choices=NOT_YET, required=False)
    expected_admission_at = moment_field("Admission expected", required=False)
    admitted_at = moment_field("Admitted", required=False)
    expected_discharge_at = moment_field("Discharge expected", required=False)
    discharged_at = moment_field("Discharged", required=False)
    disposition = forms.ChoiceField(choices=ANY_DISPOSITION, required=False)
    diagnoses = DiagnosesField()


class AdoptForm(StepForm):
    """Which notices tell of a stay that somebody wrote down; only unattended work says so."""

    told_as = forms.CharField(max_length=120, required=False)
    visit_number = forms.CharField(max_length=80, required=False)


class AdmitForm(StepForm):
    admitted_at = moment_field("Admitted")

    def clean_admitted_at(self) -> Any:
        return not_in_future(self.cleaned_data["admitted_at"], "The admission")


class DischargeForm(StepForm):
    """When and where to: from here on the clocks run."""

    discharged_at = moment_field("Discharged")
    to_setting = forms.ChoiceField(label="To", choices=NOT_YET, required=False)
    disposition = forms.ChoiceField(label="Where the stay ended", choices=ANY_DISPOSITION, required=False)
    complexity = forms.ChoiceField(
        label="Complexity of decisions", choices=[("", "Not said yet"), *Complexity.choices], required=False
    )
    told = forms.CharField(label="Who was told", max_length=300, required=False)

    def clean_discharged_at(self) -> Any:
        return not_in_future(self.cleaned_data["discharged_at"], "The discharge")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        admitted_at = self.obj.admitted_at if self.obj is not None else None
        if admitted_at and data.get("discharged_at") and data["discharged_at"] < admitted_at:
            self.add_error("discharged_at", BEFORE)
        return data


class CorrectForm(StayForm):
    """Everything that was said, to be put right; moments that have happened are corrected, not taken away."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, label in (("admitted_at", "admission"), ("discharged_at", "discharge")):
            # No error yet: what cannot be read at all has its own sentence.
            if name in data and self.obj is not None:
                self._same_kind(name, label, data[name])
        return data

    def _same_kind(self, name: str, label: str, value: Any) -> None:
        had = getattr(self.obj, name)
        if had and not value:
            self.add_error(name, f"Give the time of the {label}. If it did not happen, take it back instead.")
        if value and not had and (name == "discharged_at" or self.obj.status == Transition.Status.ANTICIPATED):
            self.add_error(name, f"Record the {label} itself, so that its clocks start.")


class ReadmitForm(StepForm):
    """The new stay; a transition that is on the record already can be named instead."""

    facility = forms.CharField(label="Facility", max_length=120, required=False, help_text="The same as before, if left empty.")
    admitted_at = moment_field("Admitted again")
    visit_number = forms.CharField(label="Visit number", max_length=80, required=False)
    following = VisibleChoice(
        Transition, label="Or the stay that is on the record already", required=False, widget=forms.HiddenInput
    )

    def clean_admitted_at(self) -> Any:
        return not_in_future(self.cleaned_data["admitted_at"], "The admission")


class ReasonForm(StepForm):
    reason = forms.CharField(label="Why", max_length=300, help_text="One sentence for whoever reads it next.")


class FollowForm(StepForm):
    """Which stay this one follows; only unattended work says so."""

    previous = KnownChoice(queryset=Transition.objects.unscoped("named by the readmission itself"), required=False)
