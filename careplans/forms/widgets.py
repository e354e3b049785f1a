"""Inputs that need more than one control: progress goal by goal, a signature on screen."""

import json
from typing import Any

from django import forms

from careplans.models import Goal, GoalProgress
from careplans.models.goals import LEVELS

PARTS = ("level", "achievement", "note")


class ProgressWidget(forms.Widget):
    """One row of controls a goal; sent as one list, in the shape the API takes."""

    template_name = "careplans/widgets/progress.html"
    use_fieldset = True
    goals: list[Goal] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        given = {str(entry.get("goal")): entry for entry in _read(value)}
        rows = [
            {"goal": goal, "prefix": f"{name}-{goal.pk}", "given": given.get(str(goal.pk), {}), "levels": _levels(goal)}
            for goal in self.goals
        ]
        return {**super().get_context(name, value, attrs), "rows": rows, "achievements": GoalProgress.Achievement.choices}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in data:
            return data[name]
        keys = sorted({key[len(name) + 1 :].rsplit("-", 1)[0] for key in data if key.startswith(f"{name}-")})
        return json.dumps([_entry(data, name, key) for key in keys]) if keys else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return self.value_from_datadict(data, files, name) is None


def _levels(goal: Goal) -> list[tuple[int, str]]:
    """The levels as they were written for this goal, or the scale's own words."""
    own = {-2: goal.level_minus2, -1: goal.level_minus1, 0: goal.level_0, 1: goal.level_plus1, 2: goal.level_plus2}
    return [(level, f"{level:+d}: {own[level] or words}" if level else f"0: {own[0] or words}") for level, words in LEVELS]


def _entry(data: Any, name: str, key: str) -> dict[str, Any]:
    said = {part: data.get(f"{name}-{key}-{part}", "") for part in PARTS}
    level = said["level"]
    return {"goal": key, **said, "level": int(level) if level.lstrip("-").isdigit() else None}


def _read(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return []
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


class SignatureWidget(forms.Widget):
    """A field to sign in with finger, pen or mouse; without a script the typed name is the signature."""

    template_name = "careplans/widgets/signature.html"

    class Media:
        js = ("js/signature.js",)
