"""Reading answers: each is judged by its own question, and a wrong one never takes the others with it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from assessments.forms.definitions import keepable
from assessments.models.questionnaire import Item, Questionnaire
from assessments.queries.answers import ABSENT, ABSENT_MARK, DECLINED
from assessments.queries.questions import Screen, Typed

LONGEST = {"string": 500, "text": 4000, "open-choice": 300}
MOST_ANSWERS = 1_000


class WrongAnswer(Exception):
    """An answer its question does not take; the message says what it takes."""


def read_answers(questionnaire: Questionnaire, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers as they are kept, without their moment (None clears one), and what is wrong with the others."""
    read: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for link_id, answer in raw.items():
        try:
            read[link_id] = read_answer(_asked(questionnaire, link_id), answer)
        except WrongAnswer as wrong:
            problems[str(link_id)] = str(wrong)
    return read, problems


def _asked(questionnaire: Questionnaire, link_id: str) -> Item:
    item = questionnaire.by_id.get(link_id)
    if item is None:
        raise WrongAnswer("There is no such question in this instrument.")
    if not item.is_asked:
        raise WrongAnswer("Nothing is answered here; it only holds or explains other questions.")
    return item


def read_answer(item: Item, raw: Any) -> dict[str, Any] | None:
    """One answer: a value, several for a question that repeats, or {"absent": reason}; None clears it."""
    if isinstance(raw, dict):
        if set(raw) == {"absent"}:
            return _absent(item, raw["absent"])
        if not raw or set(raw) > {"value", "at"} or "value" not in raw:
            raise WrongAnswer("Give a value, or {“absent”: a reason}.")
        raw = raw["value"]
    values = [one for one in (raw if isinstance(raw, list) else [raw]) if one is not None and one != ""]
    if any(isinstance(one, (dict, list)) for one in values):
        raise WrongAnswer("Give a plain value, or a list of them.")
    if not values:
        return None
    marked = [one for one in values if isinstance(one, str) and one.startswith(ABSENT_MARK)]
    if marked and len(values) > 1:
        raise WrongAnswer("Choose an answer, or the reason why there is none; not both.")
    return _absent(item, marked[0].removeprefix(ABSENT_MARK)) if marked else _value(item, values)


def _absent(item: Item, reason: Any) -> dict[str, Any]:
    """Where the instrument itself scores a refusal, declining is that answer."""
    if not isinstance(reason, str) or reason not in ABSENT:
        raise WrongAnswer(f"The reason is one of {', '.join(ABSENT)}.")
    if reason == DECLINED and item.declined_option:
        return {"value": [item.declined_option.code] if item.repeats else item.declined_option.code}
    return {"absent": reason}


def _value(item: Item, values: list[Any]) -> dict[str, Any]:
    if not item.repeats:
        if len(values) > 1:
            raise WrongAnswer("Only one answer can be chosen here.")
        return {"value": READERS[item.type](item, values[0])}
    read = [READERS[item.type](item, value) for value in dict.fromkeys(map(str, values))]
    _agree(item, read)
    return {"value": read}


def _agree(item: Item, codes: list[str]) -> None:
    chosen = [item.by_code[code] for code in codes if code in item.by_code]
    for option in chosen:
        if option.exclusive and len(chosen) > 1:
            raise WrongAnswer(f"“{option.display}” stands alone: take it away, or the others.")
        for other in chosen:
            if other.code in option.excludes:
                raise WrongAnswer(f"“{option.display}” and “{other.display}” exclude each other.")


def _choice(item: Item, value: Any) -> str:
    if not isinstance(value, str) or value not in item.by_code:
        raise WrongAnswer("This is not one of the answers.")
    return value


def _open_choice(item: Item, value: Any) -> str:
    return _words(item, value)


def _boolean(item: Item, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise WrongAnswer("The answer is yes or no.")
    return bool(value == "true")


def _integer(item: Item, value: Any) -> int:
    if isinstance(value, bool) or not re.match(r"^-?\d{1,9}$", str(value).strip()):
        raise WrongAnswer("A whole number is needed.")
    return int(_within(item, int(str(value).strip())))


def _decimal(item: Item, value: Any) -> float:
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise WrongAnswer("A number is needed.") from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) > 10**9:
        raise WrongAnswer("A number is needed.")
    return _within(item, float(number))


def _within(item: Item, number: float) -> float:
    if item.minimum is not None and number < item.minimum:
        raise WrongAnswer(f"The number is {item.minimum:g} or more.")
    if item.maximum is not None and number > item.maximum:
        raise WrongAnswer(f"The number is {item.maximum:g} or less.")
    return number


def _words(item: Item, value: Any) -> str:
    if not isinstance(value, str):
        raise WrongAnswer("A text is needed.")
    most = item.max_length or LONGEST[item.type]
    text = value.replace("\r\n", "\n")
    if len(text) > most:
        raise WrongAnswer(f"The text is longer than {most:,} characters.")
    if not keepable(text):
        raise WrongAnswer("The text holds a character that cannot be kept.")
    return text


def _date(item: Item, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise WrongAnswer("A date is needed, as in 2026-01-31.") from None


READERS: dict[str, Callable[[Item, Any], Any]] = {
    "choice": _choice, "open-choice": _open_choice, "boolean": _boolean, "integer": _integer, "decimal": _decimal, "string": _words,
    "text": _words, "date": _date,
}  # fmt: skip


class AnswersWidget(forms.Widget):
    """Answers as JSON, or as the single fields of a page: `a.<linkId>` with what it was when the page was made.

    Only what was changed on the page is sent on, so that a page that was open elsewhere overwrites nothing.
    """

    template_name = "assessments/answers_widget.html"
    screens: Sequence[Screen] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        context["widget"]["screens"] = self.screens
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data[name] if name in data else changed_on_page(data)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and not any(key.startswith(WAS) for key in data)


ANSWER, REASON, WAS = "a.", "x.", "was."


def changed_on_page(data: Any) -> dict[str, list[str]] | None:
    """By linkId, what the page's fields say where that differs from what the page was made with."""
    shown = [key.removeprefix(WAS) for key in data if key.startswith(WAS)]
    if not shown:
        return None
    typed = {link_id: typed_on_page(data, link_id) for link_id in shown}
    return {link_id: values for link_id, values in typed.items() if values != was_on_page(data, link_id)}


def typed_on_page(data: Any, link_id: str) -> list[str]:
    values = [*_list(data, f"{ANSWER}{link_id}"), *_list(data, f"{REASON}{link_id}")]
    return [value for value in (value.replace("\r\n", "\n") for value in values) if value.strip()]


def was_on_page(data: Any, link_id: str) -> list[str]:
    """A page's own note of what it showed; one that cannot be read counts as nothing shown."""
    try:
        was = json.loads(data.get(f"{WAS}{link_id}") or "[]")
    except ValueError:
        return []
    return [str(value) for value in was] if isinstance(was, list) else []


def _list(data: Any, name: str) -> list[str]:
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    value = data.get(name, [])
    return list(value) if isinstance(value, list) else [value]


class AnswersField(forms.JSONField):
    """Answers by linkId; the form reads them with `read_answers`, since only it knows the instrument."""

    widget = AnswersWidget

    def to_python(self, value: Any) -> dict[str, Any]:  # type: ignore[override]  # the stubs take a JSON field for one of text
        read = super().to_python(value)
        if read is None:
            return {}
        if not isinstance(read, dict) or len(read) > MOST_ANSWERS:
            raise forms.ValidationError("Give the answers as an object: the linkId of each question with its answer.")
        return read


def read_or_refuse(questionnaire: Questionnaire, raw: Mapping[str, Any]) -> dict[str, Any]:
    """For a form: all answers, or a refusal that names each question and what is wrong with its answer."""
    read, problems = read_answers(questionnaire, raw)
    if problems:
        raise forms.ValidationError([f"{link_id}: {why}" for link_id, why in problems.items()])
    return read


def typed_on(data: Any, errors: Mapping[str, str] | None = None, elsewhere: Mapping[str, str] | None = None) -> Typed:
    """What a page's fields hold, to be shown again with what is wrong with it."""
    shown = [key.removeprefix(WAS) for key in data if key.startswith(WAS)]
    return Typed({link_id: typed_on_page(data, link_id) for link_id in shown}, errors or {}, elsewhere or {})
