"""What stands between two escape characters of an HL7 v2 value (chapter 2.7 of the standard), as text."""

import re

LONGEST = 200
FORMATTING = re.compile(r"\.[a-z]{2}[+-]?\d*\Z", re.IGNORECASE)
HEXADECIMAL = re.compile(r"X((?:[0-9A-F]{2})+)\Z", re.IGNORECASE)
# Highlighting, a change of character set (MSH-18 tells ours) and what a sender has agreed with others: nothing to read.
SILENT = re.compile(r"[HN]\Z|[CM][0-9A-F]+\Z|Z\w*\Z")


def unescaped(value: str, separators: tuple[str, ...]) -> str:
    """`separators` are those of MSH-1 and MSH-2, in their order. What is no escape stays as it was written: no letter of a name is lost."""
    field, component, repetition, escape, sub = separators
    own = {"F": field, "S": component, "R": repetition, "E": escape, "T": sub}
    mark = re.escape(escape)

    def text_of(found: re.Match[str]) -> str:
        read = own.get(found[1], _text(found[1]))
        return found[0] if read is None else read

    return re.sub(f"{mark}([^{mark}]{{1,{LONGEST}}}){mark}", text_of, value)


def _text(sequence: str) -> str | None:
    """None for what is no escape. Line breaks and blanks become one blank, however many are asked for."""
    if FORMATTING.match(sequence):
        return " "
    if found := HEXADECIMAL.match(sequence):
        return _decoded(bytes.fromhex(found[1]))
    return "" if SILENT.match(sequence) else None


def _decoded(raw: bytes) -> str:
    """Most of what is sent so is UTF-8 by now; what cannot be that is Latin 1."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
