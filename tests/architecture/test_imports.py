"""What nobody imports, beside the layers that lint-imports keeps."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import APPS, PROJECT, Source, sources

# What flows upward goes through casemgmt/wiring.py, never by a signal somebody has to know of.
SIGNALS = "events go through casemgmt/wiring.py"
FORBIDDEN = {
    "django.dispatch": SIGNALS,
    "django.db.models.signals": SIGNALS,
    "django.db.backends.signals": SIGNALS,
    "django.core.signals": SIGNALS,
    "requests": "no second HTTP library",
    "sqlite3": "PostgreSQL only",
    "django.test": "only tests and the benchmarks use it",
    "tests": "only tests use it",
}


def imported(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.places(ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def importing(source: Source, *names: str) -> list[str]:
    return [
        f"{source.name}:{line} imports {module}"
        for line, module in imported(source)
        if any(module == name or module.startswith(f"{name}.") for name in names)
    ]


MEASURING = "casemgmt/bench/"


@pytest.mark.parametrize("name", FORBIDDEN)
def test_nobody_imports_it(name: str) -> None:
    free = MEASURING if name == "django.test" else "nothing"
    assert [found for source in sources() if not source.name.startswith(free) for found in importing(source, name)] == [], (
        FORBIDDEN[name]
    )


def test_the_kernel_knows_no_domain() -> None:
    kernel = [source for source in sources() if source.name.startswith("workflow/")]
    assert [found for source in kernel for found in importing(source, PROJECT, *APPS)] == []
