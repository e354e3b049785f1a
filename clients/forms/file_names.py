"""A sender's file name made safe to keep and to hand out again."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 160
LONGEST_ENDING = 10
# Not allowed in a file name on Windows, where most of our readers open it; the slashes part folders.
FORBIDDEN = set('<>:"|?*')


def safe_file_name(name: str, ending: str) -> str:
    """The last part of the name, without what cannot be seen or does harm; at most 160 characters.

    `ending` (".pdf") is given to a name that has none.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    spaced = " ".join(unicodedata.normalize("NFC", last).split())
    plain = "".join("_" if c in FORBIDDEN else c for c in spaced if _visible(c)).strip(". ")
    if not plain:
        return f"document{ending}"
    if not ending_of(plain):
        plain += ending
    return plain if len(plain) <= LONGEST else plain[: LONGEST - len(ending_of(plain))].rstrip(". ") + ending_of(plain)


def _visible(c: str) -> bool:
    """Control and format characters hide what a name really is: gpj.exe can be made to read exe.jpg."""
    return c == " " or unicodedata.category(c)[0] not in "CZ"


def ending_of(name: str) -> str:
    """`.pdf` of “Letter.PDF”; empty where the last part is no ending but a part of the name, as in “Dr. Roe”."""
    ending = PurePosixPath(name).suffix.lower()
    return ending if 1 < len(ending) <= LONGEST_ENDING and ending[1:].isalnum() and not ending[1:].isdigit() else ""
