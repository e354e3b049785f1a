"""Reading an item list (schema casemgmt-instrument/1): items and answers with scores, one total, bands and flags.

It is what a licensed organisation can write by hand. Rules that are written as prose in it are
refused: they would otherwise be lost in silence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import slugify

from assessments.forms.checking import Problem, Shape, is_number, shape_problems

SCHEMA = "casemgmt-instrument/1"
COMPARISONS = ("score_gte", "score_lt", "answer", "answer_in")
TOTALS = {"total_gte": "gte", "total_lt": "lt"}
OPTION = ("score", "need", "exclusive")
SCORING = {"method", "items", "range", "total_code", "missing", "bands", "bands_by", "flags", "note", "subscale"}
ITEM = ("linkId", "text", "type", "required", "sensitive")

SHAPE = Shape(
    object_lists=frozenset({"items", "answerOptions", "bands", "flags", "all", "any", "male", "female", "unknown"}),
    value_lists=frozenset({"items", "range", "answer_in", "sdoh_categories"}),
    objects=frozenset({"code", "licence", "panel", "scoring", "enableWhen", "when", "bands", "count_gte"}),
    values_too=frozenset({"code", "when", "panel", "count_gte"}),
)
# What the reader takes over; everything else beside them is text for people.
READ = ("items", "licence", "panel")
READ_SCORING = ("items", "range", "bands", "flags", "method")

Entry = Mapping[str, Any]


class ItemListReader:
    """One item list being read; what cannot be taken over is collected with its item."""

    def __init__(self, given: Entry) -> None:
        self.given = given
        self.problems: list[str] = []
        self.by_id = {str(item.get("linkId")): item for item in given.get("items", []) if isinstance(item, dict)}

    def shape_problems(self) -> list[str]:
        parts = {name: self.given[name] for name in READ if name in self.given}
        if isinstance(scoring := self.given.get("scoring"), dict):
            parts["scoring"] = {name: scoring[name] for name in READ_SCORING if name in scoring}
        return [str(problem) for problem in shape_problems(parts, SHAPE)]

    def read(self) -> dict[str, Any]:
        given = self.given
        licence: Entry = found if isinstance(found := given.get("licence"), dict) else {}
        texts = {"stem": "stem", "source": "source", "domain": "domain", "loinc_notice": "notice", "release_gate": "releaseGate"}
        return {
            "format": "casemgmt-questionnaire/1", "resourceType": "Questionnaire", "name": given.get("id", ""),
            "version": str(given.get("version", "1")), "title": given.get("title", ""),
            "licence": {"status": licence.get("status", ""), "text": licence.get("text", ""), "verified": False},
            "item": [self._item(item) for item in given.get("items", [])], "scoring": self._scoring(),
            **{ours: given[theirs] for theirs, ours in texts.items() if given.get(theirs)},
            **({"code": [given["panel"]]} if given.get("panel") else {}),
        }  # fmt: skip

    def _refuse(self, where: Any, why: str) -> None:
        self.problems.append(str(Problem(str(where or ""), why)))

    def _item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        read: dict[str, Any] = {name: item[name] for name in ITEM if name in item}
        if read.get("type") == "multi-choice":
            read.update(type="choice", repeats=True)
        if isinstance(item.get("code"), dict):
            read["code"] = [item["code"]]
        if "answerOptions" in item:
            read["answerOption"] = [self._option(option) for option in item["answerOptions"] or []]
            if any(option.get("need") for option in read["answerOption"] if isinstance(option, dict)):
                read["domains"] = item.get("sdoh_categories", [])
        if item.get("age_min_years") is not None:
            read["ageMin"] = item["age_min_years"]
        if "score_when_disabled" in item:
            read["scoreWhenDisabled"] = item["score_when_disabled"]
        return {**read, **self._branching(item)}

    def _option(self, option: Any) -> Any:
        if not isinstance(option, dict):
            return option
        read = {"valueCoding": {key: option[key] for key in ("code", "display") if key in option}}
        read.update({name: option[name] for name in OPTION if option.get(name) is not None})
        if "value" in option:
            read["score"] = option["value"]
        if option.get("need_category"):
            read["domain"] = option["need_category"]
        return read

    def _branching(self, item: Entry) -> dict[str, Any]:
        when = item.get("enableWhen")
        if not when:
            return {}
        behavior = "all" if isinstance(when, dict) and "all" in when else "any"
        tests = when.get(behavior, [when]) if isinstance(when, dict) else []
        conditions = [one for test in tests for one in self._conditions(item.get("linkId"), test)]
        if behavior == "all" and len(conditions) > len(tests):
            self._refuse(item.get("linkId"), "enableWhen: all goes with single answers only.")
        return {"enableWhen": conditions, "enableBehavior": behavior}

    def _conditions(self, where: Any, test: Any) -> Iterator[dict[str, Any]]:
        """One `=` for each answer the test lets through, as FHIR has it."""
        known = set(test) <= {"linkId", *COMPARISONS} and "linkId" in test and len(test) == 2
        known = known and all(is_number(test[key]) for key in ("score_gte", "score_lt") if key in test)
        if not known:
            self._refuse(where, "enableWhen: a linkId with answer, answer_in, score_gte or score_lt is needed.")
            return
        asked = self.by_id.get(str(test["linkId"]))
        if asked is None:
            self._refuse(where, f"enableWhen looks at “{test['linkId']}”, which does not exist.")
            return
        for code in _codes(test, asked):
            yield {"question": test["linkId"], "operator": "=", "answerCoding": {"code": code}}

    def _scoring(self) -> dict[str, Any]:
        scoring = self.given.get("scoring") or {}
        if not isinstance(scoring, dict):
            self._refuse("scoring", "An object is needed.")
            return {}
        method = scoring.get("method")
        if method not in (None, "sum", "per-item"):
            self._refuse(
                "scoring", f"The method “{method}” is written for people. Give the scoring in our own format (measures)."
            )
            return {}
        if unknown := sorted(set(scoring) - SCORING):
            self._refuse("scoring", f"Not known here: {', '.join(unknown)}. Give the scoring in our own format (measures).")
            return {}
        measures = [self._total(scoring), *self._subscales(scoring.get("subscale"))] if method == "sum" else []
        flags = [read for flag in scoring.get("flags", []) if (read := self._flag(flag))]
        return {"measures": measures, "flags": flags}

    def _total(self, scoring: Entry) -> dict[str, Any]:
        bands = {"bands": scoring["bands"]} if "bands" in scoring else {}
        if "bands_by" in scoring:
            bands["bandsBy"] = "sex"
        limits = {"range": scoring["range"]} if "range" in scoring else {}
        return {"id": "total", "title": "Total score", "method": "sum", "items": scoring.get("items", []), **limits, **bands}

    def _subscales(self, given: Any) -> list[dict[str, Any]]:
        """A sum of some of the items, positive from a threshold on."""
        scales = given if isinstance(given, dict) else {}
        return [self._subscale(name, scale) for name, scale in scales.items() if isinstance(scale, dict)]

    def _subscale(self, name: str, scale: Entry) -> dict[str, Any]:
        cut = scale.get("positive_gte")
        measure: dict[str, Any] = {"id": slugify(name), "title": name, "method": "sum", "items": scale.get("items", [])}
        if isinstance(cut, int):
            measure["bands"] = [{"min": 0, "max": cut - 1, "label": "negative"}, {"min": cut, "max": None, "label": "positive"}]
        return measure

    def _flag(self, flag: Any) -> dict[str, Any] | None:
        where = flag.get("id") if isinstance(flag, dict) else ""
        when = self._when(where, flag.get("when")) if isinstance(flag, dict) else None
        if when is None:
            self._refuse(where, "The flag's rule is written for people. Give it as a test of a linkId or of the total.")
            return None
        title = flag.get("title") or str(where).replace("-", " ").capitalize()
        texts = {name: flag[name] for name in ("action", "note") if flag.get(name)}
        return {"id": where, "severity": flag.get("severity"), "title": title, "when": when, **texts}

    def _when(self, where: Any, test: Any) -> dict[str, Any] | None:
        if not isinstance(test, dict) or not test:
            return None
        if group := next((key for key in ("all", "any") if key in test), ""):
            inner = [self._when(where, one) for one in test[group]] if isinstance(test[group], list) else [None]
            return {group: inner} if len(test) == 1 and None not in inner else None
        if set(test) <= set(TOTALS):
            return {"measure": "total", **{TOTALS[key]: value for key, value in test.items()}}
        return dict(test) if set(test) <= {"linkId", *COMPARISONS} else None


def _codes(test: Entry, asked: Entry) -> list[Any]:
    options = [option for option in asked.get("answerOptions") or [] if isinstance(option, dict)]
    if "answer" in test:
        return [test["answer"]]
    if "answer_in" in test:
        return list(test["answer_in"])
    scored = [(option.get("code"), option["score"]) for option in options if is_number(option.get("score"))]
    if "score_gte" in test:
        return [code for code, score in scored if score >= test["score_gte"]]
    return [code for code, score in scored if score < test["score_lt"]]
