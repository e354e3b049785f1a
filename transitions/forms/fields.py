"""Fields that several of the transitions' forms share."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

# Clocks of two machines differ; what has just happened must not be refused for it.
CLOCK_TOLERANCE = timedelta(minutes=5)
MOST = 30
SHAPE = "Write one diagnosis a line: the code, a space, then the words, as in “I50.9 Heart failure”."


def moment_field(label: str, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M"], **options,
    )  # fmt: skip


def part_2_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="From a substance use treatment programme (42 CFR Part 2)", required=False,
        help_text="It then stands on a hand-over summary only with the client's consent for exactly such records.",
    )  # fmt: skip


def not_in_future(moment: datetime | None, what: str) -> datetime | None:
    if moment and moment > timezone.now() + CLOCK_TOLERANCE:
        raise ValidationError(f"{what} lies in the future. Check the date, or say that it is only expected.")
    return moment


class DiagnosesField(forms.JSONField):
    """A list of {"code", "words"}; on a page one diagnosis a line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(label="Diagnoses", required=False, widget=widget, help_text=SHAPE, **options)

    def to_python(self, value: Any) -> list[dict[str, str]]:  # type: ignore[override]  # the stubs take a JSON field for one of text
        if value in self.empty_values:
            return []
        rows = [_row(line) for line in value.splitlines() if line.strip()] if isinstance(value, str) else value
        if not isinstance(rows, list) or len(rows) > MOST or not all(_is_diagnosis(row) for row in rows):
            raise ValidationError(f"{SHAPE} At most {MOST}; by the API a list of objects with code and words.")
        return [{"code": row.get("code", ""), "words": row.get("words", "")} for row in rows]

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{row['code']} {row['words']}".strip() for row in value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])


def _row(line: str) -> dict[str, str]:
    first, _, rest = line.strip().partition(" ")
    coded = any(letter.isdigit() for letter in first)
    return {"code": first, "words": rest.strip()} if coded else {"code": "", "words": line.strip()}


def _is_diagnosis(row: Any) -> bool:
    """Short texts, and at least one of the two; nothing else."""
    if not isinstance(row, dict) or set(row) - {"code", "words"}:
        return False
    code, words = row.get("code", ""), row.get("words", "")
    short = isinstance(code, str) and isinstance(words, str) and len(code) <= 20 and len(words) <= 200
    return short and bool(code or words)
