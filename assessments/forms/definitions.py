"""Whether a definition can be used: its frame, its items and its scoring; each problem names the item and the reason."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from assessments.forms.checking import Problem, Shape, known_keys, place_of, shape_problems, text_problem
from assessments.forms.item_checks import branching_problems, item_problems
from assessments.forms.scoring_checks import scoring_problems
from assessments.models import Instrument
from assessments.models.questionnaire import Questionnaire

FORMAT = "casemgmt-questionnaire/1"
MOST_ITEMS = 1_000
DEEPEST = 5
LARGEST = 1_000_000
MOST_SHOWN = 20

TOP_KEYS = {
    "format", "resourceType", "name", "version", "title", "kind", "domain", "source", "licence", "notice", "releaseGate", "code",
    "stem", "administration", "item", "scoring", "factors", "reassess",
}  # fmt: skip
MARKUP = re.compile(r"<\s*/?\s*[A-Za-z!?]")
KEY = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}$")


def definition_problems(definition: Any) -> list[str]:
    """Everything wrong with a definition in our own format, as sentences; empty when it can be used."""
    for check in (_frame, size_problems, _shapes, _strings, _items, _meaning):
        found = [str(problem) for problem in check(definition)]
        if found:
            return found[:MOST_SHOWN]
    return []


def _frame(definition: Any) -> Iterator[Problem]:
    if not isinstance(definition, dict):
        yield Problem("", "The definition is not a JSON object.")
        return
    yield from known_keys("", definition, TOP_KEYS)
    if not KEY.match(str(definition.get("name", ""))):
        yield Problem("name", "A short name of small letters, digits and hyphens is needed, for example phq-9.")
    if not re.match(r"^[\w.-]{1,20}$", str(definition.get("version", ""))):
        yield Problem("version", "A version of at most 20 letters, digits, dots and hyphens is needed, for example 1.")
    for name, most in (("title", 200), ("domain", 120), ("source", 2000), ("notice", 4000), ("releaseGate", 300), ("stem", 2000)):
        if problem := text_problem(definition.get(name), most, required=name == "title"):
            yield Problem(name, problem)
    if definition.get("kind", Instrument.Kind.SCREENING) not in Instrument.Kind.values:
        yield Problem("kind", f"It is one of {', '.join(Instrument.Kind.values)}.")
    if not isinstance(definition.get("item"), list) or not definition["item"]:
        yield Problem("item", "There are no questions.")
    yield from _terms(definition.get("licence", {}))


def _terms(licence: Any) -> Iterator[Problem]:
    if not isinstance(licence, dict):
        yield Problem("licence", "An object with status, text and verified is needed.")
        return
    yield from known_keys("licence", licence, {"status", "text", "verified"})
    for name, most in (("status", 80), ("text", 8000)):
        if problem := text_problem(licence.get(name), most):
            yield Problem(f"licence {name}", problem)


def size_problems(definition: dict[str, Any]) -> Iterator[Problem]:
    """How many items and how deep, counted without recursion, so that no nesting can exhaust the check itself."""
    waiting, count = [(item, 1) for item in definition["item"]], 0
    while waiting:
        item, depth = waiting.pop()
        count += 1
        if count > MOST_ITEMS:
            yield Problem("item", f"There are more than {MOST_ITEMS:,} items. Split the questionnaire.")
            return
        if depth > DEEPEST:
            yield Problem(_name(item), f"Groups are nested more than {DEEPEST} deep.")
            return
        inner = item.get("item") if isinstance(item, dict) else None
        waiting.extend((child, depth + 1) for child in (inner if isinstance(inner, list) else []))


def _name(item: Any) -> str:
    return str(item.get("linkId", "")) if isinstance(item, dict) else ""


SHAPE = Shape(
    object_lists=frozenset({
        "item", "code", "answerOption", "enableWhen", "measures", "flags", "rules", "goals", "factors", "all", "any", "of", "bands",
        "points", "male", "female", "unknown",
    }),
    value_lists=frozenset({"domains", "excludes", "items", "measures", "reverse", "range", "answer_in", "administration"}),
    objects=frozenset({"valueCoding", "answerCoding", "licence", "scoring", "reassess", "when", "not", "bands", "points", "code"}),
    # A coding has a code and a measure has one; a row of a table has points and a question has a table of them.
    values_too=frozenset({"code", "points"}),
)  # fmt: skip


def _shapes(definition: dict[str, Any]) -> Iterator[Problem]:
    yield from shape_problems(definition, SHAPE)


def _strings(definition: dict[str, Any]) -> Iterator[Problem]:
    """No markup and no characters that cannot be kept, anywhere."""
    waiting: list[tuple[str, Any]] = [("", definition)]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((place_of(value, where), inner) for inner in (*value, *value.values()))
        elif isinstance(value, list):
            waiting.extend((where, inner) for inner in value)
        elif problem := _unkeepable(value):
            yield Problem(where, problem)
    if len(json.dumps(definition)) > LARGEST:
        yield Problem("", f"The definition is longer than {LARGEST:,} characters.")


def _unkeepable(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "A number is not finite."
    if not isinstance(value, str):
        return ""
    if MARKUP.search(value):
        return f"Plain text is needed, without HTML: “{value[:60]}”."
    return "A text holds a character that cannot be kept." if not keepable(value) else ""


def keepable(text: str) -> bool:
    """Whether PostgreSQL can keep it: no NUL, no half of a character."""
    return "\x00" not in text and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def _items(definition: dict[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    waiting = [(item, "") for item in reversed(definition["item"])]
    while waiting:
        item, parent = waiting.pop()
        yield from item_problems(item, seen, parent)
        if isinstance(item, dict) and isinstance(item.get("item"), list):
            waiting.extend((child, _name(item)) for child in reversed(item["item"]))


def _meaning(definition: dict[str, Any]) -> Iterator[Problem]:
    """What only makes sense once every item is sound: branching, scoring, factors."""
    questionnaire = Questionnaire(definition)
    if not questionnaire.asked:
        yield Problem("item", "There are only groups and texts, and no question.")
    yield from branching_problems(questionnaire, definition)
    yield from scoring_problems(questionnaire, definition.get("scoring", {}))
    yield from _factors(questionnaire, definition.get("factors", []))
    yield from _schedule(definition.get("reassess", {}))


def _factors(questionnaire: Questionnaire, factors: Any) -> Iterator[Problem]:
    if not isinstance(factors, list) or not all(isinstance(f, dict) and set(f) == {"id", "title"} for f in factors):
        yield Problem("factors", "A list of objects with id and title is needed.")
        return
    ids = [factor["id"] for factor in factors]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem("factors", f"“{twice}” stands there twice.")
    for item in questionnaire.items:
        if item.factor and item.factor not in ids:
            yield Problem(item.link_id, f"The factor “{item.factor}” is not among the factors.")


def _schedule(reassess: Any) -> Iterator[Problem]:
    if not isinstance(reassess, dict) or not all(isinstance(n, int) and 0 <= n <= 120 for n in reassess.values()):
        yield Problem("reassess", "An object with months and grace_months, each from 0 to 120, is needed.")
    elif unknown := set(reassess) - {"months", "grace_months"}:
        yield Problem("reassess", f"Not known here: {', '.join(sorted(unknown))}.")
