"""What a protocol must look like, checked from end to end; what is wrong is named with its step and the reason.

A definition is an object: `key`, `edition`, `title`, `source`, `from` and `to` (settings of care), optionally `least_age` in
years, and `steps`. A step: `key`, `title`, `rule` (its words and source), `anchor` (admission or discharge), `days` from 0 to 366
after that day, `unit` (calendar or business), optionally `days_if_high`, `from_day` (first day that counts), `by` (the key of the
visit it must not come after), `attempts`, `with` (client, or caregiver as well), `who` (clinician, where only theirs
counts); `evidence` and `asks` (what proves it) and `owner` (whose work it is).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from transitions.models import Clock
from transitions.models.codes import Setting
from workflow.forms import StepForm

LARGEST = 100_000
LONGEST = 366
MOST_STEPS = 30
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
WORDS = {"title": (True, 160), "rule": (True, 400), "asks": (False, 300)}
CHOICES: dict[str, list[str]] = {
    "anchor": ["admission", "discharge"], "unit": ["calendar", "business"], "evidence": Clock.Evidence.values, "owner": Clock.Owner.values,
}  # fmt: skip
PEOPLE = {
    "with": (("client", "caregiver"), "client, or caregiver where a caregiver's word counts as well"),
    "who": (("anybody", "clinician"), "anybody, or clinician where only a prescriber, pharmacist or registered nurse counts"),
}
NUMBERS = {"days": LONGEST, "days_if_high": LONGEST, "from_day": LONGEST, "attempts": 9}
KNOWN = {"key", "by", "with", "who", *WORDS, *CHOICES, *NUMBERS}
FRAME = {"key", "edition", "title", "source", "from", "to", "least_age", "steps"}


def problems_of(definition: Any) -> list[str]:
    """Every problem in words; empty when the protocol can be used."""
    if not isinstance(definition, dict):
        return ["A protocol is one JSON object with key, edition, title, from, to and steps."]
    steps = definition.get("steps")
    found = list(_frame(definition))
    if not isinstance(steps, list) or not 0 < len(steps) <= MOST_STEPS:
        return [*found, f"steps: give between 1 and {MOST_STEPS} steps as a list."]
    for number, step in enumerate(steps, 1):
        name = f"Step {number}" + (f" ({step['key']})" if isinstance(step, dict) and isinstance(step.get("key"), str) else "")
        found += [f"{name}: {problem}" for problem in _step(step, steps)]
    return found


def _frame(definition: dict[str, Any]) -> Iterator[str]:
    if unknown := sorted(set(definition) - FRAME):
        yield f"{', '.join(unknown)}: not known here. Known are {', '.join(sorted(FRAME))}."
    if not _is_key(definition.get("key")):
        yield "key: small letters, digits and hyphens, at most 40."
    for name, longest, empty in (("edition", 20, ""), ("title", 120, ""), ("source", 300, "-")):
        if not _is_text(definition.get(name, empty), longest):
            yield f"{name}: a text of 1 to {longest} characters."
    for name in ("from", "to"):
        settings = definition.get(name)
        if (
            not isinstance(settings, list)
            or not settings
            or not all(isinstance(s, str) and s in Setting.values for s in settings)
        ):
            yield f"{name}: a list of settings of care, from {', '.join(Setting.values)}."
    if not _is_number(definition.get("least_age", 0), 120):
        yield "least_age: years from 0 to 120."


def _step(step: Any, steps: list[Any]) -> Iterator[str]:
    if not isinstance(step, dict):
        yield "each step is an object."
        return
    if unknown := sorted(set(step) - KNOWN):
        yield f"{', '.join(unknown)}: not known here. Known are {', '.join(sorted(KNOWN))}."
    others = [other.get("key") for other in steps if isinstance(other, dict)]
    if not _is_key(step.get("key")) or others.count(step.get("key")) > 1:
        yield "key: small letters, digits and hyphens, at most 40, and each key once."
    yield from _values(step)
    yield from _people(step)
    if "by" in step and (step["by"] == step.get("key") or step["by"] not in others):
        yield f"by: “{step['by']}” is not the key of another step."
    yield from _order(step)


def _values(step: dict[str, Any]) -> Iterator[str]:
    for name, (needed, longest) in WORDS.items():
        if (needed or name in step) and not _is_text(step.get(name), longest):
            yield f"{name}: a text of 1 to {longest} characters."
    for name, values in CHOICES.items():
        if step.get(name) not in values:
            yield f"{name}: one of {', '.join(values)}."
    for name, most in NUMBERS.items():
        if (name == "days" or name in step) and not _is_number(step.get(name), most):
            yield f"{name}: a whole number from 0 to {most}."


def _people(step: dict[str, Any]) -> Iterator[str]:
    for name, (values, words) in PEOPLE.items():
        if step.get(name, values[0]) not in values:
            yield f"{name}: {words}."


def _order(step: dict[str, Any]) -> Iterator[str]:
    days, first = step.get("days"), step.get("from_day", 0)
    if _is_number(days, LONGEST) and _is_number(first, LONGEST) and first > days:
        yield "from_day: the first day comes after the last one."


def _are_settings(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one in Setting.values for one in value)


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= longest and "\x00" not in value


def _is_number(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


class DefinitionField(forms.JSONField):
    """A protocol as JSON; refused with the step and the reason of each problem."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if len(value if isinstance(value, str) else json.dumps(value)) > LARGEST:
            raise ValidationError(f"The protocol is larger than {LARGEST:,} characters. Split it.")
        try:
            definition = json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError) as error:
            raise ValidationError("This is not JSON. Check its brackets and quotation marks.") from error
        if problems := problems_of(definition):
            raise ValidationError([ValidationError(problem) for problem in problems])
        return definition

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else json.dumps(value, indent=2)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class ImportProtocolForm(StepForm):
    definition = DefinitionField(
        label="Protocol", widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text="As JSON. It takes effect for moves from then on; what runs goes on by the edition it started with.",
    )  # fmt: skip
