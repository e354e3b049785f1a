"""The segments of an ADT message that we use, field by field, with their escapes read."""

import re

from interop.forms.hl7_escapes import unescaped
from interop.forms.hl7_heads import LINE_END, Head

USED = ("EVN", "PID", "PV1", "PV2", "DG1", "MRG")
SEGMENT = re.compile(r"\s*[A-Z][A-Z0-9]{2}(?=[^A-Za-z0-9\s]|\Z)")
# Written small it is a segment only where a field follows: prose has short words too.
SMALL = re.compile(r"\s*[a-z][a-z0-9]{2}(.)")
DELETED = '""'
MOST_DIAGNOSES = 50


class Segments:
    """Reads single values; what is not there is empty, wherever in the message it is missing."""

    def __init__(self, text: str, head: Head) -> None:
        self.separators = (head.field, *head.encoding[:4])
        _, self.component, self.repetition, self.escape, self.sub = self.separators
        self.by_name: dict[str, list[list[str]]] = {name: [] for name in USED}
        for line in _used(text, head.field):
            self.by_name[line[:3].upper()].append(line.split(head.field))

    def __contains__(self, name: str) -> bool:
        return bool(self.by_name[name])

    def count(self, name: str) -> int:
        return min(len(self.by_name[name]), MOST_DIAGNOSES)

    def field(self, name: str, number: int, nth: int = 0) -> str:
        """As it stands, with its repetitions and escapes."""
        segments = self.by_name[name]
        if nth >= len(segments) or number >= len(segments[nth]):
            return ""
        return segments[nth][number].strip()

    def repetitions(self, name: str, number: int, nth: int = 0) -> list[str]:
        return [one for one in self.field(name, number, nth).split(self.repetition) if one.strip()]

    def part(self, repetition: str, component: int = 1, sub: int = 1) -> str:
        """One component, unescaped; what the sender asks to delete (two quotes) is as good as empty to us."""
        parts = repetition.split(self.component)
        pieces = parts[component - 1].split(self.sub) if component <= len(parts) else []
        value = pieces[sub - 1].strip() if sub <= len(pieces) else ""
        if self.escape in value:
            value = unescaped(value, self.separators).strip()
        return "" if value == DELETED else _printable(value)

    def value(self, name: str, number: int, component: int = 1, nth: int = 0) -> str:
        """A component of the first repetition."""
        found = self.repetitions(name, number, nth)
        return self.part(found[0], component) if found else ""


def _used(text: str, field: str) -> list[str]:
    """Lines of the segments we use; a line that begins no segment goes on with the one before it."""
    lines: list[str] = []
    for line in LINE_END.split(text)[1:]:
        if lines and not _begins_segment(line, field):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return [line for line in lines if line[:3].upper() in USED and (len(line) == 3 or line[3] == field)]


def _begins_segment(line: str, field: str) -> bool:
    small = SMALL.match(line)
    return bool(SEGMENT.match(line) or (small and small[1] == field))


def _printable(value: str) -> str:
    return "".join(c for c in value if c.isprintable())
