"""What an import says at its end: counts, what is for a person to decide, what was refused and why."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import IO

from interop.actions.patients import CREATED, MATCHED, REFUSED, UNCHANGED, UPDATED

MOST_LINES = 50
MOST_REMARKS = 200
COLUMNS = ("file", "line", "entry", "fhir_id", "outcome", "client", "why")
# A spreadsheet takes a cell that begins so for a formula and runs it.
FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Place:
    """Where in which file."""

    file: str
    entry: int | None = None
    line: int | None = None
    fhir_id: str = ""

    def __str__(self) -> str:
        inside = f", line {self.line}" if self.line else f", entry {self.entry}" if self.entry else ""
        return printable(f"{self.file}{inside}{f', Patient/{self.fhir_id[:64]}' if self.fhir_id else ''}")


def printable(text: str) -> str:
    """What a file brings along must not steer the terminal it is printed on."""
    return "".join(c if c.isprintable() else "?" for c in text)


def safe_cell(value: object) -> str:
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


@dataclass
class Report:
    """Counts everything; keeps no more lines than a person reads. The CSV has all of them."""

    table: IO[str] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[str]] = field(default_factory=lambda: {MATCHED: [], REFUSED: []})
    remarks: dict[str, list[str]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.writer = csv.writer(self.table) if self.table else None
        if self.writer:
            self.writer.writerow(COLUMNS)

    def add(self, place: Place, outcome: str, client: object = "", why: str = "", remarks: list[str] | None = None) -> None:
        self.counts[outcome] += 1
        if outcome in self.lines and len(self.lines[outcome]) < MOST_LINES:
            self.lines[outcome].append(f"{place}: {printable(why)}")
        for remark in remarks or ():
            self.remark(place, remark)
        if self.writer and self.table:
            told = " ".join(filter(None, (why, *(remarks or ()))))
            where = f"/clients/{client}/" if client else ""
            row = (place.file, place.line, place.entry, place.fhir_id, outcome, where, told)
            self.writer.writerow(safe_cell(value) for value in row)
            self.table.flush()

    def remark(self, place: Place, remark: str) -> None:
        self.times[remark] += 1
        if remark in self.remarks or len(self.remarks) < MOST_REMARKS:
            self.remarks.setdefault(remark, [str(place)])

    @property
    def refused(self) -> int:
        return self.counts[REFUSED]

    def text(self, *, dry: bool) -> list[str]:
        """The lines shown at the end."""
        would = "would be " if dry else ""
        counted = ", ".join(f"{self.counts[outcome]:,} {would}{outcome}" for outcome in (CREATED, UPDATED))
        rest = f"{self.counts[UNCHANGED]:,} unchanged, {self.counts[MATCHED]:,} matched for a person to decide, {self.counts[REFUSED]:,} refused"
        return [
            f"{'Nothing was written. ' if dry else ''}Patients: {counted}, {rest}.",
            *map(printable, self.notes),
            *self._remarks(),
            *self._listed(MATCHED, "For a person to decide"),
            *self._listed(REFUSED, "Refused"),
        ]

    def _remarks(self) -> list[str]:
        found = [
            f"  {self.times[remark]:,} × {printable(remark)} (first in {places[0]})" for remark, places in self.remarks.items()
        ]
        return ["Taken over with a remark:", *found] if found else []

    def _listed(self, outcome: str, title: str) -> list[str]:
        lines = self.lines[outcome]
        if not lines:
            return []
        more = self.counts[outcome] - len(lines)
        rest = [f"  … and {more:,} more; --report FILE writes all of them."] if more > 0 else []
        return [f"{title}:", *(f"  {line}" for line in lines), *rest]
