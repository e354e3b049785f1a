"""Start-up checks of the registry."""

from typing import Any

from django.core.checks import Error

from workflow.steps import REGISTRY


def step_inputs_are_derivable(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every step's form can be offered by the API, and every step names a real target state."""
    return [*_underivable(), *_unknown_states()]


def _underivable() -> list[Error]:
    from workflow.inputs import UnderivableField, input_serializer

    found = []
    for bound in REGISTRY.values():
        try:
            input_serializer(bound.step)
        except UnderivableField as error:
            found.append(Error(f"{bound.step.name}: {error}", id="workflow.E001"))
    return found


def _unknown_states() -> list[Error]:
    found = []
    for bound in REGISTRY.values():
        step = bound.step
        known = set(step.model.states())
        named = {*step.source, *([step.target] if step.target else [])}
        if unknown := named - known:
            found.append(Error(f"{step.name}: no such state {sorted(unknown)}", id="workflow.E002"))
    return found
