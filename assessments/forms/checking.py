"""What the checks of a definition share: a problem with its place, and the questions every part is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, at an item or a part of the definition."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}" if self.where else self.why


def known_keys(where: str, given: dict[str, Any], known: Iterable[str]) -> Iterator[Problem]:
    """A misspelt key would be lost in silence, so an unknown one is refused."""
    for key in sorted(set(given) - set(known)):
        yield Problem(where, f"“{key}” is not known here.")


def text_problem(value: Any, most: int, *, required: bool = False) -> str:
    if value is None or value == "":
        return "A text is needed." if required else ""
    if not isinstance(value, str):
        return "A text is needed."
    return f"The text is longer than {most:,} characters." if len(value) > most else ""


@dataclass(frozen=True)
class Shape:
    """Which keys hold a list of objects, a list of plain values, or an object; every other key holds a plain value."""

    object_lists: frozenset[str]
    value_lists: frozenset[str]
    objects: frozenset[str]
    values_too: frozenset[str] = frozenset()

    def fits(self, key: str, value: Any) -> bool:
        if isinstance(value, list):
            objects = all(isinstance(inner, dict) for inner in value)
            values = not any(isinstance(inner, (dict, list)) for inner in value)
            return (objects and key in self.object_lists) or (values and key in self.value_lists)
        if isinstance(value, dict):
            return key in self.objects
        return key in self.values_too or key not in self.object_lists | self.value_lists | self.objects


def shape_problems(given: dict[str, Any], shape: Shape) -> Iterator[Problem]:
    """Lists where lists belong, objects where objects belong, and a plain value everywhere else."""
    waiting: list[tuple[str, Any]] = [("", given)]
    while waiting:
        where, value = waiting.pop()
        for key, inner in value.items():
            if not shape.fits(key, inner):
                yield Problem(where, f"{key} is not of the kind that belongs there.")
                continue
            children = inner if isinstance(inner, list) else [inner]
            waiting.extend((place_of(child, where), child) for child in children if isinstance(child, dict))


def place_of(given: dict[str, Any], where: str) -> str:
    return str(given.get("linkId") or given.get("id") or where)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def twice(values: Iterable[str]) -> list[str]:
    """What stands more than once in a list, in order."""
    seen: set[str] = set()
    found = []
    for value in values:
        if value in seen and value not in found:
            found.append(value)
        seen.add(value)
    return found
