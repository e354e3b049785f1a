"""Our own source files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
# Every package at the top that Python can import and that is ours; new apps are found by themselves.
PACKAGES = sorted(place.parent.name for place in ROOT.glob("*/__init__.py") if place.parent.name != "tests")
PROJECT, KERNEL = "casemgmt", "workflow"
APPS = [name for name in PACKAGES if name not in (PROJECT, KERNEL)]


class Source(NamedTuple):
    """One module: its path from the root, its text and its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def places(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


@cache
def sources() -> tuple[Source, ...]:
    """All modules but migrations, which are written by a command."""
    places = [
        place for package in PACKAGES for place in sorted((ROOT / package).rglob("*.py")) if "migrations" not in place.parts
    ]
    return tuple(_read(place) for place in places)


def _read(place: Path) -> Source:
    text = place.read_text()
    return Source(place.relative_to(ROOT).as_posix(), text, ast.parse(text))


@cache
def templates() -> dict[str, str]:
    return {place.relative_to(ROOT).as_posix(): place.read_text() for place in sorted((ROOT / "templates").rglob("*.html"))}
