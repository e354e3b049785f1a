"""Inputs about the agency and the days it is closed."""

from typing import Any

import holidays
from django import forms

from accounts.forms.fields import clock_field, time_zone_field
from workflow.forms import StepForm

COUNTRIES = holidays.list_supported_countries(include_aliases=False)


class AgencyForm(StepForm):
    """The agency's settings; the clocks count for work that starts after the change."""

    groups = (
        ("", ("name", "crisis_line")),
        ("Place and calendar", ("country", "subdivision", "time_zone", "office_opens", "office_closes")),
        (
            "Clocks",
            ("note_due_hours", "screening_due_days", "first_contact_due_days", "plan_review_days", "emergency_access_minutes"),
        ),
        ("Protected records", ("part_2_programmes",)),
    )
    name = forms.CharField(label="Name", max_length=120)
    crisis_line = forms.CharField(
        label="Crisis line", max_length=120, required=False, help_text="Shown wherever somebody may need help at once."
    )
    country = forms.ChoiceField(label="Country", choices=[(code, code) for code in sorted(COUNTRIES)])
    subdivision = forms.CharField(
        label="State or region", max_length=6, required=False, help_text="Its code, as in MA: it decides the public holidays."
    )
    time_zone = time_zone_field()
    office_opens = clock_field(
        "Office opens",
        help_text="Monday to Friday. Whoever set no working hours of their own works these; outside them the duty rota answers.",
    )
    office_closes = clock_field("Office closes")
    note_due_hours = forms.IntegerField(label="Hours to sign a note", min_value=1, max_value=720)
    screening_due_days = forms.IntegerField(label="Business days to screen a referral", min_value=0, max_value=60)
    first_contact_due_days = forms.IntegerField(label="Business days to a first contact", min_value=0, max_value=60)
    plan_review_days = forms.IntegerField(label="Days until a plan is reviewed", min_value=7, max_value=365)
    emergency_access_minutes = forms.IntegerField(label="Minutes an emergency access lasts", min_value=5, max_value=240)

    part_2_programmes = forms.CharField(
        label="Substance use treatment programmes (42 CFR Part 2)", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Programmes and facilities by name, one a line. What comes from them leaves only with the client's consent for it.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        country, place = data.get("country"), data.get("subdivision")
        if country and place and place not in COUNTRIES[country]:
            self.add_error(
                "subdivision", f"The calendar of {country} knows no “{place}”. Known: {', '.join(COUNTRIES[country]) or 'none'}."
            )
        opens, closes = data.get("office_opens"), data.get("office_closes")
        if opens and closes and closes <= opens:
            self.add_error("office_closes", "The office closes before it opens. Check both times.")
        return data


class ClosureForm(StepForm):
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label="Why", max_length=120, help_text="For example: staff retreat.")

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if self.obj is not None and self.obj.closures.filter(day=day).exists():
            raise forms.ValidationError("The agency is already closed on this day.")
        return day


class RemoveClosureForm(StepForm):
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if self.obj is not None and not self.obj.closures.filter(day=day).exists():
            raise forms.ValidationError("No closure is entered for this day.")
        return day
