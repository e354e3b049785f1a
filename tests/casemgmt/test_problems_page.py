"""/api/docs/problems: whatever the API says no with is described where its `type` leads."""

import re
from pathlib import Path

from django.test import Client as Browser
from rest_framework import exceptions

from casemgmt.problems import PROBLEMS
from workflow.problems import of_refusal
from workflow.refusals import Refusal

DESCRIBED = {problem.code: problem.status for problem in PROBLEMS}


def _kinds(kind: type[Refusal]) -> list[type[Refusal]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in _kinds(below))]


def test_every_refusal_is_described_with_its_status() -> None:
    made = [kind.__new__(kind) for kind in _kinds(Refusal)[1:]]
    for refusal in made:
        refusal.errors, refusal.current = {}, None  # type: ignore[attr-defined]  # what some of them are made with
        answer = of_refusal(refusal)
        assert DESCRIBED[answer.data["code"]] == answer.status_code
        assert answer.data["type"] == f"/api/docs/problems#{answer.data['code']}"


def test_every_error_of_the_framework_is_described_with_its_status() -> None:
    kinds = [kind for kind in exceptions.APIException.__subclasses__() if kind.__module__ == "rest_framework.exceptions"]
    named = {str(kind.default_code).replace("_", "-"): kind.status_code for kind in kinds}
    assert {code: DESCRIBED.get(code) for code in named if code != "invalid"} == {
        code: status for code, status in named.items() if code != "invalid"
    }


def test_the_page_has_a_place_for_each_and_needs_no_sign_in() -> None:
    answer = Browser().get("/api/docs/problems")
    assert answer.status_code == 200
    assert set(re.findall(r'<div id="([a-z-]+)">', answer.content.decode())) == set(DESCRIBED)


def test_the_handbook_names_the_same_codes() -> None:
    table = Path("docs/api.md").read_text().partition("## Errors")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+|stale|conflict|throttled|unavailable)`", table.partition("| status |")[2]))
    assert named == set(DESCRIBED)
