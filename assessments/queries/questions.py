"""Questions as a page shows them: the item, what is answered, how it is answered, and whether it is asked at all."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.models import Assessment
from assessments.models.questionnaire import Item, Questionnaire, Section
from assessments.queries.answers import ABSENT, ABSENT_MARK, DECLINED, as_typed, in_words, subject_of
from assessments.queries.branching import enabled

YES_OR_NO = (("true", "Yes"), ("false", "No"))
# A long list of answers is easier to choose from when it is folded.
FOLDED = 15
SHORT = 24


@dataclass(frozen=True)
class Choice:
    """One thing to tick, with its own id for its label."""

    value: str
    label: str
    checked: bool
    id: str


@dataclass
class Question:
    """One item on a page. `typed` is what its fields hold, `kept` what they held when the page was made."""

    item: Item
    number: int
    typed: list[str]
    kept: list[str]
    is_asked: bool
    error: str = ""
    elsewhere: str = ""
    words: str = ""
    choices: list[Choice] = field(default_factory=list)
    reasons: list[Choice] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"question-{self.number}"

    @property
    def was(self) -> str:
        return json.dumps(self.kept)

    @property
    def kind(self) -> str:
        """How it is answered: radio, checks, list, open, text, line, number, date; or group and display."""
        if self.item.is_coded or self.item.type == "boolean":
            return self._choosing()
        kinds = {"text": "text", "string": "line", "integer": "number", "decimal": "number", "date": "date"}
        return kinds.get(self.item.type, self.item.type)

    def _choosing(self) -> str:
        if self.item.type == "open-choice":
            return "open"
        if self.item.repeats:
            return "checks"
        return "list" if len(self.item.options) > FOLDED else "radio"

    @property
    def is_short(self) -> bool:
        """Few words each, so that the answers fit side by side."""
        return 2 <= len(self.choices) <= 5 and all(len(choice.label) <= SHORT for choice in self.choices)

    @property
    def has_reason(self) -> bool:
        return any(choice.checked for choice in self.reasons)

    @property
    def text_value(self) -> str:
        return next((value for value in self.typed if not value.startswith(ABSENT_MARK)), "")

    @property
    def step(self) -> str:
        return "1" if self.item.type == "integer" else "any"


@dataclass(frozen=True)
class Screen:
    """One section of a questionnaire, with its place among the others."""

    section: Section
    number: int
    of: int
    questions: list[Question]

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def asked(self) -> list[Question]:
        return [question for question in self.questions if question.item.is_asked and question.is_asked]

    @property
    def open(self) -> list[Question]:
        return [question for question in self.asked if not question.kept]

    @property
    def is_mixed(self) -> bool:
        """Some have to be answered and some need not: only then is it worth saying which."""
        return len({question.item.required for question in self.questions if question.item.is_asked}) > 1

    @property
    def is_asked(self) -> bool:
        return any(question.is_asked for question in self.questions)


@dataclass(frozen=True)
class Typed:
    """What was typed on a page that could not be kept, with what is wrong with it, by linkId."""

    values: Mapping[str, list[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)


def screens(questionnaire: Questionnaire, answers: Mapping[str, Any], age: int | None, typed: Typed = Typed()) -> list[Screen]:
    """Every section with its questions, numbered through; those that are not asked now are there, unasked."""
    given = {key: answer["value"] for key, answer in answers.items() if "value" in answer}
    in_force = enabled(questionnaire, given, age)
    numbers = _numbers(questionnaire)
    return [
        Screen(
            section, place, len(questionnaire.sections),
            [_question(item, numbers[item.link_id], answers, item.link_id in in_force, typed) for item in section.items if not item.read_only],
        )
        for place, section in enumerate(questionnaire.sections, start=1)
    ]  # fmt: skip


def screens_of(assessment: Assessment, questionnaire: Questionnaire, typed: Typed = Typed()) -> list[Screen]:
    return screens(questionnaire, assessment.answers, subject_of(assessment).age, typed)


def blank_screens(questionnaire: Questionnaire) -> list[Screen]:
    """Everything that could be asked, for paper."""
    made = screens(questionnaire, {}, None)
    for screen in made:
        for question in screen.questions:
            question.is_asked = True
    return made


def _numbers(questionnaire: Questionnaire) -> dict[str, int]:
    return {item.link_id: place for place, item in enumerate(questionnaire.items, start=1)}


def _question(item: Item, number: int, answers: Mapping[str, Any], asked: bool, typed: Typed) -> Question:
    kept = as_typed(answers.get(item.link_id))
    shown = list(typed.values.get(item.link_id, kept))
    question = Question(
        item, number, shown, kept, asked, typed.errors.get(item.link_id, ""), typed.elsewhere.get(item.link_id, ""),
        in_words(item, answers.get(item.link_id)),
    )  # fmt: skip
    question.choices = _choices(question)
    question.reasons = _reasons(question)
    return question


def _choices(question: Question) -> list[Choice]:
    options = (
        YES_OR_NO if question.item.type == "boolean" else [(option.code, option.display) for option in question.item.options]
    )
    return [Choice(value, label, value in question.typed, f"{question.id}-{n}") for n, (value, label) in enumerate(options)]


def _reasons(question: Question) -> list[Choice]:
    """Why there is no answer; where an option of the instrument itself says "declined", that one stands alone."""
    known = [reason for reason in ABSENT if not (reason == DECLINED and question.item.declined_option)]
    marked = [(f"{ABSENT_MARK}{reason}", ABSENT[reason]) for reason in known]
    return [Choice(value, label, value in question.typed, f"{question.id}-r{n}") for n, (value, label) in enumerate(marked)]


def rows_of(made: list[Screen]) -> Iterator[Question]:
    """The questions that were asked, for the result and for paper."""
    for screen in made:
        yield from screen.asked
