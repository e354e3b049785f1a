"""Tables for spreadsheets: nothing in a cell may run there."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> str:
    """The value as text; a leading apostrophe keeps a spreadsheet from running it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def write_csv(file: TextIO, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Comma-separated with a heading, each cell made safe."""
    writer = csv.writer(file)
    writer.writerow(head)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
