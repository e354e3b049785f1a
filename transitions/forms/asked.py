"""What lists of transitions can be asked, in the same words on the page and in the API."""

from typing import Any

from django import forms

from transitions.models import Transition
from transitions.queries.risk_scores import ANY_OPEN, OPEN

RISKS = [("", "Any"), ("high", "High"), ("moderate", "Moderate"), ("low", "Low"), ("not_scored", "Not scored")]


class OpenTransitionsAsked(forms.Form):
    """For the list by risk, which holds open transitions only."""

    status = forms.ChoiceField(
        label="State", required=False, choices=[("", "Admitted or discharged"), *((one.value, one.label) for one in OPEN)]
    )
    facility = forms.CharField(label="Facility, or part of its name", required=False, max_length=120)
    risk = forms.ChoiceField(label="Risk of readmission", required=False, choices=RISKS)


class TransitionsAsked(OpenTransitionsAsked):
    """For the API, which holds them all."""

    client = forms.UUIDField(required=False, help_text="Only this client's.")
    status = forms.ChoiceField(
        required=False, choices=[("", ""), (ANY_OPEN, "Admitted or discharged"), *Transition.Status.choices],
        help_text="One state; open means admitted or discharged.",
    )  # fmt: skip
    visit_number = forms.CharField(required=False, max_length=80, help_text="Only this visit.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("risk") and data.get("status") not in ("", ANY_OPEN, *OPEN):
            self.add_error(
                "risk", "Only admitted or discharged transitions are sorted by risk. Ask for one of these states, or for none."
            )
        return data
