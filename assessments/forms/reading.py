"""Reading what an administrator imports: our own format, a FHIR R4 Questionnaire, or the simple item list."""

import json
from collections.abc import Mapping
from typing import Any

from assessments.forms.definitions import FORMAT, LARGEST, definition_problems, size_problems
from assessments.forms.fhir_questionnaire import Reader
from assessments.forms.item_list import SCHEMA, ItemListReader

KINDS = "Known are FHIR R4 Questionnaires (resourceType), our own format (format) and item lists (schema)."


class Unusable(Exception):
    """A definition that was refused, with every reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def parsed(text: str) -> Any:
    """JSON from a text; a text that is none says where it breaks."""
    if len(text) > LARGEST:
        raise Unusable([f"The definition is longer than {LARGEST:,} characters. Split the questionnaire."])
    try:
        return json.loads(text)
    except RecursionError:
        raise Unusable(["The definition is nested too deeply."]) from None
    except ValueError as error:
        raise Unusable([f"This is not JSON: {error}."]) from None


def definition_from(given: Any) -> dict[str, Any]:
    """The definition in our own format, checked; raises Unusable with the item and the reason of each problem."""
    if not isinstance(given, dict) or not isinstance(given.get("item", given.get("items", [])), list):
        raise Unusable([f"This is not a questionnaire. {KINDS}"])
    if problems := [str(problem) for problem in size_problems({"item": given.get("item") or given.get("items") or []})]:
        raise Unusable(problems)
    definition, problems = _read(given)
    if problems := problems or definition_problems(definition):
        raise Unusable(problems)
    return definition


def _read(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    if given.get("format") == FORMAT:
        return dict(given), []
    if given.get("schema") == SCHEMA:
        lists = ItemListReader(given)
        problems = lists.shape_problems()
        return ({} if problems else lists.read()), problems or lists.problems
    if given.get("resourceType") == "Questionnaire":
        reader = Reader(given)
        return reader.read(), reader.problems
    return {}, [f"It does not say what it is. {KINDS}"]
