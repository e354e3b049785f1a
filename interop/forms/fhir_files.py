"""Files with FHIR in them: finding them, opening them, and reading their Patients."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import IO

from interop.forms.fhir_resources import Found, Tally, patients_in
from interop.forms.reading import BLOCK, LONGEST_VALUE, Unreadable

ENDINGS = (".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz")
MOST_BROKEN_LINES = 1000
UTF8_BOM = b"\xef\xbb\xbf"
OTHER_FORMATS = (
    (b"\xff\xfe", "It is UTF-16, not UTF-8. Save it as UTF-8."),
    (b"\xfe\xff", "It is UTF-16, not UTF-8. Save it as UTF-8."),
    (b"PK\x03\x04", "It is a zip archive. Unpack it first."),
    (b"%PDF", "It is a PDF. Only FHIR JSON can be imported."),
    (b"<", "It is XML or HTML. Only FHIR JSON can be imported."),
)

Missing = Callable[[str, str], None]


def files_at(paths: list[str], missing: Missing) -> list[Path]:
    """Every file meant by these paths, folders and patterns, each once; what is not there is told to `missing`."""
    found: dict[Path, Path] = {}
    for given in paths:
        for path in _meant_by(given, missing):
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _meant_by(given: str, missing: Missing) -> list[Path]:
    path = Path(given)
    try:
        if path.is_dir():
            return _in_folder(path, missing)
        if path.exists():
            return [path] if path.is_file() else _told(missing, given, "It is not a file.")
    except (OSError, ValueError) as error:
        return _told(missing, given, f"It cannot be looked at: {_words(error)}.")
    if has_magic(given):
        matches = [Path(match) for match in sorted(glob(given, recursive=True)) if Path(match).is_file()]
        return matches or _told(missing, given, "No file matches this pattern.")
    return _told(missing, given, "There is no such file or folder.")


def _in_folder(folder: Path, missing: Missing) -> list[Path]:
    list(folder.iterdir())  # a folder one may not enter is an error here, not an empty folder
    files = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(ENDINGS) and path.is_file())
    return files or _told(missing, str(folder), "No .json or .ndjson file is in this folder.")


def _told(missing: Missing, given: str, why: str) -> list[Path]:
    missing(given, why)
    return []


def _words(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


class FhirFile:
    """One file, plain or gzip, JSON or NDJSON; each reading starts from its beginning."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tally = Tally()
        self.digest = ""

    def patients(self) -> Iterator[Found]:
        """Every Patient in order; raises Unreadable. After the last one `digest` is the SHA-256 of what was read."""
        self.tally, hashing = Tally(), hashlib.sha256()
        try:
            with self._opened() as file:
                yield from self._read(_Hashed(file, hashing))
        except PermissionError:
            raise Unreadable("It may not be read by this user. Change its permissions.") from None
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise Unreadable("Its compression is damaged or cut short. Get the whole file; nothing of it was imported.") from None
        except OSError as error:
            raise Unreadable(f"It cannot be read: {_words(error)}.") from None
        self.digest = hashing.hexdigest()

    def _opened(self) -> IO[bytes]:
        with self.path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
        return gzip.open(self.path, "rb") if zipped else self.path.open("rb")  # type: ignore[return-value]  # both read bytes

    def _read(self, file: "_Hashed") -> Iterator[Found]:
        beginning = file.peek()
        _refuse_other_formats(beginning)
        if _is_by_line(self.path.name.lower(), beginning):
            yield from self._by_line(file)
        else:
            yield from patients_in(iter(lambda: file.read(BLOCK), b""), self.tally)

    def _by_line(self, file: "_Hashed") -> Iterator[Found]:
        """In NDJSON each line stands for itself: a broken one costs only its own patient."""
        number = broken = 0
        while line := file.readline(LONGEST_VALUE):
            number += 1
            try:
                yield from self._one_line(file, line, number)
            except Unreadable as problem:
                broken += 1
                yield Found(number, problem=str(problem), line=number)
            if broken > MOST_BROKEN_LINES:
                raise Unreadable(f"More than {MOST_BROKEN_LINES:,} of its lines are broken; the rest was not read.")

    def _one_line(self, file: "_Hashed", line: bytes, number: int) -> Iterator[Found]:
        if len(line) == LONGEST_VALUE and not line.endswith(b"\n"):
            while (rest := file.readline(LONGEST_VALUE)) and not rest.endswith(b"\n"):
                continue
            raise Unreadable("This line is longer than 32 MB.")
        if not line.strip():
            return
        inside = Tally()
        for found in patients_in([line], inside):
            found.line = number
            if found.problem.startswith("It is of type"):
                inside.others += 1
            else:
                yield found
        self.tally.entries += inside.entries
        self.tally.others += inside.others


class _Hashed:
    """A file whose every byte also goes into the digest; skips a UTF-8 byte order mark."""

    def __init__(self, file: IO[bytes], hashing: "hashlib._Hash") -> None:
        self.file, self.hashing, self.held = file, hashing, b""

    def peek(self) -> bytes:
        self.held = self.read(BLOCK)
        self.held = self.held.removeprefix(UTF8_BOM)
        return self.held

    def read(self, size: int) -> bytes:
        if self.held:
            block, self.held = self.held, b""
            return block
        block = self.file.read(size)
        self.hashing.update(block)
        return block

    def readline(self, size: int) -> bytes:
        end = self.held.find(b"\n") + 1
        if end:
            line, self.held = self.held[:end], self.held[end:]
            return line
        line, self.held = self.held, b""
        rest = self.file.readline(size - len(line))
        self.hashing.update(rest)
        return line + rest


def _refuse_other_formats(beginning: bytes) -> None:
    if not beginning.strip():
        raise Unreadable("It is empty.")
    for mark, why in OTHER_FORMATS:
        if beginning.lstrip().startswith(mark):
            raise Unreadable(why)
    if b"\x00" in beginning[:1000]:
        raise Unreadable("It is binary, or text in UTF-16. Only FHIR JSON in UTF-8 can be imported.")


def _is_by_line(name: str, beginning: bytes) -> bool:
    """By its name, unless it is laid out over several lines; else when its first line is a whole object and more follows."""
    first, _, rest = beginning.lstrip().partition(b"\n")
    first = first.strip()
    if name.endswith((".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")):
        return first.startswith(b"{") and (first.endswith(b"}") or not rest)
    return bool(rest.strip()) and first.startswith(b"{") and first.endswith(b"}") and _is_whole(first)


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
