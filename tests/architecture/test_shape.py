"""The rooms of each app, the size of modules and functions, and their first sentences."""

import ast
import statistics

import pytest

from tests.architecture.sources import APPS, PACKAGES, ROOT, Source, sources
from workflow.steps import REGISTRY

ROOMS = {"models", "policy", "queries", "forms", "actions", "pages", "api", "urls", "tasks", "admin"}
# What Django itself asks for.
FRAMEWORK = {"__init__", "apps", "migrations", "management", "templatetags"}
VAGUE = {"util", "utils", "helper", "helpers", "misc", "common", "manager", "handler", "info", "stuff"}

LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
# One file by decision (DESIGN.md, section 2), read from top to bottom.
LONGER = {"casemgmt/settings.py": 400}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_the_rooms_and_no_others(app: str) -> None:
    with_code = [place for place in (ROOT / app).iterdir() if place.suffix == ".py" or any(place.rglob("*.py"))]
    assert {place.stem for place in with_code} - ROOMS - FRAMEWORK == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_owns(package: str) -> None:
    [source] = [source for source in sources() if source.name == f"{package}/__init__.py"]
    assert len((ast.get_docstring(source.tree) or "").split()) >= 8


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [source.name for source in sources() if VAGUE & {part.removesuffix(".py") for part in source.name.split("/")}] == []


def test_every_module_says_what_lives_in_it() -> None:
    assert [source.name for source in sources() if source.text.strip() and not ast.get_docstring(source.tree)] == []


def test_every_step_says_its_rule_and_why() -> None:
    assert [name for name, bound in REGISTRY.items() if len((bound.__doc__ or "").split()) < 5] == []


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    assert {source.name: source.lines for source in sources() if source.lines > LONGER.get(source.name, LONGEST_MODULE)} == {}


def _functions(source: Source) -> dict[str, int]:
    """Lines of each function, from its name to its end, without the docstring."""
    return {
        f"{source.name}:{node.lineno} {node.name}": _length(node)
        for node in source.places(ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, Function)
    }


def _length(node: Function) -> int:
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 2


def test_functions_are_small() -> None:
    lengths = {name: length for source in sources() for name, length in _functions(source).items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= 8
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25
