"""What of a record leaves the agency only with a consent of its own, and what somebody has to decide about.

Substance use treatment (42 CFR Part 2) and victim services (VAWA). What its author marked decides, and where it comes from:
a programme that holds itself out as treating substance use makes the record, not a word in it (42 CFR 2.11, 2.12). Words that
look like it and that nobody has marked only warn: then whoever sends decides, and answers for it.
"""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from accounts.models import Agency
from clients.models import Case, Consent
from transitions.models import HandoverSummary, Transition
from transitions.queries.covering import NAMES

Kind, Section, Unmarked = Consent.Kind, HandoverSummary.Section, HandoverSummary.Unmarked
# Diagnoses of substance use (ICD-10-CM F10 to F19), and the words people write for them.
SUD_CODE = re.compile(r"^F1\d", re.IGNORECASE)
SUD_WORDS = re.compile(
    r"alcohol|addict|opioid|opiate|heroin|cocaine|methadone|buprenorphine|suboxone|naloxone|naltrexone|subutex|vivitrol|disulfiram|acamprosate|amphetamine|substance|overdose"
    r"|sober|sobriety|detox|drinking|drug use",
    re.IGNORECASE,
)
# A need was given its kind by whoever wrote it down: that is a mark.
BY_NEED = {"x-substance-use": Kind.SUD, "intimate-partner-violence": Kind.VICTIM_SERVICES}
# What is known of a stay because the client was there.
OF_THE_STAY = frozenset({Section.STAY, Section.MEDICINES, Section.CHECKED, Section.NEXT})
BY_NAME = "{} is on the agency's list of substance use treatment programmes."
BY_AUTHOR = "Its author marked it as a record of substance use treatment (42 CFR Part 2)."
BY_DOMAIN = "It belongs to a need about {}."
BY_WORDS = "It looks like substance use treatment and is not marked; whoever made the summary left it out."
WARNS = "Looks like substance use treatment; nobody has marked it."
OF_DOMAIN = {Kind.SUD: "alcohol or substance use", Kind.VICTIM_SERVICES: "violence at home"}


@dataclass(frozen=True)
class Withheld:
    """One thing that was left out: where it would have stood, what it is called, and why."""

    section: str
    label: str
    kind: str
    why: str


def marked_programme(agency: Agency, case: Case | None) -> str:
    """Why everything the agency wrote in this episode is protected, or nothing."""
    return BY_NAME.format(case.programme) if case and _on_the_list(agency, case.programme) else ""


def marked_stay(agency: Agency, transition: Transition) -> str:
    """Why what is known of the stay is protected, or nothing."""
    if transition.substance_use:
        return "Its author marked the stay as substance use treatment (42 CFR Part 2)."
    return BY_NAME.format(transition.facility) if _on_the_list(agency, transition.facility) else ""


def _on_the_list(agency: Agency, name: str) -> bool:
    return " ".join(name.casefold().split()) in agency.part_2_names


class Guard:
    """Says line by line what may stand on a page. With `kinds` of consents only what they cover; without, everything, with its mark."""

    def __init__(self, kinds: Collection[str] | None, unmarked: str = "") -> None:
        self.kinds, self.unmarked = kinds, unmarked
        self.withheld: list[Withheld] = []
        self.undecided: list[str] = []
        self.notes: dict[tuple[str, str], str] = {}

    def lets_out(self, section: str, label: str, mark: tuple[str, str] | None) -> bool:
        """`mark` is the kind of consent that is needed and why."""
        if mark is None:
            return True
        kind, why = mark
        if self.kinds is None:
            self.notes[section, label] = why
        if self.kinds is None or kind in self.kinds:
            return True
        self._withhold(section, label, kind, why)
        return False

    def lets_words_out(self, section: str, label: str, words: str, code: str = "") -> bool:
        if not (SUD_CODE.match(code) or SUD_WORDS.search(words)):
            return True
        if self.kinds is None:
            self.notes.setdefault((section, label), WARNS)
        if self.kinds is None or Kind.SUD in self.kinds or self.unmarked == Unmarked.SEND:
            return True
        if self.unmarked == Unmarked.LEAVE_OUT:
            self._withhold(section, label, Kind.SUD, BY_WORDS)
        else:
            self.undecided.append(f"{Section(section).label}: {label}")
        return False

    def _withhold(self, section: str, label: str, kind: str, why: str) -> None:
        one = Withheld(str(section), label, str(kind), why)
        if one not in self.withheld:
            self.withheld.append(one)

    @property
    def left_out(self) -> list[str]:
        return sorted({NAMES[Kind(one.kind)] for one in self.withheld})

    def as_data(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.withheld]


def by_author(record: Any) -> tuple[str, str] | None:
    return (Kind.SUD, BY_AUTHOR) if record.substance_use else None


def by_need(need: Any) -> tuple[str, str] | None:
    kind = BY_NEED.get(need.domain) if need else None
    return (kind, BY_DOMAIN.format(OF_DOMAIN[kind])) if kind else None
