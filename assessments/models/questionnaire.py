"""A questionnaire as code reads it: items, options and branching of a definition that was checked on import."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# Answered with a code from the item's own options.
CODED = ("choice", "open-choice")
# Nothing is answered to these: they only hold or explain others.
SILENT = ("group", "display")


@dataclass(frozen=True)
class Option:
    """One answer to choose. `need` is True, False, or None where it says neither."""

    code: str
    display: str
    system: str = ""
    score: float | None = None
    need: bool | None = None
    domain: str = ""
    exclusive: bool = False
    excludes: tuple[str, ...] = ()
    declined: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Option":
        coding = given["valueCoding"]
        own = {name: given[name] for name in ("score", "need", "domain", "exclusive", "declined") if name in given}
        return cls(
            code=coding["code"], display=coding.get("display") or coding["code"], system=coding.get("system", ""),
            excludes=tuple(given.get("excludes", ())), **own,
        )  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """One `enableWhen`: the question it looks at, how, and the answer it compares with."""

    question: str
    operator: str
    answer: Any

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Condition":
        answer = next((value for name, value in given.items() if name.startswith("answer")), None)
        return cls(given["question"], given["operator"], answer["code"] if isinstance(answer, dict) else answer)


@dataclass(frozen=True, eq=False)
class Item:
    """One question, group or line of text, with the group it stands in."""

    link_id: str
    type: str
    text: str
    section: str = ""
    prefix: str = ""
    help: str = ""
    parent: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    sensitive: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    age_min: int | None = None
    factor: str = ""
    domains: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    points: Any = None
    score_when_disabled: float | None = None
    conditions: tuple[Condition, ...] = ()
    behavior: str = "any"
    code: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        return self.type not in SILENT and not self.read_only

    @property
    def is_coded(self) -> bool:
        return self.type in CODED

    @cached_property
    def by_code(self) -> dict[str, Option]:
        return {option.code: option for option in self.options}

    @cached_property
    def declined_option(self) -> Option | None:
        """The option that itself says "declined", in instruments that score a refusal."""
        return next((option for option in self.options if option.declined), None)


@dataclass(frozen=True)
class Section:
    """What stands on one screen."""

    link_id: str
    title: str
    items: tuple[Item, ...]
    factor: str = ""


class Questionnaire:
    """A definition with its items in order; reading only, so that nothing can change a published one."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self.definition = definition
        self.items: tuple[Item, ...] = tuple(_items(definition.get("item", ())))

    @cached_property
    def by_id(self) -> dict[str, Item]:
        return {item.link_id: item for item in self.items}

    @cached_property
    def asked(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_asked)

    @property
    def scoring(self) -> Mapping[str, Any]:
        return self.definition.get("scoring") or {}

    @property
    def measures(self) -> list[Mapping[str, Any]]:
        return list(self.scoring.get("measures", ()))

    @property
    def flags(self) -> list[Mapping[str, Any]]:
        return list(self.scoring.get("flags", ()))

    @property
    def stem(self) -> str:
        return str(self.definition.get("stem", ""))

    @property
    def factors(self) -> list[tuple[str, str]]:
        """What the case manager has to conclude on, id and title; empty for a plain screening tool."""
        return [(factor["id"], factor["title"]) for factor in self.definition.get("factors", ())]

    @property
    def reassess(self) -> Mapping[str, int]:
        """After how many months it is due again, and with how much grace; empty when it is not repeated by rule."""
        return self.definition.get("reassess") or {}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """One for each group at the top; questions outside any group share one section of their own."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            if item.link_id != item.section:
                found.setdefault(item.section, []).append(item)
        return tuple(self._section(link_id, tuple(items)) for link_id, items in found.items())

    def _section(self, link_id: str, items: tuple[Item, ...]) -> Section:
        group = self.by_id.get(link_id)
        return Section(link_id, group.text if group else "", items, group.factor if group else "")


def _items(given: Any, parent: str = "", section: str = "") -> Iterator[Item]:
    for entry in given:
        link_id = entry["linkId"]
        top = section or (link_id if entry["type"] == "group" else "")
        yield _item(entry, parent, top)
        yield from _items(entry.get("item", ()), link_id, top)


def _item(given: Mapping[str, Any], parent: str, section: str) -> Item:
    return Item(
        link_id=given["linkId"], type=given["type"], text=given.get("text", ""), section=section, parent=parent,
        prefix=given.get("prefix", ""), help=given.get("help", ""), required=given.get("required", False),
        repeats=given.get("repeats", False), read_only=given.get("readOnly", False), sensitive=given.get("sensitive", False),
        unit=given.get("unit", ""), minimum=given.get("minValue"), maximum=given.get("maxValue"),
        max_length=given.get("maxLength"), age_min=given.get("ageMin"), factor=given.get("factor", ""),
        domains=tuple(given.get("domains", ())), options=tuple(Option.of(option) for option in given.get("answerOption", ())),
        points=given.get("points"), score_when_disabled=given.get("scoreWhenDisabled"),
        conditions=tuple(Condition.of(one) for one in given.get("enableWhen", ())), behavior=given.get("enableBehavior", "any"),
        code=next(iter(given.get("code", ())), {}),
    )  # fmt: skip
