"""The state tables of docs/states.md, written from the registry so that they cannot disagree with it."""

from itertools import groupby

from workflow.steps import REGISTRY, Step

HEAD = """# States

Written by `manage.py write_states` from the registered steps; do not edit by hand. A step without
a state before it creates the record. “Unchanged” means the step leaves the state as it is.
"""


def document() -> str:
    """One table for each model, in the order of the apps' names."""
    steps = sorted((bound.step for bound in REGISTRY.values()), key=_place)
    tables = [_table(list(group)) for _, group in groupby(steps, key=lambda step: step.model)]
    return "\n".join([HEAD, *tables])


def _place(step: Step) -> tuple[str, bool, str]:
    return (step.model._meta.label_lower, not step.creates, step.name)


def _table(steps: list[Step]) -> str:
    model = steps[0].model
    states = ", ".join(f"`{value}`" for value in model.states())
    rows = "\n".join(_row(step) for step in steps)
    head = "| step | from | to | event | what it is called | API scope |\n| --- | --- | --- | --- | --- | --- |"
    return (
        f"## {str(model._meta.verbose_name).capitalize()} (`{model._meta.label_lower}`)\n\nStates: {states}\n\n{head}\n{rows}\n"
    )


def _row(step: Step) -> str:
    before = ", ".join(sorted(step.source)) or (f"(new, under {step.parent._meta.verbose_name})" if step.parent else "(new)")
    return f"| `{step.name}` | {before} | {step.target or 'unchanged'} | `{step.event}` | {step.label} | `{step.scope}` |"
