"""The library of plans by need: starting points in plain words, English and Spanish, to be edited freely."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "library"
LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Template:
    """One need's starting point; words are by language, levels and measures in the worker's English."""

    key: str
    domains: tuple[str, ...]
    title: dict[str, str]
    goals: tuple[dict[str, Any], ...]
    promises: tuple[dict[str, Any], ...]


@cache
def library() -> dict[str, Template]:
    """Every template by its key; read once a process."""
    found = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    return {t["key"]: Template(t["key"], tuple(t["domains"]), t["title"], tuple(t["goals"]), tuple(t["promises"])) for t in found}


def choices() -> list[tuple[str, str]]:
    return [(template.key, template.title["en"]) for template in library().values()]


def for_domains(domains: list[str]) -> list[Template]:
    """The templates for the needs on a client's list, to be offered first."""
    return [template for template in library().values() if set(template.domains) & set(domains)]
