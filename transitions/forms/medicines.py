"""Inputs about the medicines worksheet and its lines."""

from typing import Any

from django import forms
from django.utils import timezone

from transitions.forms.fields import moment_field, not_in_future, part_2_field
from transitions.models import MedicineLine, MedicinesWorksheet
from workflow.forms import KnownChoice, StepForm

Outcome = MedicineLine.Outcome
HOW = "Dose and how, as in “20 mg, one in the morning”. Empty if not taken."


def _words(label: str, longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, **options)


class MedicineForm(StepForm):
    """One medicine as three sources tell it, and what came of comparing them."""

    medicine = forms.CharField(label="Medicine", max_length=160, help_text="As it stands on the package or the list.")
    before = _words("Taken before", 200, help_text=HOW)
    at_discharge = _words("The discharge says", 200)
    now = _words("Taken now", 200)
    outcome = forms.ChoiceField(label="Outcome", choices=Outcome, widget=forms.RadioSelect)
    comment = _words("Reason or comment", 300)
    substance_use = part_2_field()
    question = _words("If unclear: the question", 200)
    ask_whom = _words("If unclear: whom to ask", 80, help_text="For example Dr Lake, or the pharmacy.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        outcome = data.get("outcome")
        if outcome == Outcome.UNCLEAR:
            self._ask(data)
        elif outcome:
            self._fits(outcome, data)
            data["question"] = data["ask_whom"] = ""
        return data

    def _ask(self, data: dict[str, Any]) -> None:
        for name, words in (("question", "Say what is to be asked."), ("ask_whom", "Say whom to ask.")):
            if name in data and not data[name]:
                self.add_error(name, words)

    def _fits(self, outcome: str, data: dict[str, Any]) -> None:
        """What was found must not contradict what is taken; a client must not be told to stop what they take."""
        if outcome in (Outcome.KEPT, Outcome.CHANGED, Outcome.ADDED) and "now" in data and not data["now"]:
            self.add_error("now", "Say how it is taken now, or choose stopped or unclear.")
        if outcome == Outcome.STOPPED and data.get("now"):
            self.add_error("now", "A stopped medicine is not taken now. Clear this, or choose unclear and ask.")
        if outcome == Outcome.ADDED and data.get("before"):
            self.add_error("before", "It was taken before, so it is not added. Choose kept or changed.")


class CorrectMedicineForm(MedicineForm):
    """The new version of a line, and why."""

    reason = forms.CharField(label="Why it is corrected", max_length=300, help_text="For example: Dr Lake answered by phone.")


class MedicineVersionForm(CorrectMedicineForm):
    """A correction as the worksheet takes it in; only unattended work says so."""

    previous = KnownChoice(queryset=MedicineLine.objects.unscoped("named by its own correction"))
    written_by = forms.CharField(max_length=120)


class CompleteWorksheetForm(StepForm):
    """Who compared what with whom, and when."""

    reconciled_by = _words("Who reconciled", 120, help_text="You, if left empty.")
    profession = forms.ChoiceField(
        label="As what", choices=MedicinesWorksheet.Profession, widget=forms.RadioSelect,
        help_text="HEDIS counts a prescriber, clinical pharmacist or registered nurse only.",
    )  # fmt: skip
    reconciled_at = moment_field("When", required=False, help_text="Now, if left empty.")
    reconciled_with = forms.ChoiceField(label="With whom", choices=MedicinesWorksheet.With, widget=forms.RadioSelect)
    sources = forms.CharField(
        label="Sources used", max_length=300, help_text="For example discharge list, packages at home, pharmacy."
    )
    no_medicines = forms.BooleanField(label="The client takes no medicines at all", required=False)
    unclear_stays = forms.BooleanField(
        label="Some lines are still unclear; their follow-ups stay open", required=False,
        help_text="Only needed while a line is unclear.",
    )  # fmt: skip

    def clean_reconciled_at(self) -> Any:
        return not_in_future(self.cleaned_data["reconciled_at"] or timezone.now(), "This")
