"""Every route of the site, by name, with what its address holds."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.urls import URLPattern, get_resolver


class Route(NamedTuple):
    name: str
    holds: tuple[str, ...]


@cache
def routes() -> dict[str, Route]:
    """All routes by name; a nameless one stands under its pattern. Of two with one name the first is reached."""
    found: dict[str, Route] = {}
    for route in _below(get_resolver().url_patterns, ()):
        found.setdefault(route.name, route)
    return found


def _below(patterns: Any, above: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        holds = (*above, *_held(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield Route(pattern.name or str(pattern.pattern), holds)
        else:
            yield from _below(pattern.url_patterns, holds)


def _held(pattern: Any) -> tuple[str, ...]:
    """Names of a path's converters or of a regular expression's groups."""
    return tuple(getattr(pattern, "converters", None) or pattern.regex.groupindex)
