"""Word, Excel, PowerPoint and OpenDocument files: zip archives, looked into without trusting what they say of themselves."""

import re
import zipfile
import zlib
from collections.abc import Set
from typing import BinaryIO

from django.core.exceptions import ValidationError

# A file of 20 MB that fills more than this holds no letter: it is made to fill a disk.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5000
OPENXML_MAIN = re.compile(r"""ContentType=["']([^"']+)\.main\+xml["']""")
MACROS = ("vbaproject.bin", "basic/", "scripts/")
CHUNK = 64 * 1024

DAMAGED = "This file is damaged or not complete. Open it, save it again, and choose it once more."
UNKNOWN = "This archive cannot be kept. Take out the files you want to keep and add them one by one."
ENCRYPTED = "This file is protected by a password, and nobody could open it later. Save it without one."
WITH_MACROS = "This file contains macros, which can do harm. Save it without them, or as PDF."
TOO_BIG = "Unpacked, this file would fill more than 200 MB. Save it as PDF."


def is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def media_type(file: BinaryIO, known: Set[str]) -> str:
    """The media type of an office file among the known ones; ValidationError for any other archive."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_size(archive)
            found = _declared(archive)
            if found not in known:
                raise ValidationError(WITH_MACROS if "macro" in found.lower() else UNKNOWN)
            _check_parts(archive)
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise ValidationError(DAMAGED) from error


def _check_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise ValidationError(ENCRYPTED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValidationError(TOO_BIG)


def _declared(archive: zipfile.ZipFile) -> str:
    """ECMA-376 part 2 names the main part in [Content_Types].xml; ODF 1.3 part 2 has the type in `mimetype`."""
    names = archive.namelist()
    if "mimetype" in names:
        return _beginning(archive, "mimetype").strip()
    if "[Content_Types].xml" in names:
        main = OPENXML_MAIN.search(_beginning(archive, "[Content_Types].xml"))
        return main[1] if main else ""
    return ""


def _beginning(archive: zipfile.ZipFile, part: str) -> str:
    with archive.open(part) as content:
        return content.read(CHUNK).decode(errors="replace")


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack each part to nowhere: a part bigger or other than it claims fails its checksum."""
    for part in archive.infolist():
        if any(part.filename.lower().startswith(name) or part.filename.lower().endswith(name) for name in MACROS):
            raise ValidationError(WITH_MACROS)
        if part.filename.startswith("/") or ".." in part.filename.split("/"):
            raise ValidationError(DAMAGED)
        with archive.open(part) as content:
            while content.read(CHUNK):
                pass
