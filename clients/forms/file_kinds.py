"""What a file really is: decided by its content, from a short list of kinds that do no harm when opened."""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

import puremagic
from django.core.exceptions import ValidationError

from clients.forms import office_files

OPENXML = "application/vnd.openxmlformats-officedocument."
OPENDOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class FileKind:
    """A kind of file that may be kept, and the endings its name may have; the first is given where one lacks."""

    media_type: str
    name: str
    endings: tuple[str, ...]


PDF = FileKind("application/pdf", "a PDF", (".pdf",))
TEXT = FileKind("text/plain", "plain text", (".txt", ".text", ".csv", ".tsv", ".md", ".log"))
HEIC = FileKind("image/heic", "a HEIC image", (".heic", ".heif", ".hif"))
IMAGES = (
    FileKind("image/png", "a PNG image", (".png",)),
    FileKind("image/jpeg", "a JPEG image", (".jpg", ".jpeg", ".jpe", ".jfif")),
    FileKind("image/tiff", "a TIFF image", (".tiff", ".tif")),
    HEIC,
)
OFFICE = (
    FileKind(f"{OPENXML}wordprocessingml.document", "a Word document", (".docx",)),
    FileKind(f"{OPENXML}spreadsheetml.sheet", "an Excel workbook", (".xlsx",)),
    FileKind(f"{OPENXML}presentationml.presentation", "a PowerPoint presentation", (".pptx",)),
    FileKind(f"{OPENDOCUMENT}text", "an OpenDocument text", (".odt",)),
    FileKind(f"{OPENDOCUMENT}spreadsheet", "an OpenDocument spreadsheet", (".ods",)),
    FileKind(f"{OPENDOCUMENT}presentation", "an OpenDocument presentation", (".odp",)),
)
KINDS = {kind.media_type: kind for kind in (PDF, TEXT, *IMAGES, *OFFICE)}
KNOWN_BY_MAGIC = {kind.media_type: kind for kind in (PDF, *IMAGES)} | {"image/heif": HEIC}
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)

WANTED = (
    "Save it as PDF, or choose an image (PNG, JPEG, TIFF, HEIC), plain text, or a Word, Excel, PowerPoint or OpenDocument file."
)
# ISO 23008-12: brands of still images, which puremagic knows only in part.
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")
MARKUP = re.compile(r"<\s*(!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed)\b|^\s*#!", re.IGNORECASE)
# All but tab, line feed, form feed and carriage return: text has none of them, other content soon has one.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
HEAD = 4096


def kind_of(file: BinaryIO) -> FileKind:
    """The kind of this file; ValidationError, in a sentence that says what to do, for one that is not taken."""
    head = _head(file)
    if office_files.is_zip(head):
        return KINDS[office_files.media_type(file, set(KINDS))]
    if (kind := _by_magic(head)) is not None:
        return kind
    if _is_plain_text(file):
        return TEXT
    raise ValidationError(f"This kind of file cannot be kept. {WANTED}")


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _by_magic(head: bytes) -> FileKind | None:
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return HEIC
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    surest = [match.mime_type for match in found if match.confidence == found[0].confidence]
    kind = next((KNOWN_BY_MAGIC[media_type] for media_type in surest if media_type in KNOWN_BY_MAGIC), None)
    # A PDF may begin further down for a reader, but then something else stands before it.
    return None if kind is PDF and not head.startswith(b"%PDF-") else kind


def _is_plain_text(file: BinaryIO) -> bool:
    """Readable characters only, and no web page, drawing or script that a program would carry out."""
    file.seek(0)
    text = _decoded(file.read())
    return text is not None and not CONTROL.search(text) and not MARKUP.search(text)


def _decoded(content: bytes) -> str | None:
    """Unicode, or the Windows encoding that hospital systems still write."""
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def check_ending(ending: str, kind: FileKind) -> None:
    """The name must not promise something else than the content is."""
    if not ending or ending in kind.endings:
        return
    if ending not in ENDINGS:
        raise ValidationError(f"Files ending in {ending} cannot be kept. {WANTED}")
    raise ValidationError(
        f"The file's name ends in {ending}, but its content is {kind.name}. Give it the ending {kind.endings[0]}, or choose the "
        "right file."
    )
