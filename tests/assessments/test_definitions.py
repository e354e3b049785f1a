"""A definition that is wrong is refused with the item and the reason; a right one is read from FHIR or our own format."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.forms.item_checks import loinc_checks_out
from assessments.forms.reading import Unusable, definition_from, parsed
from assessments.models.questionnaire import Questionnaire
from assessments.queries.conditions import Subject
from assessments.queries.flags import flags_of
from assessments.queries.scoring import scored
from tests.assessments.shipped import KEYS, definition


def option(code: str, **more: Any) -> dict[str, Any]:
    return {"valueCoding": {"code": code, "display": code.title()}, **more}


def choice(link_id: str, *codes: str, **more: Any) -> dict[str, Any]:
    answers = [option(code, score=place) for place, code in enumerate(codes or ("no", "yes"))]
    return {"linkId": link_id, "type": "choice", "text": f"Question {link_id}?", "answerOption": answers, **more}


def when(question: str, code: str = "yes", operator: str = "=") -> dict[str, Any]:
    return {"enableWhen": [{"question": question, "operator": operator, "answerCoding": {"code": code}}]}


def ours(*items: Any, **more: Any) -> dict[str, Any]:
    top = {"format": "casemgmt-questionnaire/1", "resourceType": "Questionnaire", "name": "test", "version": "1", "title": "Test"}
    return {**top, "item": list(items), **more}


def problems(given: Any) -> list[str]:
    with pytest.raises(Unusable) as refused:
        definition_from(given)
    return refused.value.problems


@pytest.mark.parametrize("key", KEYS)
def test_every_shipped_instrument_passes_its_own_check(key: str) -> None:
    read = definition_from(definition(key))
    assert read["name"] == key
    assert read["licence"]["text"]


def test_the_shipped_instruments_keep_their_notices_and_gates() -> None:
    """LOINC codes travel with their notice; what is not confirmed says what has to be read."""
    for key in KEYS:
        read = definition(key)
        if "http://loinc.org" in json.dumps(read):
            assert "Regenstrief" in read["notice"], key
        assert bool(read.get("releaseGate")) is not read["licence"]["verified"], key


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (ours(choice("q1"), choice("q1")), "q1: This linkId stands there twice."),
        (ours({"linkId": "g", "type": "group", "text": "G", "item": [choice("q1")]}, choice("q1")), "q1: This linkId stands there twice."),
        (ours(choice("q1", **when("q1"))), "q1: The branching goes round in a circle, so none of these could ever be asked."),
        (
            ours(choice("q1", **when("q3")), choice("q2", **when("q1")), choice("q3", **when("q2"))),
            "q1 → q2 → q3: The branching goes round in a circle, so none of these could ever be asked.",
        ),
        (
            ours(choice("q1", **when("q2")), choice("q2")),
            "q1: enableWhen looks at “q2”, which comes later. A question can only depend on earlier ones.",
        ),
        (ours(choice("q1", **when("q9"))), "q1: enableWhen looks at “q9”, which does not exist."),
        (
            ours({"linkId": "t", "type": "display", "text": "Hello"}, choice("q1", **when("t"))),
            "q1: enableWhen looks at “t”, to which nothing is answered.",
        ),
        (
            ours({"linkId": "g", "type": "group", "text": "G", "item": [choice("q1")], **when("q1")}),
            "g → q1: The branching goes round in a circle, so none of these could ever be asked.",
        ),
        (ours(choice("q1"), choice("q2", **when("q1", operator="~"))), "q2: The operator “~” is not known here."),
        (ours(choice("q1"), choice("q2", **when("q1", operator=">"))), "q2: “q1” has no order, so > cannot compare it."),
        (ours(choice("q1"), choice("q2", **when("q1", "maybe"))), "q2: “maybe” is not an answer to “q1”."),
        (
            ours({"linkId": "n", "type": "integer", "text": "N"}, choice("q2", **when("n"))),
            "q2: The answer given cannot be compared with “n” (integer).",
        ),
        (
            ours(choice("q1"), choice("q2", enableWhen=[{"question": "q1", "operator": "exists", "answerInteger": 1}])),
            "q2: With exists goes answerBoolean.",
        ),
        (ours(choice("q1", enableWhen=[{"question": "q1"}])), "q1: Each enableWhen has question, operator and one answer."),
        (
            ours({"linkId": "q1", "type": "attachment", "text": "A"}),
            "q1: The type “attachment” is not known here. Known: group, display, boolean, integer, decimal, string, text, date, "
            "choice, open-choice.",
        ),
        (ours({"linkId": "q1", "type": "choice", "text": "A"}), "q1: There are no answers to choose from."),
        (ours(choice("q1", "yes", "yes")), "q1: The answer “yes” stands there twice."),
        (ours({"linkId": "q1", "type": "text", "text": ""}), "q1: text: A text is needed."),
        (ours(choice("q1", help="Ask <b>gently</b>")), "q1: Plain text is needed, without HTML: “Ask <b>gently</b>”."),
        (ours(choice("q1"), stem="<script>alert(1)</script>"), "Plain text is needed, without HTML: “<script>alert(1)</script>”."),
        (ours(choice("q1", help="a\x00b")), "q1: A text holds a character that cannot be kept."),
        (ours(choice("q1", help="a\ud800b")), "q1: A text holds a character that cannot be kept."),
        (ours(choice("q1", requierd=True)), "q1: “requierd” is not known here."),
        (ours(choice("q1", domains=["money"])), "q1: The domain “money” is not known here."),
        (ours(choice("q1", answerOption="yes")), "q1: answerOption is not of the kind that belongs there."),
        (ours({**choice("q1"), "item": [choice("q2")]}), "q1: Only a group can hold further items."),
        (
            ours(choice("q1", code=[{"system": "http://loinc.org", "code": "44250-8"}])),
            "q1: The LOINC code 44250-8 has a wrong check digit.",
        ),
        (ours({"linkId": "t", "type": "display", "text": "Hello"}), "item: There are only groups and texts, and no question."),
        (ours(), "item: There are no questions."),
        (ours(choice("q1"), name="Not A Slug"), "name: A short name of small letters, digits and hyphens is needed, for example phq-9."),
        (
            ours({"linkId": "n", "type": "integer", "text": "N", "points": [{"min": 0, "max": 2, "points": 0}, {"min": 2, "max": None, "points": 1}]}),
            "n: After 2 comes 2: the rows overlap or leave a gap.",
        ),
        (ours(choice("q1", factor="mood")), "q1: The factor “mood” is not among the factors."),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused_with_the_item_and_the_reason(given: Any, problem: str) -> None:
    assert problem in problems(given)


def total(**more: Any) -> dict[str, Any]:
    return {"id": "total", "title": "Total", "method": "sum", "items": ["q1", "q2"], **more}


def flag(**when: Any) -> dict[str, Any]:
    return {"id": "f", "severity": "urgent", "title": "Flag", "when": when}


@pytest.mark.parametrize(
    ("scoring", "problem"),
    [
        ({"measures": [total(items=["q1", "q7"])]}, "total: It counts “q7”, which is not a question here."),
        ({"measures": [total(items=["q1", "q1"])]}, "total: It counts “q1” twice."),
        ({"measures": [total(items=["q1", "words"])]}, "total: It counts “words”, but not every answer to it has a score."),
        ({"measures": [total(method="median")]}, "total: The method “median” is not known here. Known: sum, mean, product, points, rules, t-score."),
        ({"measures": [total(), total()]}, "scoring: The id “total” stands there twice."),
        ({"measures": [total(range=[0, 3])]}, "total: The range says 0 to 3, but the answers can give 0 to 2."),
        (
            {"measures": [total(range=[0, 2], bands=[{"min": 0, "max": 1, "label": "low"}])]},
            "total: The bands do not cover the range 0 to 2.",
        ),
        (
            {"measures": [total(bands=[{"min": 0, "max": 1, "label": "low"}, {"min": 1, "max": 2, "label": "high"}])]},
            "total: After 1 comes 1: the rows overlap or leave a gap.",
        ),
        ({"measures": [total(measures=["later"])]}, "total: It adds the measure “later”, which does not come before it."),
        ({"measures": [total(reverse=["q9"])]}, "total: It turns “q9” round, which is not among its items."),
        ({"flags": [flag(linkId="q9", score_gte=1)]}, "f: It looks at “q9”, which is not a question here."),
        ({"flags": [flag(linkId="q1", answer="maybe")]}, "f: “maybe” is not an answer to “q1”."),
        ({"flags": [flag(measure="total", gte=1)]}, "f: It looks at the measure “total”, which is not there."),
        ({"flags": [flag(linkId="q1", score_about=1)]}, "f: The test “score_about” is not known here."),
        ({"flags": [flag(linkId="q1", score_gte="1")]}, "f: score_gte is a number."),
        ({"flags": [{**flag(linkId="q1", score_gte=1), "severity": "red"}]}, "f: The severity is one of emergency, urgent, review, need, info."),
    ],
)  # fmt: skip
def test_scoring_refers_only_to_what_is_there(scoring: Any, problem: str) -> None:
    words = {"linkId": "words", "type": "text", "text": "In your words"}
    assert problem in problems(ours(choice("q1"), choice("q2"), words, scoring=scoring))


def test_ten_thousand_items_are_refused_and_a_thousand_are_not() -> None:
    assert problems(ours(*[choice(f"q{n}") for n in range(10_000)])) == [
        "item: There are more than 1,000 items. Split the questionnaire."
    ]
    assert len(definition_from(ours(*[choice(f"q{n}") for n in range(1_000)]))["item"]) == 1_000


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = choice("q")
    for level in range(depth - 1):
        inner = {"linkId": f"g{level}", "type": "group", "text": "Group", "item": [inner]}
    return inner


@pytest.mark.parametrize("depth", [6, 60, 5_000])
def test_groups_nested_too_deeply_are_refused_however_deep(depth: int) -> None:
    deepest = f"g{depth - 7}" if depth > 6 else "q"
    assert problems(ours(nested(depth))) == [f"{deepest}: Groups are nested more than 5 deep."]
    assert definition_from(ours(nested(5)))


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("{", "This is not JSON: "),
        ("", "This is not JSON: "),
        ("[" * 100_000, "The definition is nested too deeply."),
        ("x" * 1_000_001, "The definition is longer than 1,000,000 characters."),
    ],
)
def test_a_text_that_is_no_json_says_so(text: str, beginning: str) -> None:
    with pytest.raises(Unusable) as refused:
        parsed(text)
    assert refused.value.problems[0].startswith(beginning)


@pytest.mark.parametrize(
    "given", [None, [], "text", 7, {}, {"resourceType": "Patient"}, {"resourceType": "Questionnaire", "item": 5}]
)
def test_what_is_no_questionnaire_is_refused(given: Any) -> None:
    assert "Known are FHIR R4 Questionnaires" in problems(given)[0]


ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def fhir(*items: Any, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": "Sleep",
        "name": "SleepScreen",
        "item": list(items),
        **more,
    }


def test_a_fhir_questionnaire_is_read_with_its_scores_limits_and_branching() -> None:
    answers = [
        {"valueCoding": {"code": "a", "display": "Never"}, "extension": [{"url": ORDINAL, "valueDecimal": 0}]},
        {"valueCoding": {"code": "b", "display": "Often", "extension": [{"url": ORDINAL, "valueDecimal": 3}]}},
    ]
    hours = {
        "linkId": "2", "type": "integer", "text": "Hours of sleep?", "enableWhen": [{"question": "1", "operator": "=", "answerCoding": {"code": "b"}}],
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0}],
    }  # fmt: skip
    sleepless = {"linkId": "1", "type": "choice", "text": "Sleepless?", "answerOption": answers, "required": True}
    read = definition_from(fhir(sleepless, hours, copyright="(c) Somebody", version="2.1"))
    assert (read["name"], read["version"], read["licence"]["text"]) == ("sleep-screen", "2.1", "(c) Somebody")
    asked = Questionnaire(read)
    assert [option.score for option in asked.by_id["1"].options] == [0, 3]
    assert asked.by_id["1"].required
    assert asked.by_id["2"].minimum == 0
    assert asked.by_id["2"].conditions[0].answer == "b"


def test_a_fhir_question_may_name_its_answers_by_text_and_branch_on_them() -> None:
    first = {"linkId": "1", "type": "choice", "text": "Pet?", "answerOption": [{"valueString": "Cat"}, {"valueString": "Dog"}]}
    second = {
        "linkId": "2", "type": "string", "text": "Its name?",
        "enableWhen": [{"question": "1", "operator": "=", "answerString": "Cat"}],
    }  # fmt: skip
    asked = Questionnaire(definition_from(fhir(first, second)))
    assert [option.code for option in asked.by_id["1"].options] == ["Cat", "Dog"]
    assert asked.by_id["2"].conditions[0].answer == "Cat"


def test_a_value_set_is_read_when_the_file_contains_it_and_refused_when_it_does_not() -> None:
    item = {"linkId": "1", "type": "choice", "text": "How?", "answerValueSet": "#yn"}
    concepts = [{"system": "urn:x", "concept": [{"code": "Y", "display": "Yes"}]}]
    value_set = {"resourceType": "ValueSet", "id": "yn", "compose": {"include": concepts}}
    read = definition_from(fhir(item, contained=[value_set]))
    assert read["item"][0]["answerOption"] == [{"valueCoding": {"system": "urn:x", "code": "Y", "display": "Yes"}}]
    assert problems(fhir(item)) == ["1: Its answers are in the value set #yn, which the file does not contain."]
    elsewhere = {**item, "answerValueSet": "http://example.org/vs"}
    assert problems(fhir(elsewhere)) == [
        "1: Its answers are in the value set http://example.org/vs, which the file does not contain."
    ]


def test_a_fhir_item_whose_meaning_may_be_changed_by_an_extension_is_refused() -> None:
    item = {"linkId": "1", "type": "boolean", "text": "Well?", "modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}
    assert problems(fhir(item)) == ["1: It has a modifierExtension, which may change what it means."]


def item_list(**more: Any) -> dict[str, Any]:
    answers = [{"code": "n", "display": "No", "score": 0}, {"code": "y", "display": "Yes", "score": 2}]
    items = [{"linkId": f"q{n}", "text": f"Question {n}", "type": "choice", "answerOptions": answers} for n in (1, 2)]
    items[1]["enableWhen"] = {"linkId": "q1", "score_gte": 1}
    scoring = {
        "method": "sum", "items": ["q1", "q2"], "bands": [{"min": 0, "max": 1, "label": "low"}, {"min": 2, "max": 4, "label": "high"}],
        "flags": [{"id": "high", "severity": "review", "when": {"total_gte": 2}}],
    }  # fmt: skip
    top = {
        "schema": "casemgmt-instrument/1",
        "id": "strain",
        "title": "Strain",
        "licence": {"status": "licensed", "text": "Ours"},
    }
    return {**top, "items": items, "scoring": scoring, **more}


def test_an_item_list_is_read_with_its_total_bands_flags_and_branching() -> None:
    asked = Questionnaire(definition_from(item_list()))
    assert asked.by_id["q2"].conditions[0].answer == "y"
    known = scored(asked, {"q1": "y", "q2": "n"})
    assert (known.results["total"].value, known.results["total"].band) == (2, "high")
    assert [flag.id for flag in flags_of(asked, known)] == ["high"]


def test_rules_written_for_people_are_refused_instead_of_lost() -> None:
    flags = [{"id": "high", "severity": "review", "when": "the total is high"}]
    assert problems(item_list(scoring={**item_list()["scoring"], "flags": flags})) == [
        "high: The flag's rule is written for people. Give it as a test of a linkId or of the total."
    ]
    assert "written for people" in problems(item_list(scoring={"method": "any-positive"}))[0]


@pytest.mark.parametrize(
    "code", ["44250-9", "44249-1", "69737-5", "96777-8", "LA6568-5", "LA33-6", "LA32-8", "LA9-3", "LA28397-0"]
)
def test_loinc_check_digits(code: str) -> None:
    digit = int(code[-1])
    assert loinc_checks_out(code)
    assert not any(loinc_checks_out(f"{code[:-1]}{other}") for other in range(10) if other != digit)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[place for key, child in inner for place in places(child, (*path, key))]]


def read_or_none(given: Any) -> Questionnaire | None:
    try:
        return Questionnaire(definition_from(given))
    except Unusable:
        return None


JUNK = st.sampled_from([None, True, 0, -1, 1e9, "", "x", "q1", [], {}, [1], ["a"], [{}], {"a": 1}, [[]], {"linkId": "q1"}])


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_whatever_is_spoilt_a_definition_is_refused_in_sentences_or_can_be_scored(data: st.DataObject) -> None:
    spoilt = deepcopy(definition(data.draw(st.sampled_from(KEYS))))
    *way, last = data.draw(st.sampled_from([place for place in places(spoilt) if place]))
    holder: Any = spoilt
    for key in way:
        holder = holder[key]
    holder[last] = data.draw(JUNK)
    asked = read_or_none(spoilt)
    for age in (None, 3, 70) if asked else ():
        flags_of(asked, scored(asked, {}, Subject(age)))
