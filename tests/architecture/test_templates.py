"""No template or view writes markup unescaped, and no page carries script or style of its own."""

import re

import pytest

from tests.architecture.sources import sources, templates

FORBIDDEN = {
    "|safe": r"\|\s*safe(seq)?\b",
    "autoescape off": r"{%\s*autoescape\s+off",
    "a script without a file": r"<script(?![^>]*\bsrc=)[^>]*>",
    "a style element": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "htmx script": r"\bhx-on\b|\bhx-vars\b|\bhx-vals\s*=\s*[\"']js:",
    "a javascript address": r"javascript:",
    "a file from elsewhere": r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//",
}
LONGEST = 150


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    assert [name for name, text in templates().items() if re.search(FORBIDDEN[what], text, re.IGNORECASE)] == []


def test_markup_is_marked_as_safe_in_template_tags_alone() -> None:
    marking = {source.name for source in sources() if re.search(r"\b(mark_safe|SafeString|html_safe|SafeData)\b", source.text)}
    assert {name for name in marking if not name.startswith("casemgmt/templatetags/")} == set()


def test_no_template_is_longer_than_a_reader_can_hold() -> None:
    assert {name: text.count("\n") for name, text in templates().items() if text.count("\n") > LONGEST} == {}
