"""Each question three ways, by turns in one run: its SQL alone, the bare view, and our page over the same loopback."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from casemgmt.bench.answering import answer
from casemgmt.bench.browser import Answer, Browser
from casemgmt.bench.figures import Times
from casemgmt.bench.questions import QUESTIONS, Question
from casemgmt.local.console import Bar, Stopped
from clients.queries.names import folded, phonetic_codes

ROUNDS = 40
# The first rounds fill caches and compile templates on both sides.
WARMING = 3
# Parts of names as people type them: a letter lost, doubled, exchanged or misheard.
TYPOS = "hernndez|jonson|rodrigez mar|fernandes|washingtn|gonzales an|mc kinley|okonkow|stevenson jon|tomson".split("|")


@dataclass
class Measured:
    question: Question
    raw: Times = field(default_factory=Times)
    bare: Times = field(default_factory=Times)
    page: Times = field(default_factory=Times)

    @property
    def ratio(self) -> float:
        return self.page.median / self.bare.median


@dataclass(frozen=True)
class Visit:
    """What one turn needs: the facts for the SQL, and the browsers."""

    known: dict[str, Any]
    browsers: dict[str, Browser]
    bare_port: int

    def facts(self, question: Question, turn: int) -> dict[str, Any]:
        words = _words(turn) if question.searches else {}
        return {**self.known, "actor": self.known.get(question.who), **words}

    def bare(self, question: Question, number: int, facts: dict[str, Any]) -> Answer:
        place = "bare/api" if question.is_api else "bare"
        asked = urlencode({"facts": json.dumps(facts, default=str)})
        return self.browsers[question.who].at(self.bare_port).get(f"/{place}/{number}/?{asked}")

    def ours(self, question: Question, turn: int) -> Answer:
        browser = self.browsers[question.who]
        path = question.path.format(**self.known)
        return browser.post(path, {"q": _typed(turn)}) if question.searches else browser.get(path)


def _typed(turn: int) -> str:
    return TYPOS[turn % len(TYPOS)]


def _words(turn: int) -> dict[str, Any]:
    text = folded(_typed(turn))
    return {"text": text, "part": f"%{text}%", "codes": phonetic_codes([text])}


def measure(visit: Visit, bar: Bar) -> list[Measured]:
    found = [Measured(question) for question in QUESTIONS]
    for turn in range(-WARMING, ROUNDS):
        for number, measured in enumerate(found):
            times = _one_turn(visit, number, measured.question, turn)
            if turn >= 0:
                for kept, seconds in zip((measured.raw, measured.bare, measured.page), times, strict=True):
                    kept.add(seconds)
        bar.show(turn + WARMING + 1, ROUNDS + WARMING, "rounds")
    return found


def _one_turn(visit: Visit, number: int, question: Question, turn: int) -> tuple[float, float, float]:
    facts = visit.facts(question, turn)
    began = time.perf_counter()
    answer(question, facts)
    raw = time.perf_counter() - began
    bare = visit.bare(question, number, facts)
    ours = visit.ours(question, turn)
    for answered in (bare, ours):
        if answered.status != 200:
            raise Stopped(f"{question.name} answered {answered.status}: {answered.content[:300]!r}")
    return raw, bare.seconds, ours.seconds
