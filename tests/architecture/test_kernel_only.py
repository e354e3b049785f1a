"""What only the kernel does: setting a state, counting a version, writing an event."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, sources

KEPT_BY_THE_KERNEL = {"status", "version"}
KERNEL = {"workflow/kernel.py", "workflow/events.py"}


def _set_here(source: Source) -> Iterator[str]:
    """Assignments, setattr() and update() that would move a record past its steps."""
    for node in source.places(ast.Attribute, ast.Call):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and node.attr in KEPT_BY_THE_KERNEL:
            yield f"{source.name}:{node.lineno} sets {node.attr}"
        if isinstance(node, ast.Call):
            yield from (f"{source.name}:{node.lineno} sets {name}" for name in _named_in(node) if name in KEPT_BY_THE_KERNEL)


def _named_in(call: ast.Call) -> Iterator[str | None]:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "update":
        yield from (word.arg for word in call.keywords)
    if isinstance(call.func, ast.Name) and call.func.id == "setattr" and isinstance(call.args[1], ast.Constant):
        yield str(call.args[1].value)


def test_the_state_and_the_version_of_a_record_are_set_by_the_kernel_alone() -> None:
    assert [found for source in sources() if source.name not in KERNEL for found in _set_here(source)] == []


def test_the_search_would_find_each_way_of_setting_a_state() -> None:
    text = (
        "case.status = 'open'\nsetattr(case, 'status', 'open')\nrows.update(status='open')\ncase.version += 1\ndel case.status\n"
    )
    assert len(list(_set_here(Source("example.py", text, ast.parse(text))))) == 5


def test_events_are_made_by_the_kernel_alone() -> None:
    made = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        if not source.name.startswith("workflow/")
        for node in source.places(ast.Call)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Event"
    ]
    assert made == []
