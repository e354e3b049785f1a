"""Checks of single items and of the branching between them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from assessments.forms.checking import Problem, is_count, is_number, known_keys, text_problem, twice
from assessments.models.domains import DOMAINS
from assessments.models.questionnaire import CODED, SILENT, Condition, Item, Questionnaire

TYPES = (*SILENT, "boolean", "integer", "decimal", "string", "text", "date", *CODED)
MEASURED = ("integer", "decimal")
MOST_OPTIONS = 200
LOINC = "http://loinc.org"

KEYS = {
    "linkId", "text", "type", "prefix", "help", "code", "required", "repeats", "readOnly", "maxLength", "minValue", "maxValue",
    "unit", "ageMin", "sensitive", "factor", "domains", "answerOption", "points", "scoreWhenDisabled", "enableWhen",
    "enableBehavior", "item",
}  # fmt: skip
OPTION_KEYS = {"valueCoding", "score", "need", "domain", "exclusive", "excludes", "declined"}
YES_OR_NO = ("required", "repeats", "readOnly", "sensitive")

Entry = dict[str, Any]
Reasons = Iterator[str]


def item_problems(item: Any, seen: set[str], parent: str) -> Iterator[Problem]:
    """What is wrong with one item, whatever stands around it; `seen` collects the linkIds so far."""
    if not isinstance(item, dict):
        yield Problem(parent, "An item is not a JSON object.")
        return
    link_id = item.get("linkId")
    if not isinstance(link_id, str) or not re.match(r"^[\w./-]{1,80}$", link_id):
        yield Problem(str(link_id or parent), "A linkId of at most 80 letters, digits, dots, hyphens and slashes is needed.")
        return
    if link_id in seen:
        yield Problem(link_id, "This linkId stands there twice.")
    seen.add(link_id)
    yield from known_keys(link_id, item, KEYS)
    if item.get("type") not in TYPES:
        yield Problem(link_id, f"The type “{item.get('type')}” is not known here. Known: {', '.join(TYPES)}.")
        return
    yield from (Problem(link_id, why) for check in CHECKS for why in check(item))


def _texts(item: Entry) -> Reasons:
    for name, most, required in (("text", 2000, True), ("prefix", 20, False), ("help", 1000, False), ("unit", 40, False)):
        if why := text_problem(item.get(name), most, required=required):
            yield f"{name}: {why}"


def _switches(item: Entry) -> Reasons:
    for name in YES_OR_NO:
        if not isinstance(item.get(name, False), bool):
            yield f"{name} is true or false."
    if not isinstance(item.get("item", []), list):
        yield "item is a list."
    elif item.get("item") and item["type"] != "group":
        yield "Only a group can hold further items."


def _limits(item: Entry) -> Reasons:
    low, high = item.get("minValue"), item.get("maxValue")
    if any(value is not None and not is_number(value) for value in (low, high, item.get("scoreWhenDisabled"))):
        yield "minValue, maxValue and scoreWhenDisabled are numbers."
    elif low is not None and high is not None and low > high:
        yield "minValue is above maxValue."
    for name, least, most in (("maxLength", 1, 20_000), ("ageMin", 0, 120)):
        if name in item and not (is_count(item[name]) and least <= item[name] <= most):
            yield f"{name} is a whole number from {least} to {most:,}."


def _domains(item: Entry) -> Reasons:
    domains = item.get("domains", [])
    if not isinstance(domains, list):
        yield "domains is a list."
        return
    yield from (f"The domain “{domain}” is not known here." for domain in domains if domain not in DOMAINS)


def _codes(item: Entry) -> Reasons:
    codes = item.get("code", [])
    if not isinstance(codes, list) or not all(isinstance(code, dict) and isinstance(code.get("code"), str) for code in codes):
        yield "code is a list of codings."
        return
    for code in codes:
        if code.get("system") == LOINC and not loinc_checks_out(code["code"]):
            yield f"The LOINC code {code['code']} has a wrong check digit."


def _options(item: Entry) -> Reasons:
    options = item.get("answerOption", [])
    if item["type"] not in CODED:
        if options:
            yield f"Answer options do not go with the type {item['type']}."
        return
    if not isinstance(options, list) or not all(isinstance(option, dict) for option in options):
        yield "answerOption is a list of objects."
        return
    if not options:
        yield "There are no answers to choose from."
    if len(options) > MOST_OPTIONS:
        yield f"There are more than {MOST_OPTIONS} answers to choose from."
        return
    for option in options:
        yield from _option(option)
    codes = [str(option["valueCoding"].get("code")) for option in options if isinstance(option.get("valueCoding"), dict)]
    yield from (f"The answer “{code}” stands there twice." for code in twice(codes))
    yield from _exclusions(options, codes, item.get("repeats", False))


def _option(option: Entry) -> Reasons:
    coding = option.get("valueCoding")
    if not isinstance(coding, dict) or not isinstance(coding.get("code"), str) or not 1 <= len(coding["code"]) <= 100:
        yield "An answer has no valueCoding with a code of at most 100 characters."
        return
    code = coding["code"]
    if why := text_problem(coding.get("display"), 1000, required=True):
        yield f"The answer “{code}”: {why}"
    if coding.get("system") == LOINC and not loinc_checks_out(code):
        yield f"The answer code {code} has a wrong check digit."
    yield from (f"The answer “{code}”: “{key}” is not known here." for key in sorted(set(option) - OPTION_KEYS))
    if "score" in option and not is_number(option["score"]):
        yield f"The answer “{code}”: the score is a number."
    if option.get("need") not in (True, False, None):
        yield f"The answer “{code}”: need is true, false or left out."
    if option.get("domain") and option["domain"] not in DOMAINS:
        yield f"The answer “{code}”: the domain “{option['domain']}” is not known here."


def _exclusions(options: list[Entry], codes: list[str], repeats: bool) -> Reasons:
    for option in options:
        excludes = option.get("excludes", [])
        if not isinstance(excludes, list):
            yield "excludes is a list of answer codes."
            continue
        yield from (f"excludes names “{code}”, which is not an answer here." for code in excludes if code not in codes)
        if (excludes or option.get("exclusive")) and not repeats:
            yield "Only where several answers can be chosen does one exclude another."


def _branching(item: Entry) -> Reasons:
    conditions = item.get("enableWhen", [])
    if not isinstance(conditions, list) or not all(isinstance(condition, dict) for condition in conditions):
        yield "enableWhen is a list of objects."
        return
    if item.get("enableBehavior", "any") not in ("any", "all"):
        yield "enableBehavior is any or all."
    for condition in conditions:
        yield from _condition(condition)


def _condition(condition: Entry) -> Reasons:
    answers = [key for key in condition if key.startswith("answer")]
    if (
        not isinstance(condition.get("question"), str)
        or len(answers) != 1
        or set(condition) != {"question", "operator", *answers}
    ):
        yield "Each enableWhen has question, operator and one answer."
        return
    if condition["operator"] not in ("exists", "=", "!=", ">", "<", ">=", "<="):
        yield f"The operator “{condition['operator']}” is not known here."
    if answers[0] not in ANSWERS or not ANSWERS[answers[0]](condition[answers[0]]):
        yield f"enableWhen: {answers[0]} holds nothing that can be compared."


def _is_coding(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("code"), str)


ANSWERS: dict[str, Callable[[Any], bool]] = {
    "answerBoolean": lambda value: isinstance(value, bool),
    "answerInteger": is_count,
    "answerDecimal": is_number,
    "answerString": lambda value: isinstance(value, str),
    "answerDate": lambda value: isinstance(value, str) and re.match(r"^\d{4}-\d\d-\d\d$", value) is not None,
    "answerCoding": _is_coding,
}


def _points(item: Entry) -> Reasons:
    points = item.get("points")
    if points is None:
        return
    if item["type"] == "boolean":
        if not (isinstance(points, dict) and set(points) == {"true", "false"} and all(map(is_number, points.values()))):
            yield "points of a yes-or-no question are {true: number, false: number}."
    elif item["type"] in MEASURED:
        yield from table_problems(points)
    else:
        yield f"points do not go with the type {item['type']}; give each answer its score."


def table_problems(points: Any) -> Reasons:
    """A table of points: rows of min, max and points in order, without gap or overlap, open at the end at most."""
    if not isinstance(points, list) or not points:
        yield "points is a list of rows."
        return
    if not all(isinstance(row, dict) and set(row) == {"min", "max", "points"} and is_number(row["points"]) for row in points):
        yield "Each row of points has min, max and points."
        return
    yield from row_problems(points)


def row_problems(rows: list[Entry]) -> Reasons:
    """Rows of min and max have to follow each other; only the last may be open upwards."""
    for place, row in enumerate(rows):
        following = rows[place + 1] if place + 1 < len(rows) else None
        if not is_number(row.get("min")) or not (row.get("max") is None or is_number(row["max"])):
            yield "min is a number, max is a number or null."
            return
        if row["max"] is not None and row["max"] < row["min"]:
            yield f"A row runs from {row['min']} to {row['max']}, backwards."
        if following and (row["max"] is None or not is_number(following.get("min"))):
            yield "Only the last row is open upwards."
        elif following and not 0 < following["min"] - row["max"] <= 1:
            yield f"After {row['max']} comes {following['min']}: the rows overlap or leave a gap."


CHECKS = (_texts, _switches, _limits, _domains, _codes, _options, _branching, _points)


def branching_problems(questionnaire: Questionnaire, definition: Entry) -> Iterator[Problem]:
    """Every enableWhen looks back, at a question that exists, in a way that question can answer."""
    circles = set(_circle(questionnaire))
    if circles:
        path = " → ".join(item.link_id for item in questionnaire.items if item.link_id in circles)
        yield Problem(path, "The branching goes round in a circle, so none of these could ever be asked.")
        return
    before: set[str] = set()
    for item in questionnaire.items:
        for condition in item.conditions:
            if why := _why_not(condition, questionnaire.by_id, before):
                yield Problem(item.link_id, why)
        before.add(item.link_id)


def _why_not(condition: Condition, items: dict[str, Item], before: set[str]) -> str:
    asked = items.get(condition.question)
    if asked is None:
        return f"enableWhen looks at “{condition.question}”, which does not exist."
    if not asked.is_asked:
        return f"enableWhen looks at “{condition.question}”, to which nothing is answered."
    if condition.question not in before:
        return f"enableWhen looks at “{condition.question}”, which comes later. A question can only depend on earlier ones."
    return _why_incomparable(condition, asked)


def _why_incomparable(condition: Condition, asked: Item) -> str:
    if condition.operator == "exists":
        return "" if isinstance(condition.answer, bool) else "With exists goes answerBoolean."
    if condition.operator not in ("=", "!=") and asked.type not in (*MEASURED, "date"):
        return f"“{condition.question}” has no order, so {condition.operator} cannot compare it."
    if asked.type == "choice" and condition.answer not in asked.by_code:
        return f"“{condition.answer}” is not an answer to “{condition.question}”."
    fits = COMPARABLE[asked.type](condition.answer)
    return "" if fits else f"The answer given cannot be compared with “{condition.question}” ({asked.type})."


COMPARABLE: dict[str, Callable[[Any], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": is_number,
    "decimal": is_number,
    **dict.fromkeys(("string", "text", "date", "choice", "open-choice"), lambda value: isinstance(value, str)),
}


def _circle(questionnaire: Questionnaire) -> list[str]:
    """The items that wait for themselves. What waits for nothing is taken away until only circles are left."""
    items = questionnaire.by_id
    waits = {
        key: {c.question for c in item.conditions if c.question in items} | ({item.parent} if item.parent else set())
        for key, item in items.items()
    }
    while free := {key for key, others in waits.items() if not others & set(waits)}:
        waits = {key: others for key, others in waits.items() if key not in free}
    # What only hangs on a circle is not part of it.
    while loose := {key for key in waits if not any(key in others for others in waits.values())}:
        waits = {key: others for key, others in waits.items() if key not in loose}
    return list(waits)


def loinc_checks_out(code: str) -> bool:
    """Mod 10 check digit of a LOINC code, or of an answer code: the same sum, +2 for an odd count of digits, +5 for an even."""
    found = re.match(r"^(LA|LL)?(\d+)-(\d)$", code)
    if not found:
        return False
    kind, digits, check = found.groups()
    if kind == "LL":
        return True
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    luhn = -sum(value // 10 + value % 10 for value in doubled) % 10
    shift = 0 if kind is None else 2 if len(digits) % 2 else 5
    return (luhn + shift) % 10 == int(check)
