"""Reading a FHIR R4 Questionnaire into our own format: names and extensions differ, meanings do not."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.text import slugify

from assessments.forms.checking import Problem
from assessments.models.questionnaire import CODED

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
# ordinalValue is R4's; itemWeight and the preview extension say the same in later and earlier tools.
SCORES = (f"{EXTENSION}ordinalValue", f"{EXTENSION}itemWeight", f"{EXTENSION}questionnaire-ordinalValue")
EXCLUSIVE = f"{EXTENSION}questionnaire-optionExclusive"
HIDDEN = f"{EXTENSION}questionnaire-hidden"
UNIT = f"{EXTENSION}questionnaire-unit"
LIMITS = {f"{EXTENSION}minValue": "minValue", f"{EXTENSION}maxValue": "maxValue"}

KEPT = (
    "linkId", "text", "type", "prefix", "code", "required", "repeats", "readOnly", "maxLength", "enableWhen", "enableBehavior",
)  # fmt: skip
OWN = ("help", "unit", "minValue", "maxValue", "ageMin", "sensitive", "factor", "domains", "points", "scoreWhenDisabled")
OWN_TOP = ("kind", "domain", "source", "notice", "releaseGate", "stem", "administration", "scoring", "factors", "reassess")

Entry = Mapping[str, Any]


class Reader:
    """One Questionnaire being read; what cannot be taken over is collected with its item."""

    def __init__(self, resource: Entry) -> None:
        self.resource = resource
        self.problems: list[str] = []

    def read(self) -> dict[str, Any]:
        given = self.resource
        if given.get("modifierExtension"):
            self._refuse("", "It has a modifierExtension, which may change what it means.")
        title = given.get("title") or given.get("name") or ""
        licence = given.get("licence") or {
            "status": "as its copyright says",
            "text": given.get("copyright", ""),
            "verified": False,
        }
        read = {
            "format": "casemgmt-questionnaire/1", "resourceType": "Questionnaire", "title": title, "licence": licence,
            "name": slugify(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", str(given.get("name") or title or given.get("id") or "")))[:80],
            "version": str(given.get("version") or "1"), "item": [self._item(item) for item in given.get("item", [])],
            **{name: given[name] for name in OWN_TOP if name in given},
        }  # fmt: skip
        if "source" not in read and given.get("url"):
            read["source"] = given["url"]
        return read

    def _refuse(self, where: Any, why: str) -> None:
        self.problems.append(str(Problem(str(where or ""), why)))

    def _item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        where = item.get("linkId")
        if item.get("modifierExtension"):
            self._refuse(where, "It has a modifierExtension, which may change what it means.")
        read = {name: item[name] for name in (*KEPT, *OWN) if name in item}
        read.setdefault("text", _display(item.get("code")))
        read.update(_of_extensions(item))
        if item.get("type") in CODED:
            read["answerOption"] = [self._option(where, option) for option in self._options(item)]
        if isinstance(item.get("item"), list):
            read["item"] = [self._item(child) for child in item["item"]]
        if isinstance(item.get("enableWhen"), list):
            read["enableWhen"] = [self._condition(condition) for condition in item["enableWhen"]]
            read.setdefault("enableBehavior", "any")
        return read

    def _options(self, item: Entry) -> list[Any]:
        if item.get("answerOption"):
            return item["answerOption"] if isinstance(item["answerOption"], list) else [item["answerOption"]]
        if not (wanted := item.get("answerValueSet")):
            return []
        found = [one for one in self.resource.get("contained", []) if isinstance(one, dict) and f"#{one.get('id')}" == wanted]
        codings = list(_codings(found[0])) if found else []
        if not codings:
            self._refuse(item.get("linkId"), f"Its answers are in the value set {wanted}, which the file does not contain.")
        return [{"valueCoding": coding} for coding in codings]

    def _option(self, where: Any, option: Any) -> Any:
        if not isinstance(option, dict):
            return option
        kind = next((key for key in option if key.startswith("value")), "")
        if kind not in VALUES:
            self._refuse(where, f"An answer of the kind {kind or 'without a value'} cannot be taken over.")
            return option
        coding = VALUES[kind](option[kind])
        read = {"valueCoding": coding, **{name: option[name] for name in OWN_OPTION if name in option}}
        for url, value in [*_extensions(option), *_extensions(option[kind])]:
            if url in SCORES:
                read["score"] = value
            elif url == EXCLUSIVE and value is True:
                read["exclusive"] = True
        return read

    def _condition(self, condition: Any) -> Any:
        """On a question with codes, FHIR lets the answer be named by its text; here it is the code."""
        if not isinstance(condition, dict):
            return condition
        read = {
            key: value for key, value in condition.items() if key == "question" or key == "operator" or key.startswith("answer")
        }
        asked = _found(self.resource.get("item"), condition.get("question"))
        named = next((key for key in ("answerString", "answerInteger", "answerDate") if key in read), "")
        if asked and asked.get("type") in CODED and named:
            read["answerCoding"] = {"code": str(read.pop(named))}
        return read


OWN_OPTION = ("score", "need", "domain", "exclusive", "excludes", "declined")
VALUES: dict[str, Callable[[Any], Any]] = {
    "valueCoding": lambda value: (
        {key: value[key] for key in ("system", "code", "display") if key in value} if isinstance(value, dict) else value
    ),
    "valueString": lambda value: {"code": str(value)[:100], "display": str(value)},
    "valueInteger": lambda value: {"code": str(value), "display": str(value)},
    "valueDate": lambda value: {"code": str(value), "display": str(value)},
}


def _extensions(given: Any) -> Iterator[tuple[str, Any]]:
    listed = given.get("extension") if isinstance(given, dict) else None
    for extension in listed if isinstance(listed, list) else []:
        if isinstance(extension, dict):
            value = next((value for key, value in extension.items() if key.startswith("value")), None)
            yield str(extension.get("url", "")), value


def _of_extensions(item: Entry) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for url, value in _extensions(item):
        if url in LIMITS:
            read[LIMITS[url]] = value
        elif url == HIDDEN and value is True:
            read["readOnly"] = True
        elif url == UNIT and isinstance(value, dict):
            read["unit"] = value.get("display") or value.get("code") or ""
    return read


def _display(codes: Any) -> str:
    first = codes[0] if isinstance(codes, list) and codes else {}
    return str(first.get("display", "")) if isinstance(first, dict) else ""


def _codings(value_set: Entry) -> Iterator[dict[str, Any]]:
    """The codes of a contained value set, from its expansion or from the lists it is composed of."""
    for entry in _list(value_set, "expansion", "contains"):
        yield {key: entry[key] for key in ("system", "code", "display") if key in entry}
    if "expansion" in value_set:
        return
    for include in _list(value_set, "compose", "include"):
        for entry in include.get("concept", []):
            yield {
                "system": include.get("system", ""),
                "code": entry.get("code"),
                "display": entry.get("display") or entry.get("code"),
            }


def _list(given: Entry, outer: str, inner: str) -> list[Any]:
    part = given.get(outer)
    found = part.get(inner) if isinstance(part, dict) else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _found(items: Any, link_id: Any) -> Entry | None:
    waiting = list(items) if isinstance(items, list) else []
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if item.get("linkId") == link_id:
                return item
            waiting.extend(item["item"] if isinstance(item.get("item"), list) else [])
    return None
