"""Input of the working hours: one line a day, typed as people write it."""

import re
from datetime import time
from itertools import pairwise
from typing import Any

from django import forms

from accounts.policy.hours import MIDNIGHT, WallSpan
from workflow.forms import StepForm

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?::(\d{2}))?")
HOW = "Write each time as in 09:00-12:30, several with a comma between them."


def _day(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=80, required=False)


class HoursForm(StepForm):
    """A week by the clock on one's own wall; a day left empty is a day off, a week left empty the agency's office hours."""

    monday = forms.CharField(
        label="Monday", max_length=80, required=False, help_text="As in 09:00-12:30, 13:00-17:00. Empty: a day off."
    )
    tuesday = _day("Tuesday")
    wednesday = _day("Wednesday")
    thursday = _day("Thursday")
    friday = _day("Friday")
    saturday = _day("Saturday")
    sunday = _day("Sunday")

    @classmethod
    def current(cls, obj: Any) -> dict[str, Any]:
        typed: dict[str, list[str]] = {day: [] for day in DAYS}
        for span in obj.working_hours.all():
            typed[DAYS[span.weekday]].append(f"{span.starts:%H:%M}-{span.ends:%H:%M}")
        return {day: ", ".join(spans) for day, spans in typed.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        week: list[WallSpan] = []
        for weekday, day in enumerate(DAYS):
            try:
                week += [(weekday, starts, ends) for starts, ends in spans_of(data.get(day) or "")]
            except forms.ValidationError as error:
                self.add_error(day, error)
        data["week"] = week
        return data


def spans_of(text: str) -> list[tuple[time, time]]:
    """The spans in a line, in order; refuses with a sentence what cannot be read, runs backwards or overlaps."""
    spans = sorted(_span(part.strip()) for part in re.split(r"[,;]", text) if part.strip())
    for (starts, ends), (following, _) in pairwise(spans):
        if ends == MIDNIGHT or following < ends:
            raise forms.ValidationError(
                f"{starts:%H:%M}-{ends:%H:%M} and the hours from {following:%H:%M} overlap. Let one end before the other starts."
            )
    return spans


def _span(text: str) -> tuple[time, time]:
    found = SPAN.fullmatch(text)
    if found is None:
        raise forms.ValidationError(f"“{text}” is not understood. {HOW}")
    hour, minute, to_hour, to_minute = (int(part or 0) for part in found.groups())
    try:
        starts, ends = time(hour, minute), MIDNIGHT if (to_hour, to_minute) == (24, 0) else time(to_hour, to_minute)
    except ValueError as error:
        raise forms.ValidationError(f"“{text}” names a time no clock shows. {HOW}") from error
    if ends != MIDNIGHT and ends <= starts:
        raise forms.ValidationError(
            f"“{text}” ends before it starts. Work over midnight stands as 22:00-24:00 on one day and 00:00-06:00 on the next."
        )
    return starts, ends
