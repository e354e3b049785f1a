"""What the measures of transitions can be asked, on the page, as a spreadsheet and over the API."""

from typing import Any

from django import forms

from transitions.queries.measures import (
    BY_KEY,
    GROUPINGS,
    MEASURES,
    OUTCOMES,
    PERIOD,
    PERIODS,
    TIERS,
    UNKNOWN,
    Asked,
)


class MeasuresAsked(forms.Form):
    days = forms.ChoiceField(
        label="Discharged in the last", required=False, choices=[(str(days), f"{days} days") for days in PERIODS]
    )
    by = forms.ChoiceField(label="By", required=False, choices=[("", "All together"), *GROUPINGS.items()])
    team = forms.UUIDField(label="Team", required=False)
    facility = forms.CharField(label="Facility, or part of its name", required=False, max_length=120)
    tier = forms.ChoiceField(
        label="Tier at the discharge", required=False, choices=[("", "Any"), *TIERS.items(), (UNKNOWN, "Not known then")]
    )

    def clean_by(self) -> str:
        return str(self.cleaned_data["by"]) if "by" in self.data else "team"

    def choose_among(self, teams: dict[str, str]) -> None:
        """On the page: the supervisor's own teams by name, where there are several."""
        if len(teams) < 2:
            del self.fields["team"]
        else:
            self.fields["team"].widget = forms.Select(choices=[("", "All your teams"), *teams.items()])


def asked_in(told: dict[str, Any]) -> Asked:
    """From what a form could read; the usual for the rest."""
    said = {name: str(told[name]) for name in ("by", "team", "facility", "tier") if told.get(name)}
    return Asked(int(told.get("days") or PERIOD), **said)


class MeasureListAsked(MeasuresAsked):
    """The list behind one number, as its link asks for it."""

    measure = forms.ChoiceField(
        required=False,
        choices=[(measure.key, measure.label) for measure in MEASURES],
        help_text="The contact in time, if not said.",
    )
    met = forms.ChoiceField(
        required=False,
        choices=[(met, outcome) for met, outcome in OUTCOMES.items()],
        help_text="1 yes, 0 no (if not said), or open.",
    )
    group = forms.CharField(
        required=False, max_length=200, help_text="The group of the number, where it was counted by something."
    )

    def clean_group(self) -> str:
        return str(self.cleaned_data["group"]).replace("\x00", "")

    def clean_measure(self) -> Any:
        return BY_KEY[self.cleaned_data["measure"] or "tcm:contact"]

    def clean_met(self) -> str:
        return self.cleaned_data["met"] or "0"
